"""All that is looked at, one after the other."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from july.config import Settings
from july.management.doctor import contest, engines, machine, outside, secrets
from july.management.doctor.findings import Finding, wrong

Look = Callable[[Settings], Iterable[Finding]]

LOOKS: Mapping[str, Look] = {
    "database": engines.database,
    "indexes": engines.indexes,
    "queue": engines.queue,
    "redis": outside.redis,
    "mail": outside.mail,
    "address": outside.address,
    "clock": outside.clock,
    "disk": machine.disk,
    "plugins": machine.plugins,
    "secrets": secrets.secrets,
    "game": contest.game,
    "hooks": contest.hooks,
}
"""By subject. Each looks for at most some seconds, and changes nothing."""


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything. What can't be looked at is wrong, and keeps nobody from the rest."""
    for subject, look in LOOKS.items():
        try:
            yield from look(settings)
        except Exception as error:  # noqa: BLE001 - whatever engines, libraries and plugins raise
            told = f"{type(error).__name__}: {error}".splitlines()[0]
            yield wrong(subject, told, "mend what this says, then look again")
