"""Calls of Datastore that end in bounded time, whatever becomes of the network.

A call waits for an engine that is not there, instead of failing at once: one that is started anew
within that time is not missed by anybody, and ndb does not repeat what has failed by time. Where
several waited in vain, the next don't: see `Breaker`.
"""

from typing import Any

import grpc
from google.api_core.exceptions import from_grpc_error

from july.stores.breaker import Breaker

LONGEST_CALL = 8.0
"""Seconds that one call may take, whatever its caller allows; ndb itself names no time. Most git
hosts wait for ten."""

METHODS = (
    "lookup",
    "run_query",
    "run_aggregation_query",
    "begin_transaction",
    "commit",
    "rollback",
    "allocate_ids",
    "reserve_ids",
)


class BoundedStub:
    """The stub of an `ndb.Client`, over another one; its calls share a breaker."""

    def __init__(self, stub: Any) -> None:  # noqa: ANN401 - ndb and grpc have no types
        breaker = Breaker()
        for name in METHODS:
            setattr(self, name, BoundedCall(getattr(stub, name), breaker))


class BoundedCall:
    """One method of a service."""

    def __init__(self, call: grpc.UnaryUnaryMultiCallable, breaker: Breaker) -> None:
        self._call = call
        self._breaker = breaker

    def __call__(self, request: object, timeout: float | None = None, **options: object) -> Any:  # noqa: ANN401 - the answer
        """The answer. Raises google.api_core exceptions."""
        ended = self._breaker.admit()
        status = grpc.StatusCode.CANCELLED
        try:
            answer = self._call(request, timeout=_bounded(timeout), wait_for_ready=True, **options)
            status = grpc.StatusCode.OK
        except grpc.RpcError as error:
            status = error.code()
            raise from_grpc_error(error) from error  # type: ignore[no-untyped-call]
        finally:
            ended(status)
        return answer

    def future(
        self, request: object, timeout: float | None = None, **options: object
    ) -> grpc.Future:
        """The answer, as a future; its errors are those of grpc, as ndb expects them.

        Raises DeadlineExceeded at once for an engine that is taken to be away.
        """
        ended = self._breaker.admit()
        try:
            future = self._call.future(
                request, timeout=_bounded(timeout), wait_for_ready=True, **options
            )
        except BaseException:
            ended(grpc.StatusCode.CANCELLED)
            raise
        future.add_done_callback(lambda done: ended(done.code()))
        return future


def _bounded(timeout: float | None) -> float:
    return LONGEST_CALL if timeout is None else min(timeout, LONGEST_CALL)
