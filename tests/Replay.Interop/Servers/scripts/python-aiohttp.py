# python3-aiohttp. Argument: port. Prints "ready PORT".
import asyncio
import sys

sys.path.pop(0)  # this file's own name is the library's
import aiohttp  # noqa: E402
from aiohttp import web  # noqa: E402


async def echo(request):
    socket = web.WebSocketResponse(max_msg_size=2**26)
    await socket.prepare(request)
    async for message in socket:
        if message.type == aiohttp.WSMsgType.TEXT:
            await socket.send_str(message.data)
        elif message.type == aiohttp.WSMsgType.BINARY:
            await socket.send_bytes(message.data)
    return socket


async def main():
    application = web.Application()
    application.router.add_get("/", echo)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", int(sys.argv[1]))
    await site.start()
    print("ready", site._server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Future()


asyncio.run(main())
