"""The batch of results that answers a query."""

from july.embedded.datastore.cursors import Cursors
from july.embedded.datastore.encoding import decode_path
from july.embedded.datastore.messages import EntityResult, Message, QueryResultBatch
from july.embedded.datastore.positions import fill_projection, path_of
from july.embedded.datastore.query import Query
from july.embedded.datastore.results import Results, Row


def fill_batch(batch: Message, query: Query, cursors: Cursors, results: Results) -> None:
    """Fill a QueryResultBatch message with results."""
    batch.entity_result_type = _result_type(query)
    for row in results.rows:
        result = batch.entity_results.add()
        result.cursor = cursors.write(row.last or row.position)
        _fill_entity(result, query, row)
    batch.skipped_results = results.skipped
    end = query.start
    if results.skipped_to:
        end = batch.skipped_cursor = cursors.write(results.skipped_to)
    if results.rows:
        end = result.cursor
    batch.end_cursor = end or cursors.write(b"")
    batch.more_results = _more_results(query, results)


def _fill_entity(result: Message, query: Query, row: Row) -> None:
    if row.proto:
        result.entity.MergeFromString(row.proto)
        result.version = row.version
        return
    key = result.entity.key
    partition = key.partition_id
    partition.project_id, partition.database_id, partition.namespace_id = query.partition
    decode_path(path_of(row.position, query.sorts), key)
    if query.projection:
        fill_projection(result.entity, row.position, query)


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
