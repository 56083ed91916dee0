"""The feed and the pulse, as they are without JavaScript."""

from collections.abc import Iterator

import pytest
from webtest import TestApp

from july.live import pulse, running
from july.people.actions import Profile, save_person
from july.testing.site import Site

PAGES = ("/live/", "/pulse/")
CHANNELS = {
    "game:julython-2026": "Julython 2026",
    "person:octo": "Octo Cat",
    "project:push-octo-hello": "octo/hello",
    "team:pythons": "Pythons",
    "location:berlin": "Berlin",
    "language:python": "Python",
}
NOTHING = ("person:", "person:nobody", "project:x", "team:x", "location:x", "game:x", "client:x")


@pytest.fixture(autouse=True)
def nothing_counted_before() -> Iterator[None]:
    """The pulse is that of the process, which has seen other tests."""
    pulse.listening.end()
    running.listening.end()
    yield
    pulse.listening.end()
    running.listening.end()


@pytest.fixture
def pushed(site: Site, octo: str) -> None:
    """A commit of octo's, counted everywhere."""
    site.push(site.commit(message="The one of octo"))
    site.push(site.commit("stranger@example.org", message="Of a stranger", files=["a.rs"]))
    site.drain()


@pytest.mark.usefixtures("pushed")
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("channel", CHANNELS)
def test_a_page_is_flipped_by_its_address(pages: TestApp, address: str, channel: str) -> None:
    page = pages.get(address, {"channel": channel}).html
    assert page.select_one("[data-label]").text == CHANNELS[channel]
    current = page.select('.flips [aria-current="true"]')
    assert [link["data-channel"] for link in current] == [channel]
    assert pages.get(page.select_one("[data-page]")["href"]).status_int == 200


@pytest.mark.usefixtures("pushed")
@pytest.mark.parametrize("channel", ["person:octo", "team:pythons", "language:python"])
def test_a_flipped_feed_has_its_own_lines_only(pages: TestApp, channel: str) -> None:
    lines = pages.get("/live/", {"channel": channel}).html.select(".line-message")
    assert [line.text for line in lines] == ["The one of octo"]


@pytest.mark.usefixtures("pushed")
def test_every_link_to_a_channel_leads_to_a_page(pages: TestApp) -> None:
    links = pages.get("/live/").html.select("main :is(nav, ol) a[data-channel]")
    assert len({link["data-channel"] for link in links}) >= 7
    for address in {link["href"] for link in links}:
        assert pages.get(address).status_int == 200


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("channel", [*NOTHING, "nonsense", "x" * 400])
def test_a_channel_of_nothing_is_not_found(pages: TestApp, address: str, channel: str) -> None:
    assert pages.get(address, {"channel": channel}, expect_errors=True).status_int == 404


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_everything_has_no_way_to_a_thing(pages: TestApp, address: str) -> None:
    page = pages.get(address).html
    assert page.select_one("[data-label]").text == "everything"
    assert page.select_one("[data-page]").has_attr("hidden")


@pytest.mark.usefixtures("pushed")
def test_the_pulse_is_told_in_figures_and_as_a_table(pages: TestApp) -> None:
    page = pages.get("/pulse/").html
    rates = [rate.text.split() for rate in page.select("[data-rate]")]
    assert rates[2][:2] == ["2", "commits"]
    rows = page.select("[data-minutes] tbody tr")
    assert rows[0].select_one("td").text == "2"
    assert page.select_one("[data-minutes]").has_attr("open")


def test_the_pulse_has_a_table_of_its_hours(site: Site, pages: TestApp, octo: str) -> None:
    site.push(site.commit(), site.commit())
    with site.later(hours=3):
        page = pages.get("/pulse/").html
    (row,) = page.select("[data-hours] tbody tr")
    assert [cell.text for cell in row.select("td")] == ["2", "12"]
    assert "Nothing within the last hour." in page.text


def test_a_pulse_of_nothing_says_so(pages: TestApp) -> None:
    page = pages.get("/pulse/").html
    assert "Nothing within the last hour." in page.text
    assert "Nothing runs now." in page.text


def test_html_in_names_is_text_on_pages_that_move(site: Site, pages: TestApp) -> None:
    evil = "<img src=x onerror=alert(1)>"
    save_person("eve", Profile(title=evil, location=evil, team=evil), ["eve@example.org"])
    site.push(site.commit("eve@example.org", message=evil), repository=f"eve/{evil}")
    site.drain()
    for address in PAGES:
        page = pages.get(address, {"channel": "person:eve", "stream": evil})
        assert evil in page.html.text
        assert not page.html.select("img[onerror]")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_runs_nothing_that_stands_in_it(pages: TestApp, address: str) -> None:
    page = pages.get(address)
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    assert not [script for script in page.html.select("script") if script.text.strip()]
    assert not page.html.select("style, [style]")
