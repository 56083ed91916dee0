"""The names of channels, as a client may ask for them."""

import re
from collections.abc import Sequence

from july.errors import BadField

PLAIN = frozenset({"commits"})
"""Channels that are there once."""
OF_ONE_THING = frozenset({"project", "person", "team", "location", "language", "game"})
"""Kinds of channel that take a slug: `project:gh-octo-hello`. Everything else is a raw stream."""
PRIVATE = "client"
"""The kind of channel that opens by its token only."""
DEFAULT = "commits"
MOST = 20
LONGEST = 200

# Slugs may have letters of every script; a raw stream's key may have dashes and dots.
_NAME = re.compile(r"[\w.-]+(:[\w.-]+)?")


def checked_channels(asked: Sequence[str]) -> tuple[str, ...]:
    """The channels asked for, each once; the default if none is. Raises BadField."""
    names = tuple(dict.fromkeys(asked)) or (DEFAULT,)
    if len(names) > MOST:
        raise _wrong(f"one stream carries at most {MOST} channels, and these are {len(names)}")
    for name in names:
        _check(name)
    return names


def _check(name: str) -> None:
    if len(name) > LONGEST:
        raise _wrong(f"a channel's name has at most {LONGEST} characters")
    if not _NAME.fullmatch(name):
        raise _wrong(
            f"{name!r} is no channel: it must be a word, or a kind and a slug such as "
            "project:gh-octo-hello, of letters, digits, dots and dashes"
        )
    kind, _, slug = name.partition(":")
    if kind in PLAIN and slug:
        raise _wrong(f"{kind!r} is one channel for all: leave out {slug!r}")
    if kind == PRIVATE and slug:
        raise _wrong("a private channel opens by its token, and not by its name")
    if kind in OF_ONE_THING and not slug:
        raise _wrong(f"which {kind}? Name it by its slug, as in {kind}:slug")


def _wrong(message: str) -> BadField:
    return BadField(message, field="channel")
