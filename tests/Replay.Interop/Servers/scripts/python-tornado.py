# python3-tornado. Argument: port. Prints "ready PORT".
import asyncio
import logging
import sys

sys.path.pop(0)  # this file's own name is the library's
import tornado.httpserver  # noqa: E402
import tornado.netutil  # noqa: E402
import tornado.web  # noqa: E402
import tornado.websocket  # noqa: E402

logging.disable(logging.CRITICAL)


class Echo(tornado.websocket.WebSocketHandler):
    def on_message(self, message):
        self.write_message(message, isinstance(message, bytes))

    def get_compression_options(self):
        return {}


async def main():
    application = tornado.web.Application([("/", Echo)], websocket_max_message_size=2**26)
    sockets = tornado.netutil.bind_sockets(int(sys.argv[1]), "127.0.0.1")
    tornado.httpserver.HTTPServer(application).add_sockets(sockets)
    print("ready", sockets[0].getsockname()[1], flush=True)
    await asyncio.Future()


asyncio.run(main())
