"""Commits whose messages are haiku, and others."""

from collections.abc import Callable

import pytest
from webtest import TestResponse

from july.contest.queries import find_commit
from july.testing.site import Site

from haiku import tasks

POEM = "The old test still fails\nA frog jumps into the queue\nThe sound of errors"
Commits = Callable[..., None]


@pytest.fixture
def commits(site: Site, push: Callable[..., TestResponse]) -> Commits:
    """`commits("A message", email="…")`: pushes a commit, and lets the plugin read it."""

    def commits(message: str, email: str = "octo@example.org") -> None:
        commit = site.commit(email, message=message)
        push(commit)
        if find_commit(commit["id"]):
            tasks.keep(commit["id"])

    return commits


@pytest.fixture
def poem() -> str:
    """A message of five, seven and five syllables."""
    return POEM
