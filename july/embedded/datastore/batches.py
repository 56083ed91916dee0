"""The batch of results that answers a query."""

from collections.abc import Sequence

from july.embedded.datastore.cursors import Cursors
from july.embedded.datastore.encoding import decode_path
from july.embedded.datastore.messages import Entity, EntityResult, Message, QueryResultBatch
from july.embedded.datastore.positions import fill_projection, path_of
from july.embedded.datastore.query import Query
from july.embedded.datastore.results import Results, Row
from july.embedded.datastore.wire import CURSOR, ENTITY, ENTITY_RESULTS, prefix, stored_result


def fill_batch(
    batch: Message,
    query: Query,
    cursors: Cursors,
    results: Results,
    paths: Sequence[str] | None = None,
) -> None:
    """Fill a QueryResultBatch message with results, of entities only what is on the paths."""
    batch.entity_result_type = _result_type(query)
    parts: list[bytes] = []
    cursor = b""
    for row in results.rows:
        result = stored_result(row, paths) if row.proto else _from_index(query, row)
        cursor = cursors.write(row.last or row.position)
        result += prefix(CURSOR, len(cursor)) + cursor
        parts += prefix(ENTITY_RESULTS, len(result)), result
    batch.MergeFromString(b"".join(parts))
    batch.skipped_results = results.skipped
    end = query.start
    if results.skipped_to:
        end = batch.skipped_cursor = cursors.write(results.skipped_to)
    batch.end_cursor = cursor or end or cursors.write(b"")
    batch.more_results = _more_results(query, results)


def _from_index(query: Query, row: Row) -> bytes:
    """An EntityResult of what the index has."""
    entity = Entity()
    partition = entity.key.partition_id
    partition.project_id, partition.database_id, partition.namespace_id = query.partition
    decode_path(path_of(row.position, query.sorts), entity.key)
    if query.projection:
        fill_projection(entity, row.position, query)
    proto: bytes = entity.SerializeToString()
    return prefix(ENTITY, len(proto)) + proto


def _result_type(query: Query) -> int:
    if query.keys_only:
        kind: int = EntityResult.KEY_ONLY
    else:
        kind = EntityResult.PROJECTION if query.projection else EntityResult.FULL
    return kind


def _more_results(query: Query, results: Results) -> int:
    """Whether there is more, and why it is not here.

    A query with an end cursor that gives nothing any more says so: clients that count go on until
    they hear that.
    """
    more: int = QueryResultBatch.NO_MORE_RESULTS
    if not results.complete:
        reached = query.limit is not None and len(results.rows) >= query.limit
        batch = QueryResultBatch
        more = batch.MORE_RESULTS_AFTER_LIMIT if reached else batch.NOT_FINISHED
    elif query.end and (results.rows or results.skipped):
        more = QueryResultBatch.MORE_RESULTS_AFTER_CURSOR
    return more
