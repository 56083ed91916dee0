"""The time zone of whoever reads what is being written."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

REGIONS = frozenset(
    [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ]
)
"""All else are other names of these, and zones of no place."""
_reader: ContextVar[ZoneInfo | None] = ContextVar("reader", default=None)


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of that name in the IANA's database (`Europe/Berlin`); None if there is none.

    Safe for names that strangers send: none but those that are known is ever looked for in a file.
    """
    return ZoneInfo(name) if name in _names() else None


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def zones_by_region() -> dict[str, list[str]]:
    """The names of all zones that people live in, in order, by region: `Europe`, `America`."""
    regions: dict[str, list[str]] = {}
    for name in sorted(_names()):
        region, slash, _ = name.partition("/")
        if slash and region in REGIONS:
            regions.setdefault(region, []).append(name)
    return regions


def zone_of_reader() -> ZoneInfo | None:
    """The zone in which times are told now; None if the reader's is not known."""
    return _reader.get()


@contextmanager
def told_in(zone: ZoneInfo | None) -> Iterator[None]:
    """Tell times in that zone."""
    before = _reader.set(zone)
    try:
        yield
    finally:
        _reader.reset(before)
