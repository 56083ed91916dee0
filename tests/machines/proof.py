"""Proves on one machine that a site on many loses nothing and counts nothing twice.

`prove` sends deliveries through nginx: a fifth to one API, a fifth to two, and while the rest
comes, one of each service and Redis are killed and started again. At the end every total is what
the commits say, every open stream has seen every commit, and nobody from outside was answered 5xx
but by what had just been killed.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.machines import nginx
from tests.machines.deliveries import SIZE, Sender, hashes
from tests.machines.machines import Machines, machines
from tests.machines.trouble import LONGEST, Ended, Say, trouble
from tests.whole.many import Follower
from tests.whole.serving import Hook, eventually

STREAMS = 6
CONNECTIONS = 16
FEW_CONNECTIONS = 4
"""For Google's emulator: it locks what a transaction reads, so that those who want the same rows at
once wait for each other until one of them is given up. July then answers 503, which is counted."""
BUSY = frozenset({503, 504})
BROWSERS_PAUSE = 2.0
"""Seconds after which a browser opens a stream anew, as the stream itself told it."""
TASKS = "/_tasks/"


@dataclass(frozen=True, slots=True)
class Sent:
    """Three parts of the deliveries, and what was ended during the last."""

    to_one: Sender
    to_two: Sender
    meanwhile: Sender
    ended: Sequence[Ended]

    @property
    def statuses(self) -> Counter[int]:
        """What deliveries were answered; 0: the connection broke."""
        return self.to_one.statuses + self.to_two.statuses + self.meanwhile.statuses

    @property
    def read(self) -> Counter[int]:
        """What readers of pages were answered."""
        return self.to_one.read + self.to_two.read + self.meanwhile.read


@dataclass(frozen=True, slots=True)
class Proof:
    """What was seen."""

    sent: Sent
    failed: int
    """Requests from outside that were answered 5xx, in flight on what was killed (or, by Google's
    emulator, locked out for too long)."""
    failed_tasks: int
    """Tasks that were answered 5xx, and tried again by the queue."""
    resets: int
    """How often a stream was told that more was missed than could be told again."""
    seconds_to_stop: float


def prove(folder: Path, deliveries: int, *, google: bool = False, say: Say = print) -> Proof:
    """Do all of it. Raises AssertionError, with what every process wrote, for whatever is wrong."""
    with machines(folder, google=google) as site, ExitStack() as stack:
        say("starting nginx, Redis, the engines, 2 frontends, 1 API, 2 switchboards")
        hook = site.start()
        followers = [_follow(site, stack) for _ in range(STREAMS)]
        sent = _send(site, hook, deliveries, FEW_CONNECTIONS if google else CONNECTIONS, say)
        say("waiting until all deferred work is done")
        site.site.settle()
        say("comparing streams and totals with what was sent")
        _require_streams(followers, hashes(range(deliveries)))
        _require_totals(site, deliveries)
        failed = _failed(folder, sent.ended, BUSY if google else frozenset())
        say("stopping")
        stack.close()
        resets = sum(follower.resets for follower in followers)
        return Proof(sent, failed, _failed_tasks(folder), resets, site.stop())


def _follow(site: Machines, stack: ExitStack) -> Follower:
    follower = Follower([site.site], site.site, pause=BROWSERS_PAUSE)
    stack.callback(follower.close)
    return follower


def _send(site: Machines, hook: Hook, deliveries: int, connections: int, say: Say) -> Sent:
    fifth = deliveries // 5
    parts = range(fifth), range(fifth, 2 * fifth), range(2 * fifth, deliveries)
    to_one, to_two, meanwhile = (
        Sender(site.site.url, hook, numbers, connections) for numbers in parts
    )
    say("all of them answer; sending to one API")
    to_one.run()
    site.start_second_api()
    say("sending to two")
    to_two.run()
    with trouble(site, meanwhile, say) as ended:
        meanwhile.run()
    return Sent(to_one, to_two, meanwhile, ended)


def _require_streams(followers: list[Follower], expected: set[str]) -> None:
    """Every commit arrives on every stream, soon."""
    try:
        eventually(lambda: all(expected <= follower.seen for follower in followers))
    except AssertionError:
        missing = [sorted(expected - follower.seen) for follower in followers]
        message = f"of {len(expected)} commits the streams did not see {missing}"
        raise AssertionError(message) from None


def _require_totals(site: Machines, deliveries: int) -> None:
    """Every commit counts once, and every total is what the commits say."""
    (game,) = site.site.get("/api/v1/games")["models"]
    commits = site.site.get(f"/api/v1/games/{game['slug']}")["commits"]
    assert commits == SIZE * deliveries, f"{commits} commits count, {SIZE * deliveries} were sent"
    checked = site.site.manage("recount", "--check", status=None, seconds=LONGEST)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def _failed(folder: Path, ended: Sequence[Ended], excused: frozenset[int]) -> int:
    """How many requests from outside were answered 5xx, if all of them were in flight on what was
    killed, or have a status that is excused. Raises AssertionError if not."""
    failed = [
        each
        for each in nginx.answered(folder)
        if each.status >= 500 and not each.path.startswith(TASKS)
    ]
    unexcused = [
        each for each in failed if each.status not in excused and not _was_killed(each, ended)
    ]
    assert not unexcused, f"{len(unexcused)} answers were 5xx: {unexcused[:10]}"
    return len(failed)


def _was_killed(request: nginx.Answered, ended: Sequence[Ended]) -> bool:
    return any(
        each.address in request.asked and request.was_there(moment)
        for each in ended
        for moment in each.moments
    )


def _failed_tasks(folder: Path) -> int:
    return sum(each.status >= 500 for each in nginx.answered(folder) if each.path.startswith(TASKS))
