"""What an examination finds."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    FINE = "fine"
    WORTH_A_LOOK = "look"
    """The site works; somebody should know, or something will not work for long."""
    WRONG = "wrong"
    """Something does not work, or is open to everybody."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    level: Level
    told: str
    """What there is."""
    remedy: str = ""
    """What to do."""


def fine(subject: str, told: str) -> Finding:
    """All is well with it."""
    return Finding(subject, Level.FINE, told)


def worth_a_look(subject: str, told: str, remedy: str) -> Finding:
    """Somebody should know of it."""
    return Finding(subject, Level.WORTH_A_LOOK, told, remedy)


def wrong(subject: str, told: str, remedy: str) -> Finding:
    """It does not work, or must not stay so."""
    return Finding(subject, Level.WRONG, told, remedy)
