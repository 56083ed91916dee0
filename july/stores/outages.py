"""Telling an engine that is away from one that refuses what it is asked."""

from google.api_core.exceptions import BadRequest, GoogleAPIError


def is_outage(error: BaseException) -> bool:
    """Whether an error of an engine passes by itself, so that trying again is the thing to do.

    A query without its index, or a value that can't be stored, is a mistake of July's own.
    """
    return isinstance(error, GoogleAPIError) and not isinstance(error, BadRequest)
