"""The page about plugins: what everybody sees, and what organisers see besides."""

from collections.abc import Callable
from importlib import import_module

import pytest
from webtest import TestApp, TestResponse

from july.people.actions import Profile, save_person
from july.plugins import State, hookimpl
from july.plugins.loading import Plugins
from july.plugins.plugin import Found, Plugin
from july.testing.site import Site

OPENED = import_module("july.plugins.opened")
SUMMARY = "Commit messages that are <poems>."


class Haiku:
    """What it gives."""

    @hookimpl
    def services(self) -> dict[str, object]:
        return {"haiku": self}


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> Plugin:
    """One that has worked and failed, among others."""
    some = Plugins()
    haiku = some.add(Found("haiku", "haiku", "1.2", SUMMARY), Haiku())
    haiku.place = "/haiku/"
    broken = some.add(Found("broken", "broken"), object())
    broken.fail("import", ImportError("no module called secret"))
    some.add(Found("silent", "silent"), object()).state = State.OFF
    monkeypatch.setattr(OPENED, "_opened", some)
    with haiku.at_work("service haiku.newest"):
        pass
    with pytest.raises(ZeroDivisionError), haiku.at_work("page /haiku/"):
        raise ZeroDivisionError("the inner secret")
    return haiku


def test_everybody_sees_which_plugins_there_are_and_how_they_are(
    pages: TestApp, plugin: Plugin
) -> None:
    page = pages.get("/plugins/").html
    states = {each.find("h2").text: each.select_one(".tag").text for each in page.select("article")}
    assert states == {"broken": "failed", "haiku": "running", "silent": "switched off"}
    (haiku,) = (each for each in page.select("article") if each.find("h2").text == "haiku")
    assert haiku.select_one("h2 a")["href"] == "/haiku/"
    assert SUMMARY in haiku.text
    assert "1.2" in haiku.text


def test_causes_times_and_hooks_are_for_organisers(
    pages: TestApp, plugin: Plugin, sign_in: Callable[..., TestResponse], octo: str
) -> None:
    asked = [pages.get("/plugins/")]
    sign_in("octo", "tentacles-8")
    asked.append(pages.get("/plugins/"))
    for page in asked:
        for inside in ("secret", "haiku.newest", "services"):
            assert inside not in page.text


def test_organisers_see_causes_times_hooks_and_what_runs(
    pages: TestApp, plugin: Plugin, sign_in: Callable[..., TestResponse], site: Site
) -> None:
    save_person("ada", Profile(organizer=True, password="analytical-1"), ["ada@example.org"])
    sign_in("ada", "analytical-1")
    with plugin.at_work("task haiku.count"):
        page = pages.get("/plugins/").html
    (haiku,) = (each for each in page.select("article") if each.find("h2").text == "haiku")
    assert "At work for 0 s on: task haiku.count" in haiku.text
    assert "1 failure" in haiku.text
    assert "page /haiku/: ZeroDivisionError: the inner secret" in haiku.text
    rows = {row.find("th").text: row.select("td")[0].text for row in haiku.select("tr")[1:]}
    assert rows == {"service haiku.newest": "1", "page /haiku/": "1", "Together": "2"}
    assert "no module called secret" in page.text


def test_without_plugins_it_says_how_to_have_one(
    pages: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OPENED, "_opened", Plugins())
    assert "adds one with pip" in pages.get("/plugins/").text
