"""Addresses that lead somewhere on this site, and those of files that browsers load."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.utils.http import url_has_allowed_host_and_scheme

STATIC_ROOT = Path(__file__).parents[2] / "static_root"


def own_path(address: str, otherwise: str) -> str:
    """`address` if it is a path of this site, else `otherwise`: nobody is sent elsewhere."""
    inside = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if inside else otherwise


@lru_cache(maxsize=100)
def static(name: str) -> str:
    """Path of a file below static_root, new whenever the file is another."""
    digest = hashlib.sha256((STATIC_ROOT / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:10]}"
