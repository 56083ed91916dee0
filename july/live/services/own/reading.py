"""What July's own services take as arguments: checked, with an error that says what to send."""

from july.contest.games import Game
from july.contest.queries import game_or_current
from july.errors import BadField, NotFound

LONGEST_NAME = 500
"""Bytes of a slug or another name; nothing longer can be a key."""
LONGEST_CURSOR = 4_000
MOST_ROWS = 100


def checked_number(value: object, field: str, most: int, least: int = 1) -> int:
    """`value` if it is a whole number from `least` to `most`. Raises BadField."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadField(f"{field} must be a number from {least} to {most}", field=field)
    return value


def checked_text(value: object, field: str, longest: int = LONGEST_NAME) -> str:
    """`value` if it is a text that could be a key. Raises BadField."""
    if not isinstance(value, str):
        raise BadField(f"{field} must be a text", field=field)
    if len(value.encode("utf-8", "replace")) > longest or "\0" in value:
        raise BadField(f"this {field} is too long to be one", field=field)
    return value.encode("utf-8", "replace").decode("utf-8")


def checked_choice(value: object, field: str, allowed: tuple[str, ...]) -> str:
    """`value` if it is one of `allowed`. Raises BadField."""
    if value not in allowed:
        raise BadField(f"{field} must be one of {', '.join(allowed)}", field=field)
    return str(value)


def checked_game(value: object) -> Game | None:
    """The game of that slug, or the current one; None if there is none at all.

    Raises BadField, NotFound.
    """
    return game_or_current(None if value is None else checked_text(value, "game"))


def watched_game(value: object) -> Game | None:
    """As `checked_game`, but None for one that is not there: it may be made later."""
    try:
        return checked_game(value)
    except NotFound:
        return None
