"""Colours can be read, in the light and in the dark."""

import pytest

from july.web.palette import PAIRS, Pair, Shade, contrast, schemes, shades


@pytest.mark.parametrize("shade", shades(), ids=lambda shade: f"{shade[0].front}-{shade[0].back}")
def test_every_colour_can_be_read_on_its_ground(shade: tuple[Pair, Shade, Shade]) -> None:
    pair, light, dark = shade
    assert light.contrast >= pair.least
    assert dark.contrast >= pair.least


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_both_schemes_have_all_roles() -> None:
    light, dark = schemes()
    assert light.keys() == dark.keys()
    assert {pair.front for pair in PAIRS} | {pair.back for pair in PAIRS} <= light.keys()
    assert light["paper"] != dark["paper"]
