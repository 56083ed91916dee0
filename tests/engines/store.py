"""A short way to use a Datastore through `google.cloud.datastore_v1`, in plain Python values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

from google.api_core.exceptions import GoogleAPICallError
from google.cloud.datastore_v1 import types

from tests.engines.arrangements import Arrangement
from tests.engines.model import Result
from tests.engines.questions import KEY, Question
from tests.engines.values import (
    Path,
    Plain,
    Properties,
    key_message,
    partition_message,
    path_of,
    plain,
    properties_message,
    rank,
)

Batch: TypeAlias = types.QueryResultBatch
MORE = types.QueryResultBatch.MoreResultsType

TIMEOUT = 20.0
"""Seconds after which a call fails."""


@dataclass(frozen=True, slots=True)
class Change:
    """One mutation: insert, update, upsert or delete."""

    operation: str
    path: Path
    properties: tuple[tuple[str, Plain], ...] = ()
    base_version: int | None = None


class Written(NamedTuple):
    """What became of a change."""

    version: int
    conflict: bool
    key: Path | None


class Found(NamedTuple):
    """An entity that was looked up."""

    version: int
    properties: dict[str, Plain]


@dataclass(frozen=True)
class Store:
    """One namespace of one project."""

    arrangement: Arrangement
    project: str
    namespace: str = ""
    database: str = ""

    def call(self, method: str, **request: Any) -> Any:
        """Call a method of the client, without repeating it."""
        request = {"project_id": self.project, "database_id": self.database} | request
        return getattr(self.arrangement.client, method)(request, retry=None, timeout=TIMEOUT)

    def commit(self, *changes: Change, transaction: bytes = b"") -> list[Written]:
        """Write some changes, in a transaction or without."""
        modes = types.CommitRequest.Mode
        request: dict[str, Any] = {"mutations": [self.mutation(change) for change in changes]}
        if transaction:
            request |= {"mode": modes.TRANSACTIONAL, "transaction": transaction}
        else:
            request["mode"] = modes.NON_TRANSACTIONAL
        return [
            Written(
                result.version,
                result.conflict_detected,
                path_of(result.key) if result.key.path else None,
            )
            for result in self.call("commit", **request).mutation_results
        ]

    def put(self, entities: Iterable[tuple[Path, Properties]]) -> None:
        """Upsert some entities."""
        changes = [
            Change("upsert", path, tuple(properties.items())) for path, properties in entities
        ]
        if changes:
            self.commit(*changes)

    def delete(self, paths: Iterable[Path]) -> None:
        """Delete some entities."""
        self.commit(*(Change("delete", path) for path in paths))

    def in_new_project(self) -> "Store":
        """The same in a project that is empty."""
        return replace(self, project=self.arrangement.new_project())

    def mutation(self, change: Change) -> types.Mutation:
        key = self.key(change.path)
        if change.operation == "delete":
            mutation = types.Mutation(delete=key)
        else:
            properties = properties_message(dict(change.properties), self.project, self.namespace)
            entity = types.Entity(key=key, properties=properties)
            mutation = types.Mutation(**{change.operation: entity})
        if change.base_version is not None:
            mutation.base_version = change.base_version
        return mutation

    def lookup(self, paths: Sequence[Path], transaction: bytes = b"") -> dict[Path, Found]:
        """The entities of these keys that are there."""
        answer = self.call(
            "lookup",
            keys=[self.key(path) for path in paths],
            read_options=_read_options(transaction),
        )
        assert not answer.deferred
        missing = [path_of(each.entity.key) for each in answer.missing]
        found = {path_of(each.entity.key): _found(each) for each in answer.found}
        assert sorted([*found, *missing], key=repr) == sorted(set(paths), key=repr)
        return found

    def batch(
        self,
        question: Question,
        *,
        start: bytes = b"",
        end: bytes = b"",
        transaction: bytes = b"",
    ) -> Batch:
        """The first batch of a query's results."""
        query = question.message(self.project, self.namespace)
        query.start_cursor, query.end_cursor = start, end
        answer = self.call(
            "run_query",
            partition_id=partition_message(self.project, self.namespace),
            query=query,
            read_options=_read_options(transaction),
        )
        return answer.batch

    def ask(
        self, question: Question, *, end: bytes = b"", transaction: bytes = b""
    ) -> list[Result]:
        """All results of a query."""
        batch = self.batch(question, end=end, transaction=transaction)
        assert batch.more_results != MORE.NOT_FINISHED, "so few results come in one batch"
        return [result_of(each, question) for each in batch.entity_results]

    def aggregate(self, question: Question, **wanted: Any) -> dict[str, Plain]:
        """Aggregations of a query's results, by their names."""
        query = types.AggregationQuery(
            nested_query=question.message(self.project, self.namespace),
            aggregations=[{"alias": name, **each} for name, each in wanted.items()],
        )
        answer = self.call(
            "run_aggregation_query",
            partition_id=partition_message(self.project, self.namespace),
            aggregation_query=query,
        )
        (result,) = answer.batch.aggregation_results
        return {name: plain(value) for name, value in result.aggregate_properties.items()}

    def begin(self, *, read_only: bool = False) -> bytes:
        """Begin a transaction."""
        options: dict[str, Any] = {"read_only": {}} if read_only else {"read_write": {}}
        answer = self.call("begin_transaction", transaction_options=options)
        number: bytes = answer.transaction
        return number

    def rollback(self, transaction: bytes) -> None:
        self.call("rollback", transaction=transaction)

    def key(self, path: Path) -> types.Key:
        return key_message(path, self.project, self.namespace)


def result_of(found: types.EntityResult, question: Question) -> Result:
    """One result of a batch, as the model gives it."""
    path = path_of(found.entity.key)
    projected = tuple(
        rank(path if name == KEY else plain(found.entity.properties[name]))
        for name in question.projection
    )
    return Result(path, projected)


def _found(result: types.EntityResult) -> Found:
    properties = {name: plain(value) for name, value in result.entity.properties.items()}
    return Found(result.version, properties)


def _read_options(transaction: bytes) -> dict[str, Any]:
    return {"transaction": transaction} if transaction else {}


def refusal(call: Any, *arguments: Any, **options: Any) -> str:
    """The code with which a call is refused, `OK` if it is not."""
    try:
        call(*arguments, **options)
    except GoogleAPICallError as error:
        return str(getattr(error.grpc_status_code, "name", "UNKNOWN"))
    return "OK"
