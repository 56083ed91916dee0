"""Lists as REST answers them: a page of models and the address of the next."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from july.api.handler import Handler, address_of
from july.live.services.own.lists import USUAL
from july.live.services.own.reading import MOST_ROWS

PAGING = frozenset({"limit", "cursor"})


class ListHandler(Handler):
    """Base of handlers that answer lists."""

    parameters = PAGING
    usual = USUAL
    """Models of a page for which no limit is asked."""

    @property
    def limit(self) -> int:
        """How many models the page may have."""
        return self.number("limit", self.usual, MOST_ROWS)

    def reply_page(self, page: Mapping[str, Any]) -> None:
        """Answer what a service calls a page, `models` and `next`, as all lists are answered."""
        following = page["next"]
        self.reply(
            {
                "limit": self.limit,
                "cursor": self.text("cursor"),
                "uri": self._address(self.text("cursor")),
                "models": page["models"],
                "next": self._address(following) if following else None,
            }
        )

    def _given(self) -> dict[str, str]:
        return {name: value for name, value in self.request.GET.items() if name != "cursor"}

    def _address(self, cursor: str | None) -> str:
        given = self._given() | ({"cursor": cursor} if cursor else {})
        path: str = self.request.path
        return address_of(path + ("?" + urlencode(given) if given else ""))
