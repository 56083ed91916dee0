"""`/federation/`: a board of all the sites, as one or side by side."""

from typing import Any

from july.contest.totals import BOARDS
from july.federation import service
from july.federation.friends import MOST_ROWS
from july.federation.widget import ARRANGEMENTS, MERGED, address
from july.live.services.own.reading import checked_choice
from july.web.sites import PageRequest, pages, render_with_templates


@render_with_templates
class Root:
    """The pages."""

    def index(
        self, request: PageRequest, board: str = BOARDS[0], arrangement: str = MERGED
    ) -> dict[str, Any]:
        """One board. Raises BadField for what there is not."""
        del request
        checked_choice(arrangement, "arrangement", tuple(ARRANGEMENTS))
        return {
            "told": service.boards(board, MOST_ROWS),
            "kind": board,
            "arrangement": arrangement,
            "arrangements": ARRANGEMENTS,
            "limit": MOST_ROWS,
            "sorts": BOARDS,
            "address": address,
        }


URLS = pages(Root())
