"""The channel app: decides who may listen to what; the switchboard holds the connection.

`july.channel.app` is a WSGI application of its own. Behind the switchboard, or behind any proxy
that speaks GRIP (Pushpin, Fastly Fanout), its answers become open streams.
"""

from july.channel.application import Application
from july.channel.events import EventsHandler

__all__ = ["app"]

app = Application([("/events", EventsHandler)])
