"""Going through the whole answer of a query without holding it."""

from collections.abc import Iterator

from google.cloud import ndb

KEYS = 100
"""As many as one transaction changes."""
ROWS = 500


def pages_of_keys(query: ndb.Query) -> Iterator[list[ndb.Key]]:
    """The keys of the answer, a transaction's worth at a time."""
    return _pages(query, KEYS, keys_only=True)


def rows_of(query: ndb.Query, size: int = ROWS) -> Iterator[ndb.Model]:
    """The entities of the answer, read a page at a time and not kept."""
    for page in _pages(query, size, use_cache=False):
        yield from page


def _pages(query: ndb.Query, size: int, **options: bool) -> Iterator[list[ndb.Model]]:
    cursor, more = None, True
    while more:
        page, cursor, more = query.fetch_page(size, start_cursor=cursor, **options)
        yield page
