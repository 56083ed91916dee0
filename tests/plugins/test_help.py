"""Pages that plugins give to the help."""

import pytest
from webtest import TestApp

from july.testing.site import Site
from july.web.guide import PAGES, GuidePage, every_page
from tests.plugins.conftest import Plug

# Any page of the help that is there will do for one of a plugin's.
POEMS = GuidePage(
    "/help/poems/", "Poems", "How to write poems", "In three lines.", "help/page.html"
)


def test_it_is_read_behind_julys_own(site: Site, plug: Plug, pages: TestApp) -> None:
    plug(help_pages=[POEMS])
    page = pages.get("/help/poems/").html
    assert page.h1.text == "How to write poems"
    assert page.select_one("a[rel=prev]")["href"] == PAGES[-1].path
    links = [link["href"] for link in pages.get("/help/").html.select(".guide-places a")]
    assert links[-1] == "/help/poems/"


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/help/rules/", "there is another GuidePage called 'help-rules'"),
        ("/poems/", "'/poems/' is no path of the help"),
        ("/help/poems", "'/help/poems' is no path of the help"),
    ],
)
def test_one_that_can_have_no_place_is_refused(plug: Plug, path: str, fault: str) -> None:
    plugin = plug(help_pages=[GuidePage(path, "Poems", "Poems", "", "help/page.html")])
    assert every_page() == list(PAGES)
    (told,) = plugin.faults
    assert fault in told


def test_what_nobody_gives_is_not_there(site: Site, pages: TestApp) -> None:
    assert pages.get("/help/poems/", status=404)
