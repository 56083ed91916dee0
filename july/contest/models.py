"""What is stored about the contest."""

from datetime import datetime

from google.cloud import ndb

from july.lib.times import hour_of_week


class GameRow(ndb.Model):
    """A game; `july.contest.games.Game` is its value. Key: the slug."""

    name = ndb.TextProperty()
    first = ndb.DateProperty()
    last = ndb.DateProperty(indexed=False)
    rules = ndb.JsonProperty()

    @classmethod
    def _get_kind(cls) -> str:
        return "Game"


class Commit(ndb.Model):
    """A commit that counted, for a person or as an orphan. Key: the SHA, in lower case."""

    project = ndb.StringProperty()
    """Id of the project that delivered it first."""
    person = ndb.StringProperty()
    """Name of the person, None for an orphan."""
    orphan = ndb.StringProperty()
    """The author's normalised email while nobody has verified it, else None."""
    game = ndb.StringProperty()
    email = ndb.TextProperty()
    """The author's, normalised; never leaves the site."""
    author = ndb.TextProperty()
    message = ndb.TextProperty()
    url = ndb.TextProperty()
    time = ndb.TextProperty()
    """The author's time with its offset, ISO 8601."""
    day = ndb.StringProperty()
    """The day on which it is booked, ISO 8601."""
    points = ndb.IntegerProperty(indexed=False)
    """What the person got for it, with what scoring rules gave besides."""
    bonuses = ndb.JsonProperty()
    """Points that scoring rules gave besides, by the name of the rule: {"haiku": 5}; None if none
    did. Of an orphan too: its project has them, and its person will."""
    languages = ndb.TextProperty(repeated=True)
    """Slugs."""
    recorded = ndb.IntegerProperty()
    """When July recorded it, microseconds since 1970; no two of one process are the same."""

    @property
    def hash(self) -> str:
        """The SHA."""
        return str(self.key.id())

    @property
    def hour(self) -> str:
        """The hour of its author's week, as rows and standings count it: "33", Tuesday at nine."""
        return str(hour_of_week(datetime.fromisoformat(self.time)))

    @property
    def bonus(self) -> int:
        """The points that scoring rules gave besides."""
        return sum((self.bonuses or {}).values())

    @property
    def verdict(self) -> str:
        """Only these two occupy a SHA."""
        return "counted" if self.person else "orphan"


class DisownedCommit(Commit):
    """A commit that counted until its person said: not mine. Key: the SHA, which is free again."""


class Fingerprints(ndb.Model):
    """Time and first line of the commits of one author on one day. Key: both, as a digest.

    Another SHA with the fingerprint of one that counted is the same work, rewritten.
    """

    seen = ndb.JsonProperty()
    """Digests, in the order in which the commits were recorded."""


class Contribution(ndb.Model):
    """The commits of one person, or one orphan email, to one project in one game.

    Key: game, contributor and project, joined by |. All totals are sums over such rows.
    """

    game = ndb.StringProperty()
    project = ndb.StringProperty()
    contributor = ndb.StringProperty()
    """Name of a person, or ~ and a digest of an orphan's email."""
    location = ndb.StringProperty()
    team = ndb.StringProperty()
    """The person's present ones; frozen when the game is over."""
    languages = ndb.StringProperty(repeated=True)
    commits = ndb.IntegerProperty(indexed=False, default=0)
    reached = ndb.IntegerProperty(indexed=False, default=0)
    """When July recorded the newest of the commits, microseconds since 1970."""
    days = ndb.JsonProperty()
    """Commits by local day: {"2026-07-14": 3}."""
    hours = ndb.JsonProperty()
    """Commits by hour of the authors' weeks, from Monday 0:00 on: {"33": 3}, Tuesday at nine."""
    languages_by_day = ndb.JsonProperty()
    """The same for each language: {"python": {"days": {...}, "reached": ...}}."""
    bonus = ndb.JsonProperty()
    """Points that scoring rules gave besides, by local day; None if none did."""
    through = ndb.JsonProperty()
    """Those that came through somebody else's hook, by its owner: {"mallory": 2}; "" is the open
    endpoint, which is nobody's, ~ is who is gone."""
    deliverers = ndb.StringProperty(repeated=True)
    """The names in `through`, by which the row is found when one of them goes."""


class Ranks(ndb.Model):
    """Where on a board each hundredth row or so stands. Key: the board, as in its standings.

    As of its last run, a few seconds ago at most while the board changes; a task keeps it.
    """

    every = ndb.IntegerProperty(indexed=False)
    """How many rows lie between two of the places."""
    places = ndb.JsonProperty(compressed=True)
    """Points, reached and the cursor behind it, of the rows number `every`, twice that, …"""
    leaders = ndb.JsonProperty(compressed=True)
    """Subjects of the first rows, in order."""
    day = ndb.TextProperty()
    """The day of the run in UTC, ISO 8601."""


class DayRanks(ndb.Model):
    """The leaders of a board as a day began. Key: the board and the day in UTC, joined by |."""

    leaders = ndb.JsonProperty(compressed=True)
    """Subjects of the first rows, in order."""


class Standing(ndb.Model):
    """One row of a board: the totals of one thing in one game. Key: board and subject, by |."""

    board = ndb.StringProperty()
    """Game and kind: `julython-2026/people`."""
    subject = ndb.StringProperty()
    """Whose totals: name of a person, id of a project, slug of anything else."""
    slug = ndb.TextProperty()
    name = ndb.TextProperty()
    location = ndb.StringProperty()
    team = ndb.StringProperty()
    language = ndb.StringProperty(repeated=True)
    """Of people, so that their board can be filtered; slugs of all languages they committed in."""
    points = ndb.IntegerProperty(default=0)
    reached = ndb.IntegerProperty(default=0)
    """When July recorded the commit that reached the score; who was first stands first."""
    commits = ndb.IntegerProperty(indexed=False, default=0)
    projects = ndb.IntegerProperty(indexed=False, default=0)
    people = ndb.IntegerProperty(indexed=False, default=0)
    """Distinct contributors, orphans included."""
    days = ndb.JsonProperty()
    """Commits by local day."""
    hours = ndb.JsonProperty()
    """Commits by hour of the authors' weeks. None of languages."""
    languages = ndb.JsonProperty()
    """Commits by language. None of languages and games."""
    firsts = ndb.JsonProperty()
    """Projects by the local day of the first commit to them."""
    bonus = ndb.JsonProperty()
    """Points that scoring rules gave besides, by local day; None if none did. None of languages."""
    generation = ndb.IntegerProperty(indexed=False, default=0)
    """Of the recount that wrote it; 0 where recording keeps the totals itself."""
