# python3-websockets. Argument: port. Prints "ready PORT".
import asyncio
import sys

sys.path.pop(0)  # this file's own name is the library's
import websockets  # noqa: E402


async def echo(socket, *_):
    try:
        async for message in socket:
            await socket.send(message)
    except websockets.ConnectionClosed:
        pass


async def main():
    server = await websockets.serve(echo, "127.0.0.1", int(sys.argv[1]), max_size=2**26)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Future()


asyncio.run(main())
