"""The top of a hub: what the page is about, and its totals in the game."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext_lazy

from july.contest.notices import GAMES
from july.contest.queries import known_games
from july.contest.totals import BOARDS, GAME
from july.hubs.calendars import drawn
from july.hubs.contract import WIDE, Data, Widget, heard_by
from july.hubs.games import shown
from july.hubs.subjects import SITE, Subject
from july.live.services.own import (
    boards,
    games,
    languages,
    locations,
    people,
    projects,
    stats,
    teams,
)

TOP = 10
Get = Callable[[str, str | None], Data]
GET: Mapping[str, Get] = {
    "people": people.get,
    "projects": projects.get,
    "teams": teams.get,
    "locations": locations.get,
    "languages": languages.get,
}


def data(subject: Subject) -> Data:
    """The thing with its totals, as its service tells it; of the site the days of the game."""
    if subject.kind == SITE:
        return {"calendar": stats.calendar(GAME, None, subject.game_slug) if subject.game else None}
    if subject.kind == "games":
        return games.get(subject.slug)
    told = GET[subject.kind](subject.slug, subject.game_slug)
    return told | {"rank": _rank(subject)}


def _rank(subject: Subject) -> object:
    """The place among the first of its board, None for who is further down."""
    rows = boards.rows(subject.kind, subject.game_slug, TOP) if subject.game else []
    return next((row["rank"] for row in rows if row["slug"] == subject.slug), None)


def channels(subject: Subject) -> Iterable[str]:
    """What changes the thing."""
    if subject.kind == SITE:
        return heard_by(stats.calendar, GAME, None, subject.game_slug)
    if subject.kind == "games":
        return heard_by(games.get, subject.slug)
    return (GAMES, *heard_by(GET[subject.kind], subject.slug, subject.game_slug))


def drawing(subject: Subject, data: Data) -> Data:
    """The game as it stands now, the way to others, and on the front page its calendar."""
    calendar = data.get("calendar")
    return {
        "game": shown(subject.game) if subject.game else None,
        "games": known_games()[::-1] if subject.kind in BOARDS else [],
        "calendar": drawn(subject.game, calendar) if subject.game and calendar else None,
    }


WIDGET = Widget(
    name="head",
    title=gettext_lazy("Head"),
    about=gettext_lazy("The top of every hub: what it is about, and its totals."),
    data=data,
    channels=channels,
    drawing=drawing,
    column=WIDE,
    framed=False,
    fixed=True,
)
