"""Plugins are found, imported in their order, and asked; what fails costs nobody else anything."""

from pathlib import Path

import pytest
from google.cloud import ndb

from july.errors import PluginFailed
from july.people.models import Person
from july.plugins import State
from july.plugins.loading import Plugins
from tests.plugins.packages import write_plugin

SERVES = """
@hookimpl
def services():
    return {{"{name}": object()}}
"""


def load(folder: Path, *without: str, strict: bool = False) -> Plugins:
    found = Plugins(strict=strict, shipped={})
    found.discover(folder, without)
    return found


def given_by(plugins: Plugins) -> list[str]:
    return [given.plugin.name for given in plugins.ask("services")]


def test_a_plugin_in_the_folder_is_asked_for_what_it_gives(folder: Path) -> None:
    write_plugin(folder, "haiku", SERVES.format(name="haiku"))
    plugins = load(folder)
    (given,) = plugins.ask("services")
    assert list(given.value) == ["haiku"]
    found = given.plugin.found
    assert (found.version, found.summary) == ("1.2", "Shows something.")


def test_a_package_may_keep_its_sources_below_src(folder: Path) -> None:
    write_plugin(folder, "haiku", SERVES.format(name="haiku"))
    (folder / "haiku" / "src").mkdir()
    (folder / "haiku" / "haiku").rename(folder / "haiku" / "src" / "haiku")
    assert given_by(load(folder)) == ["haiku"]


def test_those_of_a_low_priority_are_asked_first(folder: Path) -> None:
    write_plugin(folder, "first", SERVES.format(name="first"))
    write_plugin(folder, "later", SERVES.format(name="later") + "PRIORITY = 60\n")
    write_plugin(folder, "zeroth", SERVES.format(name="zeroth") + "PRIORITY = 10\n")
    assert given_by(load(folder)) == ["zeroth", "first", "later"]


def test_julys_own_parts_come_before_all_others(folder: Path) -> None:
    write_plugin(folder, "haiku", "PRIORITY = -1\n" + SERVES.format(name="haiku"))
    plugins = Plugins()
    plugins.discover(folder)
    assert given_by(plugins) == ["july", "haiku"]


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("raise RuntimeError('no such luck')", "import: RuntimeError: no such luck"),
        ("import nothing_of_that_name", "import: ModuleNotFoundError"),
        ("import sys; sys.exit('bye')", "import: SystemExit: bye"),
        ("this is no Python", "import: SyntaxError"),
        ("@hookimpl\ndef on_load(): raise OSError('no disk')", "on_load: OSError: no disk"),
        ("@hookimpl\ndef widgts(): return []", "on_load: PluginValidationError"),
        ("PRIORITY = 'high'", "import: ValueError"),
    ],
)
def test_one_that_fails_is_named_with_its_cause_and_the_others_run_on(
    folder: Path, code: str, cause: str
) -> None:
    write_plugin(folder, "broken", f"{code}\n")
    write_plugin(folder, "haiku", SERVES.format(name="haiku"))
    plugins = load(folder)
    broken = next(plugin for plugin in plugins if plugin.name == "broken")
    assert broken.state is State.FAILED
    assert broken.faults[0].startswith(cause)
    assert given_by(plugins) == ["haiku"]


def test_a_strict_site_stops_instead(folder: Path) -> None:
    write_plugin(folder, "broken", "raise RuntimeError('no such luck')\n")
    with pytest.raises(PluginFailed, match="the plugin broken failed in import: RuntimeError"):
        load(folder, strict=True)


def test_one_that_is_left_out_is_not_even_imported(folder: Path) -> None:
    write_plugin(folder, "broken", "raise RuntimeError('no such luck')\n")
    (plugin,) = load(folder, "broken")
    assert (plugin.state, plugin.faults) == (State.OFF, [])


def test_a_fault_of_one_hook_leaves_the_other_hooks_alone(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    raises = "@hookimpl\ndef widgets(): raise ValueError('none today')\n"
    write_plugin(folder, "haiku", raises + SERVES.format(name="haiku"))
    plugins = load(folder)
    assert plugins.ask("widgets") == []
    assert given_by(plugins) == ["haiku"]
    (plugin,) = plugins
    assert plugin.faults == ["widgets: ValueError: none today"]
    assert "the plugin haiku failed in widgets: ValueError: none today" in caplog.text


def test_what_is_refused_of_one_plugin_leaves_the_rest_of_it(folder: Path) -> None:
    write_plugin(folder, "haiku", "@hookimpl\ndef tasks(): return ['bad', 'good']\n")
    plugins = load(folder)
    taken: list[str] = []

    def take(module: str) -> None:
        if module == "bad":
            raise ValueError(module)
        taken.append(module)

    plugins.collect("tasks", take)
    assert taken == ["good"]
    assert [plugin.faults for plugin in plugins] == [["tasks: ValueError: bad"]]


def test_a_model_with_the_name_of_another_refuses_the_plugin(folder: Path) -> None:
    code = "from google.cloud import ndb\nclass Person(ndb.Model): pass\n"
    write_plugin(folder, "haiku", models=code)
    (plugin,) = load(folder)
    assert plugin.faults == [
        "import: ValueError: its model Person has the name of another; call it something else"
    ]
    assert ndb.Model._kind_map["Person"] is Person


def test_two_of_one_name_are_told_apart_by_who_came_first(folder: Path) -> None:
    write_plugin(folder, "haiku", SERVES.format(name="haiku"))
    again = write_plugin(folder, "other", SERVES.format(name="other")).parent / "pyproject.toml"
    again.write_text(again.read_text().replace('other = "other"', 'haiku = "other"'))
    first, second = load(folder)
    assert (first.state, second.state) == (State.LOADED, State.FAILED)
    assert "another plugin is called 'haiku'" in second.faults[0]


@pytest.mark.parametrize("name", ["api", "live", "people"])
def test_a_name_of_julys_own_is_refused(folder: Path, name: str) -> None:
    write_plugin(folder, name)
    (plugin,) = load(folder)
    assert plugin.faults == [
        f"discovery: Undiscovered: the name {name!r} is July's own; give it another"
    ]


@pytest.mark.parametrize(
    ("project", "cause"),
    [
        ("[project", "TOMLDecodeError"),
        ("[project]\nname = 'x'", "has no table [project.entry-points"),
        ("project = 3", "AttributeError"),
    ],
)
def test_a_folder_that_holds_no_plugin_is_listed_with_the_reason(
    folder: Path, project: str, cause: str
) -> None:
    (folder / "stray").mkdir()
    (folder / "stray" / "pyproject.toml").write_text(project)
    (plugin,) = load(folder)
    assert (plugin.name, plugin.state) == ("stray", State.FAILED)
    assert cause in plugin.faults[0]


def test_the_time_of_its_code_is_counted_by_what_it_is_called_for(folder: Path) -> None:
    write_plugin(folder, "haiku")
    (plugin,) = load(folder)
    with plugin.at_work("services.haiku.latest"):
        pass
    with pytest.raises(ValueError, match="none"), plugin.at_work("services.haiku.latest"):
        raise ValueError("none")
    assert plugin.spent["services.haiku.latest"].calls == 2
    assert plugin.faults == ["services.haiku.latest: ValueError: none"]


def test_of_endless_faults_the_first_are_kept_and_all_are_counted(folder: Path) -> None:
    code = "from itertools import count\nnumbers = count()\n"
    code += "@hookimpl\ndef widgets(): raise ValueError(next(numbers))\n"
    write_plugin(folder, "haiku", code)
    plugins = load(folder)
    for _ in range(30):
        plugins.ask("widgets")
    (plugin,) = plugins
    assert (len(plugin.faults), plugin.failures) == (20, 30)


def test_the_same_fault_is_kept_once_and_counted_each_time(folder: Path) -> None:
    write_plugin(folder, "haiku", "@hookimpl\ndef widgets(): raise ValueError('again')\n")
    plugins = load(folder)
    for _ in range(3):
        plugins.ask("widgets")
    (plugin,) = plugins
    assert (plugin.faults, plugin.failures) == (["widgets: ValueError: again"], 3)
