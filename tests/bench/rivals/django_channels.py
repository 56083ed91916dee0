"""A site of Django Channels that hands what is posted to all its WebSockets.

It runs in an environment of its own, which has nothing of July:

    python django_channels.py REDIS_ADDRESS
"""

import asyncio
import socket
import sys
from typing import Any

import django
import uvicorn
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter
from django.conf import settings

GROUP = "bench"
LAYER = "channels_redis.pubsub.RedisPubSubChannelLayer"


class Consumer(AsyncWebsocketConsumer):
    """One WebSocket."""

    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def said(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["text"])


async def say(scope: Any, receive: Any, send: Any) -> None:
    """Send each line of the body to the group."""
    body, more = b"", True
    while more:
        part = await receive()
        body, more = body + part.get("body", b""), part.get("more_body", False)
    layer = get_channel_layer()
    for line in body.decode().splitlines():
        await layer.group_send(GROUP, {"type": "said", "text": line})
    headers = [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def main() -> None:
    """Serve on a free port until the process ends."""
    layer = {"BACKEND": LAYER, "CONFIG": {"hosts": [sys.argv[1]]}}
    settings.configure(SECRET_KEY="bench", CHANNEL_LAYERS={"default": layer})
    django.setup()
    application = ProtocolTypeRouter({"http": say, "websocket": Consumer.as_asgi()})
    config = uvicorn.Config(application, lifespan="off", log_level="error", ws_ping_interval=None,
                            ws_per_message_deflate=False, backlog=2048)  # fmt: skip
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(f"port {listening.getsockname()[1]}", flush=True)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listening]))


if __name__ == "__main__":
    main()
