"""What tells one state of a file from another, as addresses carry it."""

import hashlib
from functools import lru_cache
from pathlib import Path

DIGITS = 10


def digest_of_file(path: Path) -> str:
    """Ten hexadecimal digits of a file's content. Raises OSError."""
    return _digest(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1_000)
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:DIGITS]
