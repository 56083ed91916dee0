"""What a producer of a raw stream plays: rows of values, one message after another, in time."""

from july.live.streams.heartbeat import heartbeat
from july.live.streams.playing import Message, play
from july.live.streams.rows import Row, read_rows

__all__ = ["Message", "Row", "heartbeat", "play", "read_rows"]
