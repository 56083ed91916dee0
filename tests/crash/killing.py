"""Kills a serving process at a random moment under load, again and again, on one data folder.

    rounds(3, folder)          -> what was done; an AssertionError names the seed of what went wrong

Each round serves, lets several clients deliver signed pushes and several people move, and kills
the process with SIGKILL. Then it serves again and demands: what was answered 201 is there; what is
delivered again is taken without counting twice; when the queue is empty every total is what the
commits say.
"""

import http.client
import json
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from threading import Thread

from tests.whole.serving import SECONDS, Answer, Hook, Place, ask, encode, place

PEOPLE = ("ada", "bea", "octo", "yara")
LOCATIONS = ("Accra", "Berlin", "Osaka")
CLIENTS = 4
MOVERS = PEOPLE[:2]
PUSHES = 80
"""More than a round gets to deliver before its end."""
LATEST = 0.8
"""Seconds under load after which a process is killed at the latest."""
KEPT = {"counted", "orphan"}


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    seed: int
    killed_after: float
    """Seconds under load."""
    pushes: int
    answered: int
    """Commits whose push was answered 201 before the kill, and that counted."""
    seconds: float


@dataclass(slots=True)
class Load:
    """What the clients of one round send, and what they have been answered."""

    site: Place
    hook: Hook
    tokens: dict[str, str]
    random: random.Random
    pushes: list[bytes] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def make(self) -> None:
        """Pushes of one to five commits by several authors; of some the same comes twice."""
        for _ in range(PUSHES):
            if self.pushes and self.random.random() < 0.2:
                self.pushes.append(self.random.choice(self.pushes[-10:]))
                continue
            size = self.random.choice((1, 1, 2, 3, 5))
            commits = [self.site.commit(self._email()) for _ in range(size)]
            repository = f"{self.random.choice(PEOPLE)}/p{self.random.randrange(3)}"
            self.pushes.append(encode(repository, commits))

    def _email(self) -> str:
        strange = self.random.random() < 0.2
        name = f"stranger{self.random.randrange(3)}" if strange else self.random.choice(PEOPLE)
        return f"{name}@example.org"

    def send_until_killed(self, after: float) -> None:
        """Deliver in several threads, move people in another, kill in the midst of it."""
        threads = [Thread(target=self._deliver, args=[part]) for part in self._parts(self.pushes)]
        threads.append(Thread(target=self._move))
        for thread in threads:
            thread.start()
        time.sleep(after)
        self.site.kill()
        for thread in threads:
            thread.join(SECONDS)

    def send_everything(self) -> None:
        """Deliver everything again; every delivery has to be taken."""
        again = list(self.pushes)
        self.random.shuffle(again)
        before = len(self.answers)
        threads = [Thread(target=self._deliver, args=[part]) for part in self._parts(again)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(4 * SECONDS)
        statuses = {answer.status for answer in self.answers[before:]}
        assert statuses <= {200, 201}, f"redeliveries were answered {statuses}"
        assert len(self.answers) == before + len(again), "redeliveries were not answered"

    def _parts(self, pushes: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
        return (pushes[start::CLIENTS] for start in range(CLIENTS))

    def _deliver(self, pushes: Sequence[bytes]) -> None:
        with self._line() as line, suppress(OSError, http.client.HTTPException):
            for body in pushes:
                answer = ask(line, "POST", self.hook.path, body, self.hook.sign(body))
                self.answers.append(answer)

    def _move(self) -> None:
        """People who can't sit still, until nobody answers."""
        choices = random.Random(self.random.random())
        with self._line() as line, suppress(OSError, http.client.HTTPException):
            while True:
                name, location = choices.choice(MOVERS), choices.choice(LOCATIONS)
                headers = {"Authorization": f"Bearer {self.tokens[name]}"}
                body = json.dumps({"location": location}).encode()
                ask(line, "PATCH", f"/api/v1/people/{name}", body, headers)
                time.sleep(0.05)

    def _line(self) -> "closing[http.client.HTTPConnection]":
        return closing(http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=SECONDS))

    def answered(self) -> set[str]:
        """The commits that were answered 201 and counted."""
        commits = (answer.json["commits"] for answer in self.answers if answer.status == 201)
        return {
            commit["hash"] for commit in chain.from_iterable(commits) if commit["verdict"] in KEPT
        }

    def sent(self) -> set[str]:
        """Every commit of every push."""
        return {commit["id"] for body in self.pushes for commit in json.loads(body)["commits"]}

    def require_there(self, hashes: set[str], what: str) -> None:
        """Fail if the site does not know one of the commits."""
        with self._line() as line:
            missing = [
                hash
                for hash in sorted(hashes)
                if ask(line, "GET", f"/api/v1/commits/{hash}").status != 200
            ]
        assert not missing, f"{len(missing)} of {len(hashes)} commits that were {what} are missing"


def rounds(count: int, folder: Path, seed: int | None = None) -> list[Round]:
    """Kill a site on one growing data folder `count` times.

    Raises AssertionError, with the seed that repeats the same pushes, for whatever was lost,
    counted twice or not added up.
    """
    seed = random.randrange(10**6) if seed is None else seed
    with place(folder / "data") as site:
        hook, tokens = _set_up(site)
        done: list[Round] = []
        for number in range(count):
            chosen = random.Random(f"{seed} {number}")
            try:
                done.append(_round(Load(site, hook, tokens, chosen), seed))
            except AssertionError as error:
                log = site.log
                message = f"round {number + 1} of {count}, seed {seed}: {error}\n{log}"
                raise AssertionError(message) from error
    return done


def _set_up(site: Place) -> tuple[Hook, dict[str, str]]:
    site.create_game()
    for name in PEOPLE:
        email = f"{name}@example.org"
        site.manage("createuser", name, "--email", email, "--location", LOCATIONS[0])
    tokens = {name: site.made("createtoken", name)["token"] for name in MOVERS}
    return site.create_hook("octo"), tokens


def _round(load: Load, seed: int) -> Round:
    began = time.monotonic()
    site, after = load.site, load.random.uniform(0.1, LATEST)
    load.make()
    site.start()
    load.send_until_killed(after)
    answered = load.answered()
    site.start()
    load.require_there(answered, "answered 201 before the kill")
    load.send_everything()
    load.require_there(load.sent(), "delivered again")
    site.settle()
    site.stop()
    checked = site.manage("recount", "--check", status=None)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    return Round(seed, after, len(load.pushes), len(answered), time.monotonic() - began)
