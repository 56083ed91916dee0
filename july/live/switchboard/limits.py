"""How much one client may take from all others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of a switchboard's WebSockets."""

    connections: int = 10_000
    of_one_address: int = 200
    """Connections of one address, streams too. Loopback is this machine, and has no such limit."""
    subscriptions: int = 100
    """Of one connection."""
    calls: float = 50.0
    """Messages a second that one connection may send for long."""
    burst: int = 250
    """Messages that it may send at once."""
    waiting: int = 250
    """Messages that may wait for those before them."""
    seconds: float = 10.0
    """How long a call may take before its caller is told that it takes too long."""
    late: int = 2
    """Calls of one connection that may still run after that."""
    behind: int = 1_000_000
    """Bytes that may wait for a client which takes none."""
    at_once: int = 64_000
    """Bytes of one write; the next follows when the client has taken them."""
    heartbeat: float = 20.0
    """Seconds between pings."""
    idle: float = 900.0
    """Seconds after which a connection ends that asks nothing and subscribes to nothing."""
