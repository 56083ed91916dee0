"""Telling an engine that is away from one that refuses what it is asked."""

from google.api_core.exceptions import BadRequest, GoogleAPIError

from july.errors import BadRequest as NotUnderstood
from july.errors import ConfigurationError, JulyError, Unavailable


def is_outage(error: BaseException) -> bool:
    """Whether an error of an engine passes by itself, so that trying again is the thing to do.

    A query without its index, or a value that can't be stored, is a mistake of July's own.
    """
    return isinstance(error, GoogleAPIError) and not isinstance(error, BadRequest)


def as_july_error(error: Exception) -> JulyError:
    """The error to answer: causes that are not the caller's business stay in the log."""
    if isinstance(error, JulyError) and not isinstance(error, ConfigurationError):
        return error
    if isinstance(error, UnicodeDecodeError):
        return NotUnderstood("The address is not UTF-8.")
    if is_outage(error):
        return Unavailable("The database did not answer in time; try again.")
    unexpected = JulyError("Something went wrong here; it has been logged.")
    unexpected.code = "internal"
    return unexpected
