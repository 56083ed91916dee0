"""Flags of places."""

import pytest

from july.lib.flags import flag_of


@pytest.mark.parametrize(
    ("place", "flag"),
    [
        ("Berlin, Germany", "🇩🇪"),
        ("Deutschland", "🇩🇪"),
        ("Montréal, canada", "🇨🇦"),
        ("São Paulo, BRAZIL", "🇧🇷"),
        ("Porto of Spain, Trinidad and Tobago", "🇹🇹"),
        ("Tokyo, JP", "🇯🇵"),
        ("London, UK", "🇬🇧"),
        ("The Netherlands", "🇳🇱"),
    ],
)
def test_a_place_that_names_its_country_has_its_flag(place: str, flag: str) -> None:
    assert flag_of(place) == flag


@pytest.mark.parametrize("place", ["Berlin", "Albany, CA", "Moon base", "", ",", "Europe", "ZZ"])
def test_a_place_that_does_not_has_none(place: str) -> None:
    assert flag_of(place) == ""
