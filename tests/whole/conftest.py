"""One site a module, served by a process of its own."""

from collections.abc import Iterator

import pytest

from tests.whole.serving import Hook, Place, place


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A site that is served already when scripts set it up."""
    with place(tmp_path_factory.mktemp("whole") / "data") as made:
        made.start()
        made.create_game()
        yield made


@pytest.fixture(scope="module")
def hook(site: Place) -> Hook:
    """The hook of octo, who lives in Berlin."""
    site.made("createuser", "octo", "--email", "octo@example.org", "--location", "Berlin")
    return site.create_hook("octo")
