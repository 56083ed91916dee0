"""The Datastore service on a SQLite file."""

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import wraps

from july.embedded.datastore.catalog import Catalog
from july.embedded.datastore.indexes import Index
from july.embedded.datastore.messages import Message
from july.embedded.datastore.reads import Reads
from july.embedded.datastore.refusals import broken, invalid, unavailable
from july.embedded.datastore.schema import clear_tables, open_tables
from july.embedded.datastore.transactions import Transactions
from july.embedded.datastore.writes import Writes
from july.embedded.file import Database, is_temporary
from july.errors import Unavailable

SERVICE = "/google.datastore.v1.Datastore/"

Handler = Callable[[Message], Message]

_DATABASE = re.compile(r"[A-Za-z0-9_-]+")


class DatastoreEngine:
    """Entities, indexes and transactions in a `Database`, as `google.datastore.v1` offers them.

    Opening it makes the composite indexes of the file those of `indexes`; that takes a while if
    there are new ones and many entities. Raises `ConfigurationError` for a file of another format,
    `Unavailable` if another process keeps writing.
    """

    def __init__(
        self, database: Database, indexes: Sequence[Index], *, keep_strangers: bool = False
    ) -> None:
        self._database = database
        generation, tables = database.write(
            lambda writer: open_tables(writer, indexes, keep_strangers=keep_strangers)
        )
        catalog = Catalog(database)
        self._transactions = Transactions(database)
        self._reads = Reads(database, catalog, self._transactions, tables)
        self._writes = Writes(database, catalog, self._transactions, tables, generation)

    def handlers(self) -> Mapping[str, Handler]:
        """The methods by their gRPC paths: plain protobuf messages in and out."""
        methods = {
            "Lookup": self._reads.lookup,
            "RunQuery": self._reads.run_query,
            "RunAggregationQuery": self._reads.run_aggregation_query,
            "BeginTransaction": self._writes.begin_transaction,
            "Commit": self._writes.commit,
            "Rollback": self._writes.rollback,
            "AllocateIds": self._writes.allocate_ids,
            "ReserveIds": self._writes.reserve_ids,
        }
        return {SERVICE + name: _with_clear_errors(method) for name, method in methods.items()}

    def clear(self) -> None:
        """Delete all entities; transactions under way will fail."""
        self._database.write(clear_tables)

    def close(self) -> None:
        """End all transactions; may be called twice. Who opened the database closes it."""
        self._transactions.close()


def _with_clear_errors(method: Handler) -> Handler:
    """Tell clients of a file that fails in the way they know: try again, or don't."""

    @wraps(method)
    def handler(request: Message) -> Message:
        if not request.project_id:
            raise invalid("A request names its project.")
        if request.database_id and not _DATABASE.fullmatch(request.database_id):
            raise invalid(
                f"{request.database_id!r} is no database's id; the default one's is empty."
            )
        try:
            return method(request)
        except Unavailable as error:
            raise unavailable(error.message) from error
        except sqlite3.Error as error:
            if is_temporary(error):
                raise unavailable(f"The database can't be read now: {error}") from error
            raise broken(f"The database has failed: {error}") from error

    return handler
