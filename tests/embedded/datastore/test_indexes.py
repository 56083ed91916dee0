from pathlib import Path

import pytest

from july.embedded.datastore import Index, load_indexes
from july.embedded.datastore.indexes import Sort
from july.errors import ConfigurationError

CLASSIC = """
indexes:

# The newest first.
- kind: Commit
  properties:
  - name: player
  - name: time
    direction: desc

- kind: Commit
  ancestor: yes
  properties:
  - name: time
    direction: asc
  - name: __key__
    direction: desc
"""


def load(folder: Path, text: str) -> tuple[Index, ...]:
    path = folder / "index.yaml"
    path.write_text(text)
    return load_indexes(path)


def test_the_classic_format_is_read(tmp_path: Path) -> None:
    assert load(tmp_path, CLASSIC) == (
        Index("Commit", (Sort("player"), Sort("time", descending=True))),
        Index("Commit", (Sort("time"), Sort("__key__", descending=True)), ancestor=True),
    )


def test_the_key_ends_every_index(tmp_path: Path) -> None:
    one, two = load(tmp_path, CLASSIC)
    assert one.full_sorts[-1] == Sort("__key__")
    assert two.full_sorts == two.sorts


def test_what_an_index_shows_as_yaml_is_read_as_that_index(tmp_path: Path) -> None:
    for index in load(tmp_path, CLASSIC):
        assert load(tmp_path, f"indexes:\n{index.as_yaml()}") == (index,)


@pytest.mark.parametrize("text", ["", "indexes:", "indexes: []"])
def test_there_may_be_none(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text) == ()


def test_an_entry_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    entry = "- kind: A\n  properties:\n  - name: a\n"
    assert len(load(tmp_path, f"indexes:\n{entry}{entry}")) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("indexes: [", "no list of indexes"),
        ("[]", "no list of indexes"),
        ("indexes: 3", "no list of indexes"),
        ("indexes: [{kind: A}]", "'kind': 'A'"),
        ("indexes: [{kind: A, properties: [{name: a}], color: red}]", "color"),
        ("indexes: [{kind: A, properties: [{name: a, direction: up}]}]", "asc or desc"),
        ("indexes: [{kind: A, properties: [a]}]", "no list of indexes"),
        ("indexes: [{kind: A, properties: [{name: a}, {name: a}]}]", "twice"),
        ("indexes: [{kind: A, properties: [{name: __key__}, {name: a}]}]", "last"),
        ("indexes: [{kind: A, ancestor: maybe, properties: [{name: a}]}]", "yes or no"),
    ],
)
def test_a_wrong_file_is_refused_and_the_entry_named(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        load(tmp_path, text)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"index\.yaml can't be read"):
        load_indexes(tmp_path / "index.yaml")
