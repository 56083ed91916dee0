"""A gRPC channel that ends in this process."""
# ruff: noqa: ARG002 - the arguments are those of gRPC's own classes

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, NoReturn, Self, TypeAlias

import grpc
from google.api_core.exceptions import MethodNotImplemented

Message: TypeAlias = Any
"""A protobuf message, plain or of proto-plus."""

Option: TypeAlias = Any
"""An argument that matters on a network only."""

Handler = Callable[[Message], Message]
"""Takes a plain protobuf message and gives one; raises `google.api_core.exceptions`."""


class InProcessChannel(grpc.Channel):
    """Calls the handlers of a service directly, in the caller's thread, without serialising.

    `handlers` maps `"/google.datastore.v1.Datastore/Lookup"` to a function of a plain protobuf
    message, as a gRPC server would call it. Clients built on proto-plus get their own classes back.
    A handler must not change its request nor keep it, and gives a new message each time. What it
    raises passes through; deadlines and metadata are not looked at.
    """

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers

    def unary_unary(
        self,
        method: str,
        request_serializer: Option = None,
        response_deserializer: Option = None,
        _registered_method: Option = False,
    ) -> "InProcessCall":
        """The handler of `method`, as something that a gRPC client can call."""
        handler = self._handlers.get(method) or _missing(method)
        return InProcessCall(handler, _wrapper(response_deserializer))

    def unary_stream(self, *args: Option, **options: Option) -> NoReturn:
        """Not offered: neither engine has streaming calls."""
        raise NotImplementedError("Streaming calls are not offered.")

    stream_unary = unary_stream
    stream_stream = unary_stream

    def subscribe(self, callback: Callable[..., None], try_to_connect: bool | None = False) -> None:
        """Report the one state there is."""
        callback(grpc.ChannelConnectivity.READY)

    def unsubscribe(self, callback: Callable[..., None]) -> None:
        """Nothing to do: the state never changes."""

    def close(self) -> None:
        """Nothing to do: the engine is closed by whoever opened it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class InProcessCall(grpc.UnaryUnaryMultiCallable):
    """One method: called directly, or for a future that is done already."""

    def __init__(self, handler: Handler, wrap: Handler | None) -> None:
        self._handler = handler
        self._wrap = wrap

    def __call__(self, request: Message, *args: Option, **options: Option) -> Message:
        """The handler's answer; raises what the handler raises."""
        answer = self._handler(getattr(request, "_pb", request))
        return answer if self._wrap is None else self._wrap(answer)

    def with_call(
        self, request: Message, *args: Option, **options: Option
    ) -> tuple[Message, "DoneFuture"]:
        """The answer, and the call it came from."""
        answer = self(request)
        return answer, DoneFuture(answer, None)

    def future(self, request: Message, *args: Option, **options: Option) -> "DoneFuture":
        """The answer or the exception, as a future."""
        try:
            return DoneFuture(self(request), None)
        except Exception as error:  # noqa: BLE001 - the future's reader gets it, whatever it is
            return DoneFuture(None, error)


class DoneFuture(grpc.Future, grpc.Call):
    """The outcome of a call that is over."""

    def __init__(self, answer: Message, error: Exception | None) -> None:
        self._answer = answer
        self._error = error

    def result(self, timeout: float | None = None) -> Message:
        """The answer; raises what the handler raised."""
        if self._error is not None:
            raise self._error
        return self._answer

    def exception(self, timeout: float | None = None) -> Exception | None:
        """What the handler raised."""
        return self._error

    def traceback(self, timeout: float | None = None) -> TracebackType | None:
        """Where the handler raised."""
        return None if self._error is None else self._error.__traceback__

    def add_done_callback(self, fn: Callable[[Self], object]) -> None:
        """Call `fn` at once."""
        fn(self)

    add_callback = add_done_callback

    def done(self) -> bool:
        """Always true."""
        return True

    def running(self) -> bool:
        """Never."""
        return False

    def cancel(self) -> bool:
        """Too late, always."""
        return False

    def cancelled(self) -> bool:
        """Never."""
        return False

    def is_active(self) -> bool:
        """Never."""
        return False

    def time_remaining(self) -> None:
        """No deadline."""

    def initial_metadata(self) -> tuple[()]:
        """None is sent."""
        return ()

    def trailing_metadata(self) -> tuple[()]:
        """None is sent."""
        return ()

    def code(self) -> grpc.StatusCode:
        """The status that a server would have sent."""
        if self._error is None:
            return grpc.StatusCode.OK
        return getattr(self._error, "grpc_status_code", None) or grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        """The error's message."""
        return "" if self._error is None else str(self._error)


def _missing(method: str) -> Handler:
    def handler(request: Message) -> Message:  # noqa: ARG001 - whatever it is
        message = f"{method} is not offered by this engine."
        raise MethodNotImplemented(message)  # type: ignore[no-untyped-call]

    return handler


def _wrapper(deserializer: Option) -> Handler | None:
    """What puts a plain answer into the proto-plus class whose `deserialize` this is, if any."""
    return getattr(getattr(deserializer, "__self__", None), "wrap", None)
