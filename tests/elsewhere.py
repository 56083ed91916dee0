"""The Datastore that the tests use, where it is not the one in their own process.

`make test ENGINE=grpc` takes July's own, in another process; `ENGINE=google` Google's emulator.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from google.cloud import ndb

from july import stores
from tests.engines.emulators import FIRESTORE, running
from tests.processes import Process, manage

ROOT = Path(__file__).parents[1]
MOST_DELETED = 500

ENGINE = os.environ.get("JULY_TEST_ENGINE") or "embedded"  # noqa: TID251 - for tests alone


@contextmanager
def datastore(folder: Path) -> Iterator[dict[str, str]]:
    """The variables by which July uses the Datastore that JULY_TEST_ENGINE names."""
    if ENGINE == "embedded":
        yield {}
    elif ENGINE == "grpc":
        with _july(folder) as host:
            yield {"DATASTORE_EMULATOR_HOST": host}
    elif ENGINE == "google":
        if missing := FIRESTORE.missing():
            pytest.exit(missing, 1)
        with running(FIRESTORE) as host:
            yield {"DATASTORE_EMULATOR_HOST": host}
    else:
        pytest.exit(f"JULY_TEST_ENGINE={ENGINE!r} is none of embedded, grpc, google", 1)


def clear(engines: stores.Stores) -> None:
    """Empty the Datastore, whatever it is."""
    if ENGINE == "embedded":
        engines.datastore.clear()
        return
    with engines.client.context(cache_policy=lambda _key: False):
        while keys := ndb.Query().fetch(MOST_DELETED, keys_only=True):
            ndb.delete_multi(keys)


@contextmanager
def _july(folder: Path) -> Iterator[str]:
    """July's engines in a process of their own."""
    program = manage("emulate", "--port", "0", "--data", folder / "emulate.db")
    with Process(program, {"JULY_DATA": str(folder)}) as process:
        yield process.stdout.readline().partition("=")[2].strip()
