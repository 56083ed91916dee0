"""The top of a hub: what the page is about, and its totals in the game."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext_lazy

from july.contest.games import Game
from july.contest.notices import GAMES, ranks_channel
from july.contest.queries import known_games
from july.contest.totals import BOARDS, GAME
from july.hubs.calendars import drawn
from july.hubs.contract import WIDE, Data, Widget, heard_by
from july.hubs.games import WINNERS, shown, upcoming
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

BEHIND = ("closing", "over")
"""States of a game whose days are over."""
Get = Callable[[str, str | None], Data]
GET: Mapping[str, Get] = {
    "people": people.get,
    "projects": projects.get,
    "teams": teams.get,
    "locations": locations.get,
    "languages": languages.get,
}


def data(subject: Subject) -> Data:
    """The thing with its totals, as its service tells it; of the site what there is of games."""
    if subject.kind == SITE:
        return _site(subject.game)
    if subject.kind == "games":
        return games.get(subject.slug)
    told = GET[subject.kind](subject.slug, subject.game_slug)
    return told | {"rank": _rank(subject)}


def _site(game: Game | None) -> Data:
    """The days of the game, once it is over those who won it, and the game that comes next."""
    if game is None:
        return {"calendar": None, "winners": None, "next": None}
    following = next(iter(upcoming()), None)
    return {
        "calendar": stats.calendar(GAME, None, game.slug),
        "winners": boards.people(game.slug, WINNERS) if shown(game).state in BEHIND else None,
        "next": following.slug if following else None,
    }


def _rank(subject: Subject) -> object:
    """The place on its board, None for what is on none."""
    return boards.place(subject.kind, subject.slug, subject.game_slug)["rank"]


def channels(subject: Subject) -> Iterable[str]:
    """What changes the thing."""
    if subject.kind == SITE:
        return (GAMES, *heard_by(stats.calendar, GAME, None, subject.game_slug))
    if subject.kind == "games":
        return heard_by(games.get, subject.slug)
    # Others' commits change the rank too. It follows them with each survey of the board, so that
    # a push does not make every page stale.
    ranks = [ranks_channel(subject.game_slug)] if subject.game_slug else []
    return (GAMES, *ranks, *heard_by(GET[subject.kind], subject.slug, subject.game_slug))


def drawing(subject: Subject, data: Data) -> Data:
    """The game as it stands now, the way to others, and on the front page its calendar."""
    calendar = data.get("calendar")
    return {
        "game": shown(subject.game) if subject.game else None,
        "games": known_games()[::-1] if subject.kind in BOARDS else [],
        "following": next(map(shown, upcoming()), None) if subject.kind == SITE else None,
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
