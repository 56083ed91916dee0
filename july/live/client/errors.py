"""What can go wrong with a call."""

from july.errors import JulyError, Unavailable


class CallFailed(JulyError):
    """The service answered with an error."""

    code = "call_failed"


class NotConnected(Unavailable):
    """There is no connection, it was lost, or no answer came in time."""

    code = "not_connected"
