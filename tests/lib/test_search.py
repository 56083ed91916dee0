"""Names and how they are found."""

from hypothesis import given
from hypothesis import strategies as st

from july.lib.search import LAST, fits, words_of


def test_words_have_neither_case_nor_accents_nor_signs() -> None:
    assert words_of("octo", "Octo-Çat (São Paulo)", None) == ["octo", "cat", "sao", "paulo"]


def test_each_wanted_word_begins_one_of_the_words() -> None:
    assert fits(["octo", "cat"], ["ca", "oct"])
    assert not fits(["octo", "cat"], ["ca", "dog"])


@given(st.text(max_size=100), st.integers(1, 5))
def test_a_name_is_found_by_the_beginning_of_each_of_its_words(name: str, length: int) -> None:
    for word in words_of(name):
        start = word[:length]
        assert start <= word < start + LAST
        assert fits(words_of(name), [start])
