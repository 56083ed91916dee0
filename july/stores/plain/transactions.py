"""Reading and writing plain entities, alone or in a transaction."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

from google.api_core.exceptions import (
    Aborted,
    GoogleAPICallError,
    InternalServerError,
    ServiceUnavailable,
    Unknown,
)
from google.api_core.retry import Retry, if_exception_type
from google.cloud.datastore_v1.types import (
    BeginTransactionRequest,
    CommitRequest,
    LookupRequest,
    RollbackRequest,
)

from july.stores.plain.calls import call, fill_key, partition
from july.stores.plain.entities import Plain, PlainKey, plain
from july.stores.plain.fields import kind_of

T = TypeVar("T")
Wanted = tuple[type, str]
"""A model and a name."""

LONGEST_TRYING = 20.0
"""Seconds after which a transaction that is aborted again and again gives up."""

_Begin, _Lookup = BeginTransactionRequest.pb(), LookupRequest.pb()
_Commit, _Rollback = CommitRequest.pb(), RollbackRequest.pb()
TOGETHER = int(CommitRequest.Mode.TRANSACTIONAL)
ALONE = int(CommitRequest.Mode.NON_TRANSACTIONAL)
_retry = Retry(
    predicate=if_exception_type(Aborted, InternalServerError, ServiceUnavailable, Unknown),
    initial=0.05,
    maximum=1.0,
    timeout=LONGEST_TRYING,
)


class Transaction:
    """Reads first, then writes; what it writes becomes visible all at once, when it ends."""

    def __init__(self, id: bytes) -> None:
        self._id = id
        self._written: list[Plain] = []

    def read(self, keys: Iterable[Wanted]) -> dict[PlainKey, Plain]:
        """The entities that exist among those with a model and a name."""
        return _read(keys, {"transaction": self._id})

    def write(self, entities: Iterable[Plain]) -> None:
        """Have these stored when the transaction ends."""
        self._written += entities

    def commit(self) -> None:
        """End it. Raises Aborted if somebody else has changed what it read."""
        _commit(self._written, transaction=self._id, mode=TOGETHER)

    def roll_back(self) -> None:
        """End it without a trace. Where that fails, Datastore ends it by itself."""
        with suppress(GoogleAPICallError):
            call("rollback", RollbackRequest, _Rollback(transaction=self._id))


def transact(work: Callable[[Transaction], T]) -> T:
    """What `work` gives, in a transaction; it is called again if others came in between.

    Raises google.api_core exceptions, and whatever `work` raises.
    """
    return _retry(_Attempts(work))()


class _Attempts(Generic[T]):
    """Tries to carry out one piece of work, again and again."""

    def __init__(self, work: Callable[[Transaction], T]) -> None:
        self._work = work
        self._failed = b""

    def __call__(self) -> T:
        """One attempt. It names the one that failed before, which gets it on ahead of others."""
        options = {"read_write": {"previous_transaction": self._failed}}
        request = _Begin(transaction_options=options)
        begun = call("begin_transaction", BeginTransactionRequest, request)
        transaction = Transaction(begun.transaction)
        try:
            result = self._work(transaction)
            transaction.commit()
        except BaseException:
            self._failed = begun.transaction
            transaction.roll_back()
            raise
        return result


def read(keys: Iterable[Wanted]) -> dict[PlainKey, Plain]:
    """The entities that exist among those with a model and a name."""
    return _read(keys, {})


def put(entities: Iterable[Plain]) -> None:
    """Store entities, each for itself."""
    if stored := list(entities):
        _commit(stored, mode=ALONE)


def delete(keys: Iterable[Wanted]) -> None:
    """Delete entities, each for itself; what does not exist is no error."""
    request = _Commit(mode=ALONE)
    where = partition()
    for model, name in keys:
        fill_key(request.mutations.add().delete, where, kind_of(model), name)
    if request.mutations:
        call("commit", CommitRequest, request)


def _read(keys: Iterable[Wanted], options: dict[str, Any]) -> dict[PlainKey, Plain]:
    classes = {}
    wanted: dict[PlainKey, None] = {}
    for model, name in keys:
        made = plain(model)
        classes[made.kind] = made
        wanted[PlainKey(made.kind, name)] = None
    request = _Lookup(read_options=options)
    where = partition()
    for key in wanted:
        fill_key(request.keys.add(), where, *key)
    found: dict[PlainKey, Plain] = {}
    while request.keys:
        answer = call("lookup", LookupRequest, request)
        for result in answer.found:
            entity = classes[result.entity.key.path[-1].kind].decoded(result.entity)
            found[entity.key] = entity
        request = _Lookup(keys=answer.deferred, read_options=options)
    return found


def _commit(entities: Sequence[Plain], **options: Any) -> None:  # noqa: ANN401 - of the request
    request = _Commit(**options)
    where = partition()
    for entity in entities:
        entity.encode(request.mutations.add().upsert, where)
    call("commit", CommitRequest, request)
