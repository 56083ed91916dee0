"""What happens to the processes while deliveries are sent."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.machines.deliveries import Sender
from tests.machines.machines import Machines
from tests.redis_server import RedisServer
from tests.whole.many import Service
from tests.whole.serving import eventually

AWAY = 1.0
"""Seconds for which what was killed is away."""
LONGEST = 1_800.0
"""Seconds that the sending of all deliveries may take."""

Say = Callable[[str], None]


@dataclass(slots=True)
class Ended:
    """A process that is ended and started again."""

    name: str
    process: Service | RedisServer
    gently: bool = False
    """Whether it is asked to end, and not killed."""
    moments: list[float] = field(default_factory=list)
    """When it was killed, in seconds since 1970."""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.process.port}"

    def end(self) -> None:
        if self.gently and isinstance(self.process, Service):
            self.process.stop()
            return
        self.moments.append(time.time())
        self.process.kill()


@contextmanager
def trouble(site: Machines, sender: Sender, say: Say) -> Iterator[Sequence[Ended]]:
    """End one of each while the sender sends, one after the other, and start it again; when the
    block ends all are back."""
    ended = [
        Ended("a frontend", site.frontends[0]),
        Ended("an API", site.apis[0]),
        Ended("a switchboard", site.switchboards[0]),
        Ended("Redis", site.redis),
        Ended("the other API", site.apis[1], gently=True),
    ]
    with ThreadPoolExecutor(len(ended)) as threads:
        share = len(sender.numbers) // (len(ended) + 1)
        running = [
            threads.submit(_end, each, place * share, site, sender, say)
            for place, each in enumerate(ended, 1)
        ]
        yield ended
        for each in running:
            each.result()


def _end(ended: Ended, due: int, site: Machines, sender: Sender, say: Say) -> None:
    eventually(lambda: sender.done >= due or sender.ended, seconds=LONGEST)
    if ended.gently:
        site.wait_for_first_api()
    ended.end()
    say(f"{'stopped' if ended.gently else 'killed'} {ended.name} after {sender.done} of them")
    time.sleep(AWAY)
    ended.process.start()
    say(f"{ended.name} is back")
