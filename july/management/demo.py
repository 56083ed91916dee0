"""A demo contest: invented people who push to invented projects, the same all day long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from hashlib import sha256
from random import Random

from july.contest.games import Game
from july.hosts.values import Author, Push, PushedCommit, Repository

SEED = 2012
COMMITS = 2000
DAYS = 21
"""Days over which the commits are spread, the last of them today."""
PASSWORD = "demo"  # noqa: S105 - printed at the start of every demo site
ORGANIZER = "ada"

PEOPLE = (
    "Ada Okafor", "Aiko Tanaka", "Alma Lindqvist", "Amir Haddad", "Anouk Peeters", "Bao Nguyen",
    "Bea Costa", "Bjarne Holm", "Carla Mendes", "Chidi Eze", "Dana Kovač", "Diego Rojas",
    "Elif Aksoy", "Emil Novak", "Farah Siddiqui", "Finn O'Leary", "Grete Huber", "Hana Park",
    "Hugo Lefèvre", "Ines Duarte", "Ivo Petrov", "Jun Sato", "Kaia Tamm", "Kofi Mensah",
    "Lena Vogel", "Luca Ricci", "Maja Zielińska", "Mateo Silva", "Mira Levi", "Nils Berg",
    "Noor Jansen", "Olu Adeyemi", "Pilar Gómez", "Quentin Moreau", "Rosa Bianchi", "Sami Laine",
    "Tariq Aziz", "Uma Iyer", "Wren Carter", "Yara Nassar",
)  # fmt: skip
LOCATIONS = (
    "Accra, Ghana", "Amsterdam, Netherlands", "Bengaluru, India", "Berlin, Germany",
    "Buenos Aires, Argentina", "Helsinki, Finland", "Lagos, Nigeria", "Lisbon, Portugal",
    "Montréal, Canada", "Osaka, Japan", "Seoul, South Korea", "São Paulo, Brazil",
)  # fmt: skip
TEAMS = ("Night Owls", "Pull Requesters", "Semicolons", "Tabs", "The Rebasers", "Whitespace")
OFFSETS = (-8, -5, -3, 0, 1, 2, 3, 5.5, 8, 9)
PROJECT_WORDS = (
    ("tiny", "quiet", "paper", "copper", "lunar", "swift", "mossy", "amber", "polar", "velvet"),
    ("parser", "garden", "kettle", "compass", "ledger", "lantern", "loom", "radio", "map", "otter"),
)  # fmt: skip
FILES = {
    "py": ("app.py", "models.py", "tests/test_models.py"),
    "rs": ("src/main.rs", "src/lib.rs"),
    "js": ("index.js", "feed.js", "style.css"),
    "go": ("main.go", "server.go"),
    "c": ("main.c", "ring.c", "ring.h"),
    "ts": ("app.ts", "store.ts"),
    "rb": ("lib/tasks.rb",),
    "hs": ("Main.hs",),
}
MESSAGES = (
    "Fix the off-by-one in {}", "Add tests for {}", "Speed up {} by a third", "Document {}",
    "Remove the last global from {}", "Say what went wrong in {}", "Split {} in two",
    "Make {} work without a network", "Let {} wait for the lock", "Rename {} to what it is",
    "Draw {} in the dark too", "Handle an empty {}", "Retry {} with jitter", "Translate {}",
)  # fmt: skip
SUBJECTS = (
    "the parser", "paging", "sign-in", "the cache", "the importer", "search", "the queue",
    "the calendar", "time zones", "the index", "the config", "uploads", "the feed", "retries",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the invented."""

    name: str
    title: str
    email: str
    location: str | None
    team: str | None
    offset: float
    zeal: float


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything a demo contest is made of, in the order in which it happens."""

    game: Game
    people: tuple[DemoPerson, ...]
    pushes: tuple[tuple[datetime, Push], ...]
    """When each push arrives, oldest first."""


def make_demo(now: datetime, first: date | None = None) -> Demo:
    """The demo contest as it stands at `now`, of a game that began on `first`.

    That is three weeks ago if left out. Only when a push arrives depends on the time of day: one
    that would lie in the future came a day earlier.
    """
    random = Random(SEED)  # noqa: S311 - a demo, not a secret
    first = first or now.date() - timedelta(days=DAYS - 1)
    game = Game(f"demo-{first:%Y-%m}", "The demo contest", first, first + timedelta(days=30))
    people = tuple(_people(random))
    repositories = tuple(_repositories(random, people))
    pushes = _pushes(random, game, people, repositories, now)
    return Demo(game, people, tuple(sorted(pushes, key=lambda each: each[0])))


def _people(random: Random) -> Iterator[DemoPerson]:
    for title in PEOPLE:
        name = title.split()[0].lower()
        yield DemoPerson(
            name=name,
            title=title,
            email=f"{name}@example.org",
            location=random.choice(LOCATIONS) if random.random() < 0.9 else None,
            team=random.choice(TEAMS) if random.random() < 0.7 else None,
            offset=random.choice(OFFSETS),
            # The keenest of them makes one commit in ten.
            zeal=random.paretovariate(3),
        )


def _repositories(
    random: Random, people: tuple[DemoPerson, ...]
) -> Iterator[tuple[Repository, str]]:
    """Sixty repositories, each with the ending of most of its files."""
    names = [f"{left}-{right}" for left in PROJECT_WORDS[0] for right in PROJECT_WORDS[1]]
    for name in random.sample(names, 60):
        owner = random.choice(people).name
        url = f"https://git.example.org/{owner}/{name}"
        repository = Repository(
            "push", "git.example.org", f"{owner}/{name}", owner, name, url, False
        )
        yield repository, random.choice(list(FILES))


def _pushes(
    random: Random,
    game: Game,
    people: tuple[DemoPerson, ...],
    repositories: tuple[tuple[Repository, str], ...],
    now: datetime,
) -> Iterator[tuple[datetime, Push]]:
    # Each is somebody's, so that none stays without a push.
    favourites = {
        person.name: [
            *repositories[number :: len(people)],
            *random.choices(repositories, k=random.randint(0, 4)),
        ]
        for number, person in enumerate(people)
    }
    moments = sorted(_moments(random, game))
    made = 0
    while made < COMMITS:
        size = min(random.choice((1, 1, 1, 2, 2, 3, 5)), COMMITS - made)
        times = _not_after(now, moments[made : made + size])
        person = random.choices(people, [person.zeal for person in people])[0]
        repository, ending = random.choice(favourites[person.name])
        commits = tuple(
            _commit(random, repository, person, ending, (_hash(game, made + index), moment))
            for index, moment in enumerate(times)
        )
        yield times[-1], Push(repository, "refs/heads/main", commits, None)
        made += size


def _moments(random: Random, game: Game) -> Iterator[datetime]:
    begin = datetime.combine(game.first, time(), UTC)
    for _ in range(COMMITS):
        moment = begin + random.random() * timedelta(days=DAYS)
        # People code in the evening rather than at dawn.
        at_night = moment.hour < 7 and random.random() > 0.3
        yield moment + timedelta(hours=9) if at_night else moment


def _not_after(now: datetime, times: list[datetime]) -> list[datetime]:
    late = times[-1] > now
    return [moment - timedelta(days=1) for moment in times] if late else times


def _hash(game: Game, number: int) -> str:
    return sha256(f"{SEED} {game.first} {number}".encode()).hexdigest()[:40]


def _commit(
    random: Random,
    repository: Repository,
    person: DemoPerson,
    ending: str,
    made: tuple[str, datetime],
) -> PushedCommit:
    digest, moment = made
    stranger = random.random() < 0.03
    email = f"stranger{int(digest, 16) % 9}@example.net" if stranger else person.email
    kinds = [ending] if random.random() < 0.8 else [ending, random.choice(list(FILES))]
    return PushedCommit(
        hash=digest,
        message=random.choice(MESSAGES).format(random.choice(SUBJECTS)),
        time=moment.astimezone(timezone(timedelta(hours=person.offset))),
        url=f"{repository.url}/commit/{digest}",
        author=Author("Somebody" if stranger else person.title, email, None),
        files=tuple(random.choice(FILES[kind]) for kind in kinds),
    )
