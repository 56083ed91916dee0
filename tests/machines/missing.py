"""What the proof needs and a machine may not have."""

import os

import pytest

from tests import redis_server
from tests.machines import nginx


def missing() -> str:
    """Why the proof can't be had here; empty if it can."""
    programs = {"nginx": nginx.PROGRAM, "redis-server": redis_server.PROGRAM}
    lacking = [name for name, path in programs.items() if path is None]
    if not lacking:
        return ""
    return f"{' and '.join(lacking)} not found here (Debian: apt install nginx-light redis-server)"


def skip_if_missing() -> None:
    """Leave a test out, and say why; with CI=true nothing may be left out."""
    if lacking := missing():
        if os.environ.get("CI") == "true":  # noqa: TID251 - a switch of the tests, not of July
            pytest.fail(lacking)
        pytest.skip(lacking)
