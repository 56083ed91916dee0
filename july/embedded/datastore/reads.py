"""Calls that read: Lookup, RunQuery, RunAggregationQuery."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias

from july.embedded.datastore.aggregations import fill_aggregations, read_aggregated_query
from july.embedded.datastore.batches import fill_batch
from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.choice import Choice
from july.embedded.datastore.cursors import Cursors
from july.embedded.datastore.encoding import encode_path, partition_of
from july.embedded.datastore.entities import Stored, find_entities, find_entity
from july.embedded.datastore.entries import CompositeTable
from july.embedded.datastore.masks import paths_of
from july.embedded.datastore.messages import (
    LookupResponse,
    Message,
    QueryResultBatch,
    RunAggregationQueryResponse,
    RunQueryResponse,
)
from july.embedded.datastore.metadata import is_metadata, metadata_results
from july.embedded.datastore.plan import Planner
from july.embedded.datastore.query import Query, read_query
from july.embedded.datastore.refusals import invalid, not_offered
from july.embedded.datastore.results import Results, Run
from july.embedded.datastore.times import fill_timestamp, microseconds_of, now
from july.embedded.datastore.transactions import (
    FILE_VERSION,
    Name,
    Transaction,
    Transactions,
    check_read_time,
)
from july.embedded.datastore.wire import FOUND, prefix, stored_result
from july.embedded.file import Database

Paths: TypeAlias = tuple[str, ...] | None
"""Which properties are asked for; None is all."""

MOST_KEYS = 1000
"""So many keys has a lookup at most; the cloud's limit."""


class Reads:
    """Answers from the present state of the file, or from a transaction's snapshot."""

    def __init__(
        self,
        database: Database,
        catalog: Catalog,
        transactions: Transactions,
        tables: Sequence[CompositeTable],
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._transactions = transactions
        self._choice = Choice(tables)

    def lookup(self, request: Message) -> Message:
        """Entities by their keys; each key is looked up once."""
        if len(request.keys) > MOST_KEYS:
            raise invalid(f"A lookup has {MOST_KEYS} keys at most.")
        paths = _mask_of(request)
        if len(request.keys) == 1 and not _names_moment(request.read_options):
            response = self._lookup_one(request, request.keys[0], paths)
        else:
            response = self._lookup_several(request, paths)
        fill_timestamp(response.read_time, now())
        return response

    def _lookup_one(self, request: Message, key: Message, paths: Paths) -> Message:
        """One entity as it is now: one statement, which needs no snapshot.

        Most lookups are this, and collecting what may be many would take half of their time.
        """
        partition, kind, path = _name(key, request.project_id, request.database_id)
        stored = None
        connection = self._database.take_reader()
        try:
            number = self._catalog.kind(connection, partition, kind)
            if number is not None:
                stored = find_entity(connection, (number, path))
        finally:
            self._database.give_back(connection)
        if stored is not None:
            result = stored_result(stored, paths)
            return LookupResponse.FromString(prefix(FOUND, len(result)) + result)
        response = LookupResponse()
        response.missing.add().entity.key.CopyFrom(key)
        return response

    def _lookup_several(self, request: Message, paths: Paths) -> Message:
        names = _names(request)
        response = LookupResponse()
        with self._reading(request, response, several=len(names) > 1) as (connection, transaction):
            found = self._find(connection, names)
            if transaction is not None:
                for name in names:
                    stored = found.get(name)
                    transaction.note_lookup(name, 0 if stored is None else stored.version)
        parts: list[bytes] = []
        for name, key in names.items():
            if name in found:
                result = stored_result(found[name], paths)
                parts += prefix(FOUND, len(result)), result
            else:
                response.missing.add().entity.key.CopyFrom(key)
        response.MergeFromString(b"".join(parts))
        return response

    def run_query(self, request: Message) -> Message:
        """The first batch of a query's results."""
        _refuse_explaining(request)
        query = read_query(request)
        paths = _mask_of(request)
        if paths is not None and query.projection:
            raise invalid("A query has a property mask or a projection, not both.")
        response = RunQueryResponse()
        with self._querying(request, response, query) as connection:
            cursors = Cursors(query)
            results = self._results(connection, query, cursors)
            fill_batch(response.batch, query, cursors, results, paths)
        fill_timestamp(response.batch.read_time, now())
        return response

    def run_aggregation_query(self, request: Message) -> Message:
        """Numbers, sums and averages of a query's results."""
        _refuse_explaining(request)
        query = read_aggregated_query(request)
        if is_metadata(query):
            raise not_offered(f"Aggregations of {query.kind} are not offered.")
        response = RunAggregationQueryResponse()
        result = response.batch.aggregation_results.add()
        with self._querying(request, response, query) as connection:
            run = self._run(connection, query, Cursors(query))
            fill_aggregations(result, run, query, request.aggregation_query.aggregations)
        response.batch.more_results = QueryResultBatch.NO_MORE_RESULTS
        fill_timestamp(response.batch.read_time, now())
        return response

    def _results(self, connection: sqlite3.Connection, query: Query, cursors: Cursors) -> Results:
        if is_metadata(query):
            return metadata_results(connection, query, cursors.window(query))
        return self._run(connection, query, cursors).results()

    def _run(self, connection: sqlite3.Connection, query: Query, cursors: Cursors) -> Run:
        window = cursors.window(query)
        scans = Planner(connection, self._catalog, self._choice).scans(query, window)
        return Run(connection, query, scans, window)

    def _find(
        self, connection: sqlite3.Connection, names: dict[Name, Message]
    ) -> dict[Name, Stored]:
        places = {}
        for name in names:
            partition, kind, path = name
            number = self._catalog.kind(connection, partition, kind)
            if number is not None:
                places[number, path] = name
        found = find_entities(connection, places)
        return {places[place]: stored for place, stored in found.items()}

    @contextmanager
    def _querying(
        self, request: Message, response: Message, query: Query
    ) -> Iterator[sqlite3.Connection]:
        """What a query reads from; its transaction remembers that it did."""
        several = query.takes_several_scans or is_metadata(query)
        with self._reading(request, response, several=several) as (connection, transaction):
            if transaction is not None:
                transaction.note_query(query.partition, query.kind)
            yield connection

    def _reading(
        self, request: Message, response: Message, *, several: bool
    ) -> AbstractContextManager[tuple[sqlite3.Connection, Transaction | None]]:
        """What `several` statements of a request read from: a snapshot.

        A transaction that the request asks for is begun.
        """
        options = request.read_options
        consistency = options.WhichOneof("consistency_type")
        if consistency == "new_transaction":
            transaction = self._transactions.begin_as_asked(request, options.new_transaction)
            response.transaction = transaction.number
        number = options.transaction or response.transaction
        if number:
            return self._transactions.reading(request, number)
        time = microseconds_of(options.read_time) if consistency == "read_time" else None
        return _Reader(self._database, several=several, time=time)


class _Reader:
    """A connection outside of transactions: for several statements, or at a time, a snapshot.

    A class, since a generator takes a tenth of a lookup.
    """

    __slots__ = ("_connection", "_database", "_several", "_time")

    def __init__(self, database: Database, *, several: bool, time: int | None) -> None:
        self._database = database
        self._several = several
        self._time = time

    def __enter__(self) -> tuple[sqlite3.Connection, None]:
        self._connection = self._database.take_reader()
        try:
            if self._several or self._time is not None:
                self._connection.execute("BEGIN")
            if self._time is not None:
                (version,) = self._connection.execute(FILE_VERSION).fetchone()
                check_read_time(self._time, version)
        except BaseException:
            self._database.give_back(self._connection)
            raise
        return self._connection, None

    def __exit__(self, *error: object) -> None:
        self._database.give_back(self._connection)


def _names_moment(options: Message) -> bool:
    """Whether a request reads in a transaction, or at a time, instead of the present."""
    return options.WhichOneof("consistency_type") not in (None, "read_consistency")


def _name(key: Message, project: str, database: str) -> Name:
    path = encode_path(key)
    return partition_of(key, project, database), key.path[-1].kind, path


def _names(request: Message) -> dict[Name, Message]:
    project, database = request.project_id, request.database_id
    return {_name(key, project, database): key for key in request.keys}


def _mask_of(request: Message) -> Paths:
    return paths_of(request.property_mask) if request.HasField("property_mask") else None


def _refuse_explaining(request: Message) -> None:
    if request.HasField("explain_options"):
        raise not_offered("Queries are not explained; leave out explain_options.")
