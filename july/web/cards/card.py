"""What a card says."""

from dataclasses import dataclass

from july.hubs.calendars import Calendar


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that is drawn, in words and figures; equal cards give equal pictures."""

    kicker: str
    """What sort of thing it is about."""
    name: str
    fallback: str
    """Its name in addresses, for machines without a font that has the letters of `name`."""
    game: str
    days: str
    """Of the game."""
    figures: tuple[tuple[str, str], ...]
    """Number and what it counts; the first is the one that matters."""
    calendar: Calendar | None
