from collections.abc import Iterator
from pathlib import Path

import pytest

from july.embedded.file import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "july.sqlite")
    yield database
    database.close()


@pytest.fixture(autouse=True)
def no_datastore_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about July's own engines, whatever JULY_TEST_ENGINE is."""
    monkeypatch.delenv("DATASTORE_EMULATOR_HOST", raising=False)
