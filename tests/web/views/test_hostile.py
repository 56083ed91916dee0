"""What people write is shown as text, whatever it is, on every page."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from webtest import TestApp

from july.people.actions import Profile, save_person
from july.testing.site import Site

SCRIPT = "<script>alert(1)</script>"
BREAKOUT = "\"'><img src=x onerror=alert(2)>"
ADDRESS = "javascript:alert(3)//"
POLICY = "default-src 'self'"
STARTS = (
    "/",
    "/people/",
    "/projects/",
    "/teams/",
    "/locations/",
    "/languages/",
    "/boards/",
    "/games/",
    "/live/",
)
MOST_PAGES = 300


@pytest.fixture
def hostile(site: Site) -> None:
    """A site on which every value that comes from outside is an attack."""
    profile = Profile(
        title=f"Eve {SCRIPT}{BREAKOUT}",
        location=f"Here {SCRIPT}",
        team=f"Us {BREAKOUT}",
        password="tentacles-8",
    )
    save_person("eve", profile, ["eve@example.org"])
    name = {"name": f"{SCRIPT}{BREAKOUT}", "email": "eve@example.org"}
    stranger = {"name": SCRIPT, "email": "stranger@example.org"}
    files = [f"{BREAKOUT}.py", f"{SCRIPT}.js"]
    for repository in ("eve/plain", f"eve/{SCRIPT}", f"eve/x{BREAKOUT}"):
        site.push(
            site.commit(author=name, message=f"{SCRIPT}{BREAKOUT}", files=files),
            site.commit(author=stranger, message=f"{BREAKOUT}\n{SCRIPT}", files=files),
            repository=repository,
        )
    body = site.body(site.commit(author=name, url=ADDRESS))
    body["repository"] |= {"id": "evil", "name": "eve/evil", "url": ADDRESS}
    site.api.post_json("/api/v1/push", body, expect_errors=True)
    site.drain()


def test_nothing_that_people_write_is_ever_markup(hostile: None, pages: TestApp) -> None:
    form = pages.get("/account/sign-in/").forms["sign-in"]
    form["name"], form["password"] = "eve", "tentacles-8"
    form.submit()
    seen = _walk(pages)
    assert len(seen) > 40
    assert SCRIPT in pages.get("/people/eve/").html.get_text()
    assert any(path.startswith("/projects/") for path in seen)


def _walk(pages: TestApp) -> set[str]:
    """Look at every page that can be reached, and at what its widgets push."""
    waiting, seen = list(STARTS), set(STARTS)
    while waiting:
        path = waiting.pop()
        answer = pages.get(path, status="*").maybe_follow()
        kind = answer.headers.get("Content-Type", "")
        assert answer.status_int < 500, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert "unsafe" not in answer.headers["Content-Security-Policy"], path
        assert answer.headers["Content-Security-Policy"].startswith(POLICY), path
        if not kind.startswith("text/html"):
            continue
        _check(path, answer.html)
        found = {_own(path, link["href"]) for link in answer.html.select("a[href]")}
        found |= {f"{path}w/{box['data-widget']}/" for box in answer.html.select("[data-widget]")}
        fresh = {each for each in found if each and not each.startswith(("/api/", "/static/"))}
        waiting += fresh - seen
        seen |= fresh
        assert len(seen) < MOST_PAGES, "the site has become large: look at fewer of its pages"
    return seen


def _own(path: str, href: str) -> str | None:
    parts = urlsplit(urljoin(f"http://testserver{path}", href))
    own = parts.netloc == "testserver" and parts.scheme == "http"
    return parts.path + (f"?{parts.query}" if parts.query else "") if own else None


def _check(path: str, page: BeautifulSoup) -> None:
    """Nothing runs, nothing is loaded from elsewhere, nothing leads to a script."""
    for element in page.find_all(True):
        for name, value in element.attrs.items():
            text = value if isinstance(value, str) else " ".join(value)
            assert not name.startswith("on"), f"{path}: {element}"
            assert name != "style", f"{path}: {element}"
            assert not re.match(r"\s*(javascript|vbscript|data):", text, re.IGNORECASE), (
                f"{path}: {element}"
            )
    for script in page.select("script"):
        source = str(script.get("src", ""))
        assert source.startswith("/static/") or script.get("type") == "application/json", path
    for image in page.select("img"):
        assert str(image["src"]).startswith("/"), f"{path}: {image}"
