"""What Datastore takes as the name of a key."""

LONGEST = 1500
"""Bytes (https://cloud.google.com/datastore/docs/concepts/limits)."""


def is_usable(name: str) -> bool:
    """Whether a key may be called so: names like `__this__` are Datastore's own.

    Where somebody asks for a thing by a name that is not, there is no such thing.
    """
    reserved = name.startswith("__") and name.endswith("__")
    return bool(name) and not reserved and len(name.encode("utf-8", "replace")) <= LONGEST
