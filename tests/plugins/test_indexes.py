"""Composite indexes of plugins: made with July's own, and kept when their plugin goes."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from july.embedded.datastore.schema import composite_tables
from july.embedded.file import Database
from july.plugins.loading import Plugins
from july.stores import all_indexes, embedded, open_datastore
from tests.plugins.packages import POEMS, write_plugin


@pytest.fixture(autouse=True)
def none_besides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins with July's own indexes alone."""
    monkeypatch.setattr(embedded, "_besides", {})


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "july.db")) as database:
        yield database


def kinds_in(database: Database) -> list[str]:
    """The kinds of which the file has composite indexes, once it has been opened and closed."""
    open_datastore(database).close()
    tables = database.write(composite_tables)
    return sorted({table.index.kind for table in tables})


def load(folder: Path) -> Plugins:
    plugins = Plugins(shipped={})
    plugins.discover(folder)
    return plugins


def test_they_are_made_with_julys_own(folder: Path, database: Database) -> None:
    own = kinds_in(database)
    package = write_plugin(folder, "haiku")
    (package / "index.yaml").write_text(POEMS)
    load(folder)
    assert kinds_in(database) == sorted([*own, "Poem"])


def test_they_stay_when_the_plugin_goes(
    folder: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = write_plugin(folder, "haiku")
    (package / "index.yaml").write_text(POEMS)
    load(folder)
    before = kinds_in(database)
    monkeypatch.setattr(embedded, "_besides", {})
    assert kinds_in(database) == before


def test_one_that_a_plugin_has_no_more_goes(folder: Path, database: Database) -> None:
    package = write_plugin(folder, "haiku")
    (package / "index.yaml").write_text(POEMS)
    load(folder)
    kinds_in(database)
    embedded._besides.clear()
    (package / "index.yaml").write_text(POEMS.replace("lines", "syllables"))
    embedded.add_indexes(package / "index.yaml")
    kinds_in(database)
    tables = database.write(composite_tables)
    assert [table.index.names for table in tables if table.index.kind == "Poem"] == [
        ("syllables", "poet")
    ]


def test_a_file_that_cannot_be_read_refuses_the_plugin(folder: Path) -> None:
    package = write_plugin(folder, "haiku")
    (package / "index.yaml").write_text("indexes:\n- kind: Poem\n")
    (plugin,) = load(folder)
    (fault,) = plugin.faults
    assert "index.yaml is no list of indexes" in fault
    assert "Poem" not in {index.kind for index in all_indexes()}
