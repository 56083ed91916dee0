"""Services of a test, registered for its length; and a game to ask July's own about."""

import pytest

from july.live.services import load
from july.testing.site import Site
from tests import registering

register = registering.register
load()


@pytest.fixture
def played(site: Site, octo: str, mallory: str) -> Site:
    """A game in which something happened."""
    site.push(site.commit(), site.commit(), site.commit("mallory@example.org"))
    site.push(site.commit("nobody@example.org", files=["a.js"]), repository="Octo/Other")
    site.drain()
    return site
