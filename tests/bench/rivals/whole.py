"""July, whole, with one address more: lines posted there are said on a raw stream.

`/api/v1/streams/KEY` does the same and lets one person say a thousand a second.

    python -m tests.bench.rivals.whole
"""

import json
from collections.abc import Iterable
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIEnvironment

from july import api, bus, channel, main
from july.live.asgi import Application
from july.site.front import Site, first_part
from july.site.life import Life
from july.site.machine import STATIC, Duties, Machine
from july.site.server import serve
from july.site.threads import Threads

SAY = "/say"


class Saying(Site):
    """The site, and whoever says what is posted."""

    def __init__(self) -> None:
        machine = Machine(Duties())
        threads = Threads()
        super().__init__(
            main=main.app,
            api=api.app,
            channel=channel.app,
            static=STATIC,
            threads=threads,
            life=Life(machine.start, machine.stop),
        )
        self._saying = threads.run(self._say)

    def _route(self, path: str) -> Application:
        return self._saying if first_part(path) == SAY[1:] else super()._route(path)

    def _say(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Say the lines of the body; tell what is held."""
        (key,) = parse_qs(environ["QUERY_STRING"])["key"]
        lines = environ["wsgi.input"].read().decode().splitlines()
        bus.relay(key, lines)
        start("200 OK", [("Content-Type", "application/json")])
        held = {
            "sockets": len(self.sockets),
            "streams": self.switchboard.watchers,
            "subscriptions": len(self.sockets.subscriptions),
            "topics": len(self.sockets.subscriptions._listening),
        }
        return [json.dumps(held).encode()]


if __name__ == "__main__":
    serve(Saying(), "127.0.0.1", 0, ready=lambda port: print(f"port {port}", flush=True))
