"""Addresses inside the site."""

from july.lib.paths import path_to


def test_slugs_of_every_script_are_encoded() -> None:
    assert path_to("locations", "北京") == "/locations/%E5%8C%97%E4%BA%AC/"
    assert path_to("people", "a/../b") == "/people/a%2F..%2Fb/"


def test_parameters_without_a_value_stay_out() -> None:
    assert path_to("people", game="g&h", team=None, cursor="") == "/people/?game=g%26h"
