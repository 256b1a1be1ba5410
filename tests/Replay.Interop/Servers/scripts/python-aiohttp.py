"""Echoes with python3-aiohttp. Prints the port it listens on."""
import asyncio

from aiohttp import WSMsgType, web


async def echo(request):
    connection = web.WebSocketResponse(max_msg_size=64 * 1024 * 1024)
    await connection.prepare(request)
    async for message in connection:
        if message.type == WSMsgType.TEXT:
            await connection.send_str(message.data)
        elif message.type == WSMsgType.BINARY:
            await connection.send_bytes(message.data)
    return connection


async def main():
    application = web.Application()
    application.router.add_get("/{path:.*}", echo)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Future()


asyncio.run(main())
