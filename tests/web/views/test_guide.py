"""Help."""

from collections.abc import Callable

import pytest
from webtest import TestApp, TestResponse

from july.contest.verdicts import Verdict
from july.hosts import HOSTS
from july.main import settings
from july.projects.actions import save_hook
from july.projects.tasks import BODY_FOR, DELIVERY_FOR
from july.web.guide import GIT_HOSTS, PAGES


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_every_page_of_the_help_leads_to_all_others(pages: TestApp, path: str) -> None:
    page = pages.get(path).html
    links = {link["href"] for link in page.select(".guide-places a")}
    assert links >= {page.path for page in PAGES if not page.is_below_hooks}
    assert [link["href"] for link in page.select('.guide-places [aria-current="page"]')] == [path]


def test_the_pages_of_the_help_can_be_read_one_after_the_other(pages: TestApp) -> None:
    path, read = "/help/", []
    while path:
        read.append(path)
        onward = pages.get(path).html.select_one("a[rel=next]")
        path = str(onward["href"]) if onward else ""
    assert read == [page.path for page in PAGES]


def test_a_link_inside_the_help_leads_to_what_is_there(pages: TestApp) -> None:
    found = {page.path: pages.get(page.path).html for page in PAGES}
    for path, page in found.items():
        for link in page.select("main a[href]"):
            target, _, anchor = str(link["href"]).partition("#")
            if target in found or not target:
                known = found[target or path]
                assert not anchor or known.find(id=anchor), f"{path}: {link['href']}"


def test_every_git_host_of_july_has_a_page(pages: TestApp) -> None:
    assert {host.kind for host in GIT_HOSTS} == set(HOSTS)
    for host in GIT_HOSTS:
        page = pages.get(f"/help/hooks/{host.slug}/")
        assert f"/api/v1/{host.kind}/YOUR-HOOK" in page.text


def test_an_unknown_git_host_is_not_found(pages: TestApp) -> None:
    pages.get("/help/hooks/sourceforge/", status=404)


def test_the_drawing_shows_the_address_of_my_own_hook(
    pages: TestApp, octo: str, sign_in: Callable[..., TestResponse]
) -> None:
    hook = save_hook(octo, "gitea")
    sign_in(octo, "tentacles-8")
    for slug in ("gitea", "forgejo", "gogs"):
        page = pages.get(f"/help/hooks/{slug}/")
        box = page.html.select_one(".drawn-fill .drawn-box")
        assert box.text.strip() == f"http://testserver/api/v1/gitea/{hook.id}"
        assert hook.secret not in page.text


def test_fields_to_fill_are_numbered_in_order(pages: TestApp) -> None:
    for host in GIT_HOSTS:
        marks = pages.get(f"/help/hooks/{host.slug}/").html.select(".drawn-mark")
        numbers = [int(mark.text.split()[-1]) for mark in marks]
        assert numbers == list(range(1, len(numbers) + 1))


def test_every_verdict_is_explained_where_other_pages_point(pages: TestApp) -> None:
    page = pages.get("/help/faq/").html
    ids = {each["id"] for each in page.select(".verdict")}
    assert ids == {f"verdict-{verdict.value}" for verdict in Verdict}
    for each in page.select(".verdict"):
        assert "Do:" in each.text


def test_the_api_is_explained_with_the_address_of_this_site(pages: TestApp) -> None:
    text = pages.get("/help/api/").html.text
    for example in ("http://testserver/api/v1/boards/people", "http://testserver/events"):
        assert example in text
    assert "ws://testserver/ws" in text


def test_the_script_for_plain_git_can_be_copied(pages: TestApp) -> None:
    answer = pages.get("/help/hooks/post-receive")
    assert answer.content_type == "text/plain"
    assert answer.text.startswith("#!/usr/bin/env python3")


def test_both_schemes_can_be_shown_on_one_page(pages: TestApp) -> None:
    answer = pages.get("/help/style/schemes.css")
    assert answer.content_type == "text/css"
    assert ".scheme-light { color-scheme: light; --paper: #" in answer.text
    assert ".scheme-dark { color-scheme: dark; --paper: #" in answer.text


def test_every_cookie_is_told(pages: TestApp) -> None:
    names = {value for name, value in vars(settings).items() if name.endswith("_COOKIE_NAME")}
    told = {code.text for code in pages.get("/help/privacy/").html.select("th code")}
    assert names
    assert names <= told


def test_how_long_deliveries_are_kept_is_told_as_it_is(pages: TestApp) -> None:
    text = pages.get("/help/privacy/").html.text
    assert (BODY_FOR.days, "a week" in text) == (7, True)
    assert (DELIVERY_FOR.days, "three months" in text) == (90, True)
