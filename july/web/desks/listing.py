"""A page of the things of a desk: all, some, or those that are meant by a text."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from google.cloud import ndb

from july.errors import BadField
from july.web.desks.desk import Desk, Filter

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """What stands on one page of a list."""

    things: list[ndb.Model]
    following: str | None
    """The cursor of the next page, None on the last one."""
    searched: str = ""
    filter: Filter | None = None


def listing_of(desk: Desk, search: str, narrowed: str, cursor: str) -> Listing:
    """The page that somebody asks for. Raises BadField for a filter or cursor that is none."""
    if search and desk.search is not None:
        return Listing(list(desk.search(search, AT_ONCE)), None, search)
    chosen = desk.filter(narrowed)
    if narrowed and chosen is None:
        raise BadField(_("There is no such filter."), field="filter")
    query = desk.model.query()
    query = chosen.narrow(query) if chosen else query
    things, following, more = query.order(*desk.order()).fetch_page(
        AT_ONCE, start_cursor=_cursor(cursor)
    )
    onward = following.urlsafe().decode() if more and following else None
    return Listing(things, onward, filter=chosen)


def _cursor(given: str) -> ndb.Cursor | None:
    try:
        return ndb.Cursor(urlsafe=given.encode()) if given else None
    except (ValueError, TypeError):
        raise BadField(_("This is no page of the list; begin anew."), field="cursor") from None
