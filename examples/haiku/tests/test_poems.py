"""Syllables, and which messages are haiku."""

import pytest

from haiku.poems import haiku_of, syllables


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "test fix queue made fixed moved merged caught through 5 HTTP's nth"),
        (2, "broken error module table handles fixes added started python haiku's zero 7"),
        (3, "syllable database another animal piano video create_it"),
        (4, "september's_queue information configured_it"),
    ],
)
def test_syllables_are_counted(count: int, words: str) -> None:
    assert {word: syllables(word) for word in words.split()} == dict.fromkeys(words.split(), count)


def test_a_haiku_may_stand_on_three_lines(poem: str) -> None:
    assert haiku_of(poem) == tuple(poem.splitlines())


def test_a_haiku_may_stand_on_one_line(poem: str) -> None:
    assert haiku_of(poem.replace("\n", " ")) == tuple(poem.splitlines())


def test_what_comes_after_the_first_paragraph_does_not_count(poem: str) -> None:
    assert haiku_of(f"{poem}\n\nCloses #17.") == tuple(poem.splitlines())


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Fix the test",
        "The old test still fails\nA frog jumps into queues\nThe sound of errors",
        "The old test still fails\nA frog jumps into the queue\nThe sound of errors again",
        "information information information information information",
    ],
)
def test_other_messages_are_none(message: str) -> None:
    assert haiku_of(message) is None
