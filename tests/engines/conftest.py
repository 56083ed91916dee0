"""Every way to a Datastore that this machine has, as the fixture `arrangement`."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.engines.arrangements import Arrangement, by_google, in_process, over_grpc
from tests.engines.emulators import CLASSIC, FIRESTORE, Emulator
from tests.engines.examples import register_profile
from tests.engines.store import Store

register_profile()

GOOGLES: dict[str, Emulator] = {"google": FIRESTORE, "google-classic": CLASSIC}


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Arrangement]]:
    """The arrangements that were needed until now; each is opened once."""
    with ExitStack() as stack:
        yield _Arrangements(tmp_path_factory, stack)


class _Arrangements(dict[str, Arrangement]):
    def __init__(self, folders: pytest.TempPathFactory, stack: ExitStack) -> None:
        super().__init__()
        self._folders = folders
        self._stack = stack

    def __missing__(self, name: str) -> Arrangement:
        if name in GOOGLES:
            way = by_google(GOOGLES[name], name)
        else:
            way = (in_process if name == "process" else over_grpc)(self._folders.mktemp(name))
        self[name] = self._stack.enter_context(way)
        return self[name]


@pytest.fixture(params=["process", "grpc", "google"])
def arrangement(request: pytest.FixtureRequest, opened: dict[str, Arrangement]) -> Arrangement:
    """Each of the ways in turn."""
    return open_or_skip(opened, request.param)


def open_or_skip(opened: dict[str, Arrangement], name: str) -> Arrangement:
    if name in GOOGLES and (reason := GOOGLES[name].missing()):
        pytest.skip(reason)
    return opened[name]


@pytest.fixture
def store(arrangement: Arrangement) -> Store:
    """An empty project."""
    return Store(arrangement, arrangement.new_project())
