"""What can go wrong with a call of a service elsewhere, besides what its own site says."""

from july.live.client import CallFailed, NotConnected

__all__ = ["CallFailed", "CircuitOpen", "NotConnected"]


class CircuitOpen(NotConnected):
    """The host has not answered for a while, so nobody waits for it now."""

    code = "circuit_open"
