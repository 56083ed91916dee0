"""What search engines are told of: every public page, in parts of bounded size.

People, projects, teams and locations are as many as there are, so they are told in order of their
keys, a thousand in each part. Where the parts begin is found out once a day by skipping over keys,
which reads nothing of what is skipped.
"""

from collections.abc import Iterator
from itertools import pairwise

from django.core.cache import cache
from google.cloud import ndb

from july.contest.boards import top
from july.contest.queries import current_game, known_games
from july.contest.rankings import BOARDS_GIVEN
from july.contest.totals import BOARDS
from july.lib.paths import path_to
from july.people.models import Location, Person, Team
from july.projects.models import Project
from july.web.links import absolute

PART = 1_000
"""Things of a part."""
MOST_PARTS = 100
"""Of a kind; more than a hundred thousand people are not told of."""
LANGUAGES = 100
DAY = 24 * 60 * 60
KINDS: dict[str, type[ndb.Model]] = {
    "people": Person,
    "projects": Project,
    "teams": Team,
    "locations": Location,
}
PLAIN = ("/", *(f"/{kind}/" for kind in BOARDS), "/games/", "/live/", "/pulse/", "/help/",
         "/help/hooks/", "/help/sharing/")  # fmt: skip


def parts() -> Iterator[str]:
    """The names of all parts: `pages`, then `people-1` and so on."""
    yield "pages"
    for kind in KINDS:
        for number, _ in enumerate(_bounds(kind), 1):
            yield f"{kind}-{number}"


def pages() -> Iterator[str]:
    """Full addresses of the pages that are about no one person or project."""
    yield from map(absolute, PLAIN)
    besides = [gift.thing.address for gift in BOARDS_GIVEN if gift.thing.slug not in BOARDS]
    yield from map(absolute, ["/boards/", *besides] if besides else [])
    for game in known_games():
        yield absolute(path_to("games", game.slug))
    current = current_game()
    for row in top("languages", current.slug, LANGUAGES) if current else ():
        yield absolute(path_to("languages", row.slug))


def addresses(kind: str, number: int) -> list[str] | None:
    """Full addresses of the things of a part, counted from 1; None if there is no such part."""
    bounds = [*pairwise([*_bounds(kind), ""])]
    if not 1 <= number <= len(bounds):
        return None
    model = KINDS[kind]
    query = _after(model, bounds[number - 1][0])
    if end := bounds[number - 1][1]:
        query = query.filter(model.key <= ndb.Key(model, end))
    # What came since the bounds were found out makes a part longer, up to twice.
    return [
        absolute(path_to(kind, str(thing.key.id() if kind != "projects" else thing.slug)))
        for thing in query.fetch(2 * PART)
        if _is_public(thing)
    ]


def _is_public(thing: ndb.Model) -> bool:
    hidden = getattr(thing, "disabled", False) or getattr(thing, "private", False)
    return not hidden and getattr(thing, "is_listed", True)


def _bounds(kind: str) -> list[str]:
    """For each part the key after which it begins, as of at most a day ago; of the first, ""."""
    key = f"sitemap-{kind}"
    bounds: list[str] = cache.get(key) or []
    if not bounds:
        bounds = list(_find_bounds(KINDS[kind]))
        cache.set(key, bounds, DAY)
    return bounds


def _find_bounds(model: type[ndb.Model]) -> Iterator[str]:
    last = ""
    for _ in range(MOST_PARTS):
        yield last
        found = _after(model, last).fetch(1, offset=PART - 1, keys_only=True)
        if not found:
            return
        last = str(found[0].id())


def _after(model: type[ndb.Model], name: str) -> ndb.Query:
    query = model.query().order(model.key)
    return query.filter(model.key > ndb.Key(model, name)) if name else query
