"""Lists as REST answers them: a page of models and the address of the next."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from google.cloud import ndb

from july.api.handler import Handler, address_of
from july.lib.cursors import Position, read_cursor, write_cursor

MOST = 100
USUAL = 20
PAGING = frozenset({"limit", "cursor"})

Model = dict[str, Any]


class ListHandler(Handler):
    """Base of handlers that answer lists."""

    parameters = PAGING
    usual = USUAL
    """Models of a page for which no limit is asked."""

    @property
    def limit(self) -> int:
        """How many models the page may have."""
        return self.number("limit", self.usual, MOST)

    def reply_page(self, models: Sequence[Mapping[str, Any]], next_cursor: str | None) -> None:
        """Answer one page in the envelope that all lists share."""
        self.reply(
            {
                "limit": self.limit,
                "cursor": self.text("cursor"),
                "uri": self._address(self.text("cursor")),
                "models": list(models),
                "next": self._address(next_cursor) if next_cursor else None,
            }
        )

    def reply_query(
        self,
        query: ndb.Query,
        as_models: Callable[[Sequence[ndb.Model]], Sequence[Mapping[str, Any]]],
    ) -> None:
        """Answer the page of a query's answer that the request asks for."""
        scope = self._scope()
        cursor = self.text("cursor")
        start = read_cursor(cursor, scope) if cursor else Position(None, 0)
        entities, after, more = query.fetch_page(self.limit, start_cursor=start.cursor)
        onward = Position(after, start.passed + len(entities))
        self.reply_page(as_models(entities), write_cursor(onward, scope) if more else None)

    def _given(self) -> dict[str, str]:
        return {name: value for name, value in self.request.GET.items() if name != "cursor"}

    def _scope(self) -> str:
        """What a cursor belongs to: this address and its filters, whatever the limit."""
        filters = {name: value for name, value in self._given().items() if name != "limit"}
        return f"{self.request.path}?{urlencode(sorted(filters.items()))}"

    def _address(self, cursor: str | None) -> str:
        given = self._given() | ({"cursor": cursor} if cursor else {})
        path: str = self.request.path
        return address_of(path + ("?" + urlencode(given) if given else ""))
