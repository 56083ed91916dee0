from collections.abc import Iterator
from pathlib import Path

import pytest

from july.embedded.file import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "july.sqlite")
    yield database
    database.close()
