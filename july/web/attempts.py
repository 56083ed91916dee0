"""Limits how often passwords may be guessed."""

import hashlib

from django.core.cache import caches

MOST_FOR_NAME = 8
"""Attempts for one name from one address before it has to wait."""
MOST_FOR_NAME_FROM_EVERYWHERE = 100
"""Attempts for one name, from whatever addresses: who has many guesses no faster."""
MOST_FROM_ADDRESS = 50
"""Attempts from one address, whatever the names: a class room may share one."""
MOST_REPEATED = 60
"""Deliveries that one person may have taken once more in that time."""
MINUTES = 15


def may_try(name: str, address: str) -> bool:
    """Count an attempt; False if there were too many in the last quarter of an hour.

    Counted before the password is looked at, so that guesses made at once don't slip past.
    """
    limits = {
        _of_name(name, address): MOST_FOR_NAME,
        _of_name(name, "everywhere"): MOST_FOR_NAME_FROM_EVERYWHERE,
        _of_address(address): MOST_FROM_ADDRESS,
    }
    counts = {key: _count(key) for key in limits}
    return all(counts[key] <= most for key, most in limits.items())


def may_repeat(name: str) -> bool:
    """Count a delivery that is to be taken once more; False if there were too many lately."""
    return _count(f"repeated|{name}") <= MOST_REPEATED


def forget(name: str, address: str) -> None:
    """Start anew for a name whose password was right."""
    caches["attempts"].delete(_of_name(name, address))


def _count(key: str) -> int:
    cache = caches["attempts"]
    cache.add(key, 0, MINUTES * 60)
    try:
        return cache.incr(key)
    except ValueError:  # its time ended between these two lines
        return 1


def _of_name(name: str, address: str) -> str:
    both = f"{name.strip().lower()}|{address}"
    return "name|" + hashlib.sha256(both.encode("utf-8", "replace")).hexdigest()


def _of_address(address: str) -> str:
    return f"address|{address}"
