"""The channel app: who may listen to what, and calls of services; the switchboard holds sockets.

`july.channel.app` is a WSGI application of its own. Behind the switchboard, or behind any proxy
that speaks GRIP and WebSocket-over-HTTP (Pushpin, Fastly Fanout), its answers become open streams
and WebSockets. A wrong setting ends whoever imports this.
"""

from july.channel.application import Application
from july.channel.events import EventsHandler
from july.channel.presence import ConnectedHandler, DisconnectedHandler
from july.channel.sockets import AgainHandler, JsonRpcHandler, SocketHandler
from july.config import settle
from july.lib.observed import Observed
from july.live.services import load

__all__ = ["app"]

settle()
load()

_application = Application(
    [
        ("/events", EventsHandler),
        ("/ws", SocketHandler),
        ("/ws/again", AgainHandler),
        ("/jsonrpc", JsonRpcHandler),
        ("/_ah/channel/connected/", ConnectedHandler),
        ("/_ah/channel/disconnected/", DisconnectedHandler),
    ]
)

app = Observed("channel", _application)
