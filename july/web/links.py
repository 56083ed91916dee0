"""Addresses of files that browsers load."""

import hashlib
from functools import lru_cache
from pathlib import Path

STATIC_ROOT = Path(__file__).parents[2] / "static_root"


@lru_cache(maxsize=100)
def static(name: str) -> str:
    """Path of a file below static_root, new whenever the file is another."""
    digest = hashlib.sha256((STATIC_ROOT / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:10]}"
