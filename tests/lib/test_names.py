"""What may be the name of a key."""

import pytest

from july.lib.names import is_usable


@pytest.mark.parametrize("name", ["octo", "__init__.py", "_", "x" * 1500, "東京"])
def test_ordinary_names_are_usable(name: str) -> None:
    assert is_usable(name)


@pytest.mark.parametrize("name", ["", "__all__", "____", "__", "x" * 1501, "東" * 501])
def test_what_datastore_keeps_for_itself_or_finds_too_long_is_not(name: str) -> None:
    assert not is_usable(name)
