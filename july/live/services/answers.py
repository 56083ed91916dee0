"""Calling a service on behalf of somebody: first whether it can be, then its answer."""

import logging
import traceback
from dataclasses import dataclass
from inspect import BoundArguments
from typing import Any

from google.api_core.exceptions import GoogleAPIError

from july.config import settings
from july.errors import JulyError, Unauthorized, Unavailable
from july.live.remote import NotConnected
from july.live.services.arguments import bind
from july.live.services.calls import Call, Caller, Notice, Reach, running
from july.live.services.errors import UnexpectedError
from july.live.services.registry import Service, services
from july.live.services.serializer import digest_of, serializer

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call."""

    data: str | None
    """JSON; None if the service gave None, or an error."""
    error: JulyError | None
    reach: Reach
    kept: dict[str, Any]
    """What the service keeps with the subscription."""
    notices: tuple[Notice, ...]
    """Who is to be told, now that the call has ended."""

    @property
    def digest(self) -> str:
        """Tells this answer from another."""
        return digest_of(f"error {self.error.message}" if self.error else f"data {self.data}")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A call that can be made."""

    service: Service
    arguments: BoundArguments
    channels: tuple[str, ...]
    """What it subscribes to."""
    call: Call

    def run(self) -> Answer:
        """Make it. Never raises: what the service raises is in the answer."""
        data, error = None, None
        with running(self.call):
            try:
                result = self.service.call(*self.arguments.args, **self.arguments.kwargs)
                data = None if result is None else serializer.encode(result)
            except Exception as raised:  # noqa: BLE001 - services may raise whatever they like
                error = as_error(raised, self.service.name)
        call = self.call
        return Answer(data, error, call.reach, call.kept, tuple(dict.fromkeys(call.notices)))


def prepare(method: str, params: object, caller: Caller) -> Prepared:
    """The call of a service, not made yet.

    Raises NoSuchMethod, WrongArguments, Unauthorized for who is not signed in but has to be, and
    other JulyErrors for what the choice of channels raises.
    """
    try:
        return _prepare(services.find(method), params, Call(caller))
    except Exception as raised:
        raise as_error(raised, method) from raised


def _prepare(service: Service, params: object, call: Call) -> Prepared:
    arguments = bind(service.function, params)
    if service.marks.needs_login and call.user is None:
        raise Unauthorized(f"sign in first: {service.name} is for members")
    with running(call):  # the choice of channels may depend on who calls
        channels = service.marks.channels_of(arguments.arguments)
    return Prepared(service, arguments, channels, call)


def as_error(raised: Exception, method: str) -> JulyError:
    """What the caller is told. Causes that are nobody's business stay in the log."""
    if isinstance(raised, JulyError) and raised.status < 500:
        return raised
    if isinstance(raised, NotConnected):
        logger.warning("%s: a host elsewhere did not answer: %s", method, raised)
        return Unavailable("another site that is asked for this did not answer; try again")
    if isinstance(raised, GoogleAPIError | Unavailable):
        logger.warning("%s: the engines did not answer: %s", method, raised)
        return Unavailable("the database did not answer in time; try again")
    logger.error("%s failed", method, exc_info=raised)
    if settings().debug:
        return UnexpectedError("".join(traceback.format_exception(raised)))
    return UnexpectedError("unexpected error")
