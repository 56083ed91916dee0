"""The reader's time zone."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from july.lib.zones import told_in, zone_named, zone_of_reader


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "Etc/GMT+5", "Asia/Calcutta"])
def test_a_zone_is_found_by_its_name(name: str) -> None:
    assert zone_named(name) == ZoneInfo(name)


@pytest.mark.parametrize(
    "name",
    ["", "Europe", "Europe/Berlin/", "../../etc/passwd", "/etc/localtime", "tzdata.zi", "a" * 9999],
)
def test_what_is_no_zone_gives_none(name: str) -> None:
    assert zone_named(name) is None


@given(st.text())
def test_no_name_is_too_strange(name: str) -> None:
    zone = zone_named(name)
    assert zone is None or zone.key == name


def test_a_zone_is_told_in_for_a_while_only() -> None:
    with told_in(ZoneInfo("Asia/Tokyo")), told_in(ZoneInfo("Asia/Calcutta")):
        assert zone_of_reader() == ZoneInfo("Asia/Calcutta")
    assert zone_of_reader() is None
