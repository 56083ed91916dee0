"""The switchboard holds the open connections and knows no contest.

`ring` remembers recent events, encoded once. `switchboard` decides which event stream gets which
bytes and when; it talks to a `Sink` and so knows neither ASGI nor the network. `streams` answers
`/events` over ASGI, after it has asked the channel app whether this client may open: by an ordinary
WSGI call in the same process, or by HTTP (`asking`). An open stream is written by its connection
itself, or by `responses` where the server gives none away.

WebSockets are `Socket`s, whose bytes go to a `Line`; `sockets` holds them and writes to them,
`handshake` opens them, `rpc` puts their messages to the channel app, `subscriptions` knows whom a
changed answer concerns.
"""

from july.live.switchboard.asking import Ask, AskByHttp, AskInside
from july.live.switchboard.attendance import Attendance
from july.live.switchboard.handshake import Handshakes
from july.live.switchboard.limits import Limits
from july.live.switchboard.ring import Ring
from july.live.switchboard.rpc import Rpc
from july.live.switchboard.sockets import Sockets
from july.live.switchboard.streams import EventStreams
from july.live.switchboard.switchboard import Client, Sink, Switchboard

__all__ = [
    "Ask",
    "AskByHttp",
    "AskInside",
    "Attendance",
    "Client",
    "EventStreams",
    "Handshakes",
    "Limits",
    "Ring",
    "Rpc",
    "Sink",
    "Sockets",
    "Switchboard",
]
