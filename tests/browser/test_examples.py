"""The pages of the plugins in examples/, on a site that has both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT
from tests.whole.serving import Place, encode, place

pytestmark = pytest.mark.browser
POEM = "The old test still fails\nA frog jumps into the queue\nThe sound of errors"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A site with the examples, and a member who can sign in."""
    data = tmp_path_factory.mktemp("examples") / "data"
    examples = {"JULY_PLUGINS": str(ROOT / "examples"), "JULY_PLUGINS_STRICT": "1"}
    with place(data, **examples) as made:
        made.start()
        made.create_game()
        made.made("createuser", "octo", "--email", "octo@example.org", "--password", "tentacles-8")
        yield made


@pytest.fixture
def visit(browser: Browser, site: Place) -> Iterator[Callable[[str], Page]]:
    """Opens a page in a window of its own, as somebody who has not been there."""
    contexts = []

    def visit(path: str) -> Page:
        contexts.append(browser.new_context(base_url=site.url))
        page = contexts[-1].new_page()
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()


@contextmanager
def website(folder: Path) -> Iterator[str]:
    """A website that says what is in the folder's index.html; gives its address."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_the_page_of_the_apocalypse_moves_by_itself(
    site: Place, visit: Callable[[str], Page], tmp_path: Path, accessible: Callable[[Page], None]
) -> None:
    (tmp_path / "index.html").write_text("NO")
    with website(tmp_path) as address:
        site.manage("watch", address, "NO")
        watched = visit("/ragnarok/")
        expect(watched.locator("#apocalypse")).to_have_text("Not yet.")
        accessible(watched)
        asking = visit("/account/sign-in/?next=/ragnarok/")
        asking.get_by_label("Name").fill("octo")
        asking.get_by_label("Password", exact=True).fill("tentacles-8")
        asking.locator("#sign-in button").click()
        asking.wait_for_url("**/ragnarok/")
        (tmp_path / "index.html").write_text("YES")
        asking.get_by_role("button", name="Ask again").click()
        expect(watched.locator("#apocalypse")).to_have_text("Yes.")
        expect(watched.locator("#checks tr")).to_have_count(1)


def test_a_haiku_that_is_pushed_stands_on_its_page(
    site: Place, visit: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    hook = site.create_hook("octo")
    site.push(hook, encode("octo/hello", [site.commit("octo@example.org", message=POEM)]))
    site.settle()
    page = visit("/haiku/")
    expect(page.locator(".haiku blockquote p")).to_have_text(POEM.splitlines())
    accessible(page)
