"""How wide a text is without a font."""

import pytest

from july.lib.glyphs import width


def test_an_i_is_narrower_than_an_m() -> None:
    assert width("i", 10) < width("m", 10) / 3


def test_the_width_grows_with_the_size() -> None:
    assert width("July", 22) == pytest.approx(2 * width("July", 11))


@pytest.mark.parametrize(("accented", "plain"), [("é", "e"), ("Ö", "O"), ("e\u0301", "e")])
def test_an_accent_takes_no_room(accented: str, plain: str) -> None:
    assert width(accented, 10) == width(plain, 10)


def test_a_character_of_chinese_is_a_square() -> None:
    assert width("北京", 10) == 20
