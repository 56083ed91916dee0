"""What can go wrong with a call before, or instead of, the function that was meant."""

from july.errors import BadRequest, JulyError, NotFound


class NoSuchMethod(NotFound):
    """No service has that name, or it may not be called."""

    code = "no_such_method"


class WrongArguments(BadRequest):
    """The function does not take such arguments; it was not called."""

    code = "wrong_arguments"


class UnexpectedError(JulyError):
    """The function failed in a way that nobody foresaw; the log has the details."""

    code = "unexpected"
