"""`sideboard.poll`: what clients of this protocol ask every so often to see that they are heard."""

__all__ = ["poll"]


def poll() -> str:
    """Anything at all."""
    return "pong"
