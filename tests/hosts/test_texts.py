import pytest
from hypothesis import given
from hypothesis import strategies as st

from july.hosts.texts import path_of, site_of, storable, web_url


@given(st.text(st.characters(exclude_categories=[])))
def test_whatever_is_storable_has_no_nul_and_is_utf_8(text: str) -> None:
    assert "\x00" not in storable(text)
    assert len(storable(text).encode("utf-8").decode("utf-8")) == len(text)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.org/ada/engine", "https://example.org/ada/engine"),
        ("https://example.org/ada/engine/", "https://example.org/ada/engine"),
        ("HTTP://Example.org:8080/a?b=c#d", "http://Example.org:8080/a?b=c"),
        ("https://ada:hush@example.org/x", "https://example.org/x"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("git@example.org:ada/engine.git", ""),
        ("//example.org/x", ""),
        ("/x", ""),
        ("https:///x", ""),
        ("https://[::1", ""),
        ("https://example.org:0/x", ""),
        ("https://example.org:99999/x", ""),
        ("https://example.org/a b", ""),
        ("https://example.org/\u2028", ""),
        ("java\nscript:alert(1)", ""),
        ("https://example.org/" + "x" * 1000, ""),
        ("https://" + "x" * 254 + "/", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_kept(text: str, url: str) -> None:
    assert web_url(text) == url


@given(st.text())
def test_a_kept_address_is_kept_again(text: str) -> None:
    for candidate in (text, "https://" + text, "http://example.org/" + text):
        url = web_url(candidate)
        assert web_url(url) == url
        assert not url or url.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://GitHub.com/ada", "github.com"),
        ("https://example.org:443/", "example.org"),
        ("http://example.org:443/", "example.org:443"),
        ("http://[::1]:3000/", "::1:3000"),
        ("ftp://example.org/", ""),
    ],
)
def test_a_site_is_the_host_name_and_an_unusual_port(url: str, site: str) -> None:
    assert site_of(url) == site


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://example.org/ada/engine.git", ("ada", "engine")),
        ("https://example.org//ada//engine/", ("ada", "engine")),
        ("https://example.org", ()),
        ("https://example.org/" + "x" * 300, ()),
        ("no address", ()),
    ],
)
def test_a_path_has_parts(url: str, path: tuple[str, ...]) -> None:
    assert path_of(url) == path
