"""Plugins that fail wherever they can, on a served site: it stays up, and the log names them."""

import json
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import pytest

from july.plugins.hooks import SPECIFICATIONS
from tests.main.test_app import ADDRESSES
from tests.plugins.packages import write_plugin
from tests.whole.serving import Answer, Place, encode, eventually, place

pytestmark = pytest.mark.processes

GIVING = """
from django.urls import path

from july.hubs.contract import WIDE, Widget
from july.hubs.placement import Placement
from july.live.services import services as all_services

def fail(*given, **named):
    raise ZeroDivisionError("of no use")

class Service:
    newest = staticmethod(fail)

def page(request):
    return all_services.faulty.newest()

@hookimpl
def services():
    return {"faulty": Service()}

@hookimpl
def urls():
    return [path("", page), path("broken/", fail)]

@hookimpl
def widgets():
    about = {"title": "Faulty", "about": "Nothing."}
    yield Widget(name="faulty", data=fail, **about)
    yield Widget(name="undrawn", data=lambda *given, **named: {}, drawing=fail, **about)
    yield Widget(name="impersonal", data=lambda *given, **named: {}, personal=fail, **about)
    yield Widget(name="hidden", data=lambda *given, **named: {}, visible=fail, **about)

@hookimpl
def hub_defaults():
    names = ("faulty", "undrawn", "impersonal", "hidden")
    return {"site": [Placement(name, name, WIDE) for name in names]}
"""
WORKING = {
    "services": "service faulty.newest",
    "urls": "page /faulty/broken/",
    "data": "widget faulty",
    "drawing": "widget undrawn",
    "personal": "widget impersonal",
    "visible": "widget hidden",
}
"""What of that plugin fails while requests are answered, as the log calls it."""


def raising(*hooks: str) -> str:
    """The code of a plugin that raises in each of these."""
    return "\n".join(
        f"@hookimpl\ndef {hook}{signature(SPECIFICATIONS[hook]).replace(return_annotation='')}:\n"
        f"    raise RuntimeError('no {hook} today')\n"
        for hook in hooks
    ).replace("-> ''", "")


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plugins")
    write_plugin(folder, "unloaded", raising(*SPECIFICATIONS))
    write_plugin(folder, "raising", raising(*(set(SPECIFICATIONS) - {"on_load"})))
    package = write_plugin(folder, "faulty", GIVING)
    for name in ("faulty", "undrawn", "impersonal", "hidden"):
        (package / "templates" / name).mkdir(parents=True)
        (package / "templates" / name / "template.html").write_text("Something")
    write_plugin(folder, "unimportable", "import nowhere.to.be.found")
    return folder


@pytest.fixture(scope="module")
def served(plugins: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("site") / "data"
    with place(data, JULY_PLUGINS=str(plugins)) as there:
        there.create_game()
        there.start()
        yield there


def page(served: Place, address: str) -> Answer:
    return served.request("GET", address)


def whole_log(served: Place) -> str:
    return served._log.read_text("utf-8", "replace")


@pytest.mark.parametrize("address", [*{*ADDRESSES} - {"/games/julython-2026/"}, "/plugins/"])
def test_every_page_of_july_answers(served: Place, address: str) -> None:
    assert page(served, address).status == 200


def test_pushes_count(served: Place) -> None:
    commit = served.commit("octo@example.org")
    answer = served.request("POST", "/api/v1/push", encode("octo/hello", [commit]))
    assert answer.status in {200, 201}, answer
    served.settle()
    eventually(lambda: served.get("/api/v1/boards/projects")["models"] != [])


def test_each_widget_fails_in_its_own_box(served: Place) -> None:
    home = page(served, "/").body.decode()
    for name in ("faulty", "undrawn", "impersonal"):
        assert f'id="w-{name}-title"' in home
    assert 'id="w-hidden-title"' not in home
    assert "of no use" not in home


def test_only_the_plugins_own_pages_are_broken(served: Place) -> None:
    for address in ("/faulty/", "/faulty/broken/"):
        assert page(served, address).status == 500
    for address in ("/raising/", "/unloaded/"):
        assert page(served, address).status == 404


def test_a_service_that_raises_answers_an_error(served: Place) -> None:
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "faulty.newest"}'
    answer = served.request("POST", "/jsonrpc", body, {"Content-Type": "application/json"})
    assert answer.json["error"]["code"] == -32603


def test_the_page_about_plugins_names_each(served: Place) -> None:
    told = page(served, "/plugins/").body.decode()
    for name in ("unloaded", "raising", "faulty", "unimportable"):
        assert f'id="plugin-{name}"' in told
    assert "today" not in told


def test_the_command_tells_every_cause(served: Place) -> None:
    lines = map(json.loads, served.manage("plugins").stdout.splitlines())
    told = {each["name"]: each for each in lines}
    assert told["unimportable"]["faults"] == [
        "import: ModuleNotFoundError: No module named 'nowhere'"
    ]
    assert told["faulty"]["gives"] == ["services", "urls", "widgets", "hub_defaults"]
    assert (told["faulty"]["place"], told["raising"]["place"]) == ("/faulty/", "")
    assert told["raising"]["state"] == "loaded"
    assert "urls: RuntimeError: no urls today" in told["raising"]["faults"]


@pytest.mark.parametrize("what", WORKING.values(), ids=WORKING)
def test_the_log_names_whose_work_fails(served: Place, what: str) -> None:
    for address in ("/", "/faulty/", "/faulty/broken/"):
        page(served, address)
    fault = f"the plugin faulty failed in {what}: ZeroDivisionError: of no use"
    eventually(lambda: fault in whole_log(served))


def test_the_log_names_each_hook_that_raises(plugins: Path, tmp_path: Path) -> None:
    with place(tmp_path / "data", JULY_PLUGINS=str(plugins)) as there:
        there.create_game()
        there.start()
        there.manage("createuser", "octo", "--email", "octo@example.org")
        there.request(
            "POST", "/api/v1/push", encode("octo/hello", [there.commit("octo@example.org")])
        )
        there.settle()
        for address in ("/", "/help/hooks/", "/people/octo/", "/api/v1/games"):
            assert there.request("GET", address).status == 200
        there.stop()
        log = whole_log(there)
    told = {hook for hook in SPECIFICATIONS if f"raising failed in {hook}: RuntimeError" in log}
    assert set(SPECIFICATIONS) - told == {"on_load"}, "a hook that no request above asks for"
    assert "the plugin unloaded failed in on_load: RuntimeError: no on_load today" in log


def test_with_strict_a_site_does_not_start(plugins: Path, tmp_path: Path) -> None:
    with place(tmp_path / "data", JULY_PLUGINS=str(plugins)) as there:
        ended = there.manage("serve", "--strict", "--port", str(there.port), status=None)
        assert ended.returncode != 0
        assert "CommandError: the plugin" in ended.stderr.splitlines()[-1]
