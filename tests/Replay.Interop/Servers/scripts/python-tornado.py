"""Echoes with python3-tornado. Prints the port it listens on."""
import asyncio

import tornado.httpserver
import tornado.netutil
import tornado.web
import tornado.websocket


class Echo(tornado.websocket.WebSocketHandler):
    def on_message(self, message):
        self.write_message(message, binary=isinstance(message, bytes))

    def check_origin(self, origin):
        return True


async def main():
    sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
    application = tornado.web.Application([(".*", Echo)], websocket_max_message_size=64 * 1024 * 1024)
    server = tornado.httpserver.HTTPServer(application)
    server.add_sockets(sockets)
    print(sockets[0].getsockname()[1], flush=True)
    await asyncio.Future()


asyncio.run(main())
