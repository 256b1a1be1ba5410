"""Echoes with python3-websockets. Prints the port it listens on."""
import asyncio

import websockets


async def echo(connection, *_):
    try:
        async for message in connection:
            await connection.send(message)
    except websockets.exceptions.ConnectionClosed:
        pass


async def main():
    server = await websockets.serve(echo, "127.0.0.1", 0, max_size=64 * 1024 * 1024)
    print(next(iter(server.sockets)).getsockname()[1], flush=True)
    await asyncio.Future()


asyncio.run(main())
