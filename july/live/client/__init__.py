"""Clients of a site's services in Python: calls and subscriptions over one WebSocket.

with WebSocket("wss://july.example.org/ws") as site:
    site.call("people.get", "octo")
    site.subscribe(print, "boards.people", limit=3)
"""

from july.live.client.errors import CallFailed, NotConnected
from july.live.client.subscription import Subscription
from july.live.client.websocket import WebSocket

__all__ = ["CallFailed", "NotConnected", "Subscription", "WebSocket"]
