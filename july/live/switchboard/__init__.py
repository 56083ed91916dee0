"""The switchboard holds the open connections and knows no contest.

`ring` remembers recent events, encoded once. `switchboard` decides who gets which bytes and when;
it talks to a `Sink` and so knows neither ASGI nor sockets. `streams` answers `/events` over ASGI,
after it has asked the channel app, by an ordinary WSGI call, whether this client may open.
"""

from july.live.switchboard.ring import Ring
from july.live.switchboard.streams import EventStreams
from july.live.switchboard.switchboard import Client, Sink, Switchboard

__all__ = ["Client", "EventStreams", "Ring", "Sink", "Switchboard"]
