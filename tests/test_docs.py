"""The documentation says what there is, and nothing else. Compared with the real objects."""

import re
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from july import config, errors
from july.api.openapi import describe
from july.api.routes import endpoints
from july.channel.names import OF_ONE_THING, PLAIN
from july.contest.games import Game
from july.contest.record import LARGEST_TRANSACTION
from july.contest.verdicts import Verdict
from july.hosts import HOSTS
from july.lib.times import parse_time
from july.live.services.own.lists import USUAL
from july.live.switchboard import ring, switchboard
from july.management import commands
from july.site import bodies, protocol, threads

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
COMMANDS = sorted(module.name for module in iter_modules(commands.__path__))


@cache
def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def in_one_line(text: str) -> str:
    """`text` without the marks of Markdown and without line breaks."""
    return " ".join(text.replace("`", "").split())


def first_cells(text: str, heading: str) -> list[str]:
    """The words in backquotes that begin the rows of the first table below a heading."""
    after = f"\n{text}".partition(f"\n{heading}\n")[2]
    table = f"\n{after}".partition("\n\n|")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([^`]+)` \|", f"\n{table}", re.MULTILINE)


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one of any depth."""
    return re.split(r"^#+ ", text.partition(f"\n{heading}\n")[2], flags=re.MULTILINE)[0]


# Pages and links


def test_every_page_is_reached_from_the_index() -> None:
    linked = set(re.findall(r"\]\(([\w.-]+\.md)", page("index.md")))

    assert linked == {path.name for path in DOCS.glob("*.md")} - {"index.md"}


def links() -> Iterator[tuple[str, str]]:
    for path in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
            if "://" not in target:
                yield path.name, target


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(("name", "target"), sorted(set(links())))
def test_a_link_leads_somewhere(name: str, target: str) -> None:
    own = next(path for path in PAGES if path.name == name)
    file, _, anchor = target.partition("#")
    path = (own.parent / file).resolve() if file else own

    assert path.exists()
    assert not anchor or anchor in anchors(path.read_text("utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_file_or_folder_that_is_named_exists(path: Path) -> None:
    named = re.findall(r"`(july/[\w/.]+|[\w]+\.(?:yaml|txt|toml))`", path.read_text("utf-8"))

    assert [name for name in named if not (ROOT / name).exists()] == []


# Configuration


class Asked(dict[str, str]):
    """An environment that remembers which variables were asked for."""

    names: set[str]

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)


def settings_known(folder: Path) -> set[str]:
    environ = Asked(JULY_DATA=str(folder))
    environ.names = set()
    config.load(environ)
    return environ.names


def test_every_setting_is_documented_and_no_other(tmp_path: Path) -> None:
    documented = set(first_cells(page("configuration.md"), "# Configuration"))

    assert documented == settings_known(tmp_path)


def test_documented_defaults_are_those_of_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", page("configuration.md"), re.MULTILINE))

    assert config.load(rows) == config.load({"JULY_SECRET_KEY": config.load({}).secret_key})


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_speaks_of_a_setting_there_is_not(path: Path, tmp_path: Path) -> None:
    named = set(re.findall(r"\bJULY_[A-Z_]+\b", path.read_text("utf-8")))

    assert named <= settings_known(tmp_path)


# Commands and make


def parser_of(name: str) -> ArgumentParser:
    module = import_module(f"{commands.__name__}.{name}")
    parser: ArgumentParser = module.Command().create_parser("manage.py", name)
    return parser


def options_of(parser: ArgumentParser) -> set[str]:
    """The options of a command that are its own and not Django's."""
    shared = {"--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback"}
    shared |= {"--no-color", "--force-color", "--skip-checks"}
    own = {name for action in parser._actions for name in action.option_strings}
    return {name for name in own - shared if name.startswith("--")}


def test_every_command_is_documented_and_no_other() -> None:
    headings = re.findall(r"^### (\w+)$", page("commands.md"), re.MULTILINE)

    assert sorted(headings) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_documented_and_no_other(name: str) -> None:
    documented = set(
        re.findall(r"(?<![\w-])--[a-z][a-z-]*", section(page("commands.md"), f"### {name}"))
    )

    assert documented == options_of(parser_of(name))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_command_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"manage\.py ([a-z]+)", path.read_text("utf-8")))

    assert named <= set(COMMANDS)


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):(?! export)", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_every_target_of_make_is_documented_and_no_other() -> None:
    documented = first_cells(page("commands.md"), "## make")

    assert sorted(documented) == sorted(f"make {name}" for name in make_targets())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_target_of_make_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", path.read_text("utf-8"), re.MULTILINE))

    assert named <= make_targets()


# Rules


def test_every_verdict_is_documented_in_its_order() -> None:
    assert first_cells(page("rules.md"), "## Verdicts") == [verdict.value for verdict in Verdict]


EXAMPLES = re.findall(
    r"^\| `(\S+)` \| (?:(does not)|counts, on (\w+ \d+))", page("rules.md"), re.MULTILINE
)


def test_the_rules_have_examples() -> None:
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize(("text", "outside", "day"), EXAMPLES)
def test_an_example_of_the_rules_is_right(text: str, outside: str, day: str) -> None:
    game = Game("julython-2026", "Julython 2026", date(2026, 7, 1), date(2026, 7, 31))
    moment = parse_time(text)
    assert moment is not None

    assert game.holds(moment) is not bool(outside)
    if day:
        assert f"{game.day_of(moment):%B} {game.day_of(moment).day}" == day


# Hooks


def test_every_host_is_documented_and_no_other() -> None:
    headings = re.findall(r"^### (\w+)$", page("hooks.md"), re.MULTILINE)

    assert headings == list(HOSTS)


@pytest.mark.parametrize("name", HOSTS)
def test_the_instructions_of_a_host_are_those_the_site_gives(name: str) -> None:
    text = in_one_line(section(page("hooks.md"), f"### {name}"))
    instructions = HOSTS[name].instructions

    for number, step in enumerate(instructions.steps, 1):
        assert f"{number}. {step}" in text
    assert f"Signed by {instructions.signature}".rstrip(".") in text


def test_the_format_that_is_shown_is_understood() -> None:
    body = page("hooks.md").partition('\n    {\n      "repository"')[2].partition("\n    }\n")[0]
    content: Any = HOSTS["push"].parse({}, ('{"repository"' + body + "}").encode())

    assert content.repository.id == "42"
    assert content.commits[0].files == ("hello.py",)


# API


def documented_endpoints() -> dict[tuple[str, str], set[str]]:
    rows = re.findall(
        r"^\| `([A-Z]+) (\S+)` \| ([^|]*) \|", page("api.md").replace("| |", "|  |"), re.MULTILINE
    )
    return {(verb, path): set(re.findall(r"\w+", names)) for verb, path, names in rows}


def real_endpoints() -> dict[tuple[str, str], set[str]]:
    paths: Mapping[str, Mapping[str, Any]] = describe("/api/v1", endpoints())["paths"]
    return {
        (verb.upper(), path): _in_query(operation["parameters"]) if verb == "get" else set()
        for path, operations in paths.items()
        for verb, operation in operations.items()
        if verb != "options"
    }


def _in_query(parameters: Iterable[Mapping[str, str]]) -> set[str]:
    return {parameter["name"] for parameter in parameters if parameter["in"] == "query"}


def test_every_endpoint_is_documented_with_its_parameters_and_no_other() -> None:
    assert documented_endpoints() == real_endpoints()


def test_the_usual_length_of_a_list_is_documented() -> None:
    assert f"usually {USUAL}." in in_one_line(page("api.md"))


def test_every_error_is_documented_with_its_status_and_no_other() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (\d{3}) \|", section(page("api.md"), "## Errors"), re.MULTILINE
    )
    classes = [each for each in vars(errors).values() if isinstance(each, type)]
    answered = set(classes) - {errors.ConfigurationError, errors.PluginFailed, errors.JulyError}
    known = {
        (each.code, each.status)
        for each in [*answered, bodies.TooSlow]
        if issubclass(each, errors.JulyError)
    }

    assert {(code, int(status)) for code, status in rows} == known | {("internal", 500)}


def test_every_channel_is_documented_and_no_other() -> None:
    names = first_cells(page("api.md"), "## Events")

    assert {name.partition(":")[0] for name in names} == PLAIN | OF_ONE_THING


# Operation and architecture


@pytest.mark.parametrize(
    "limit",
    [
        f"{bodies.LARGEST // 2**20} MB, to arrive within {bodies.SECONDS:g} seconds",
        f"{protocol.MOST_HEAD_BYTES // 2**10} KB, to arrive within {protocol.HEAD_SECONDS:g}",
        f"one of {threads.THREADS} threads | {threads.MOST_WAITING};",
        f"open event streams | {switchboard.MOST_CLIENTS:,};",
        f"doesn't read | {switchboard.MOST_BEHIND // 10**6} MB,",
        f"{ring.MOST_FRAMES:,} or {ring.MOST_BYTES // 10**6} MB a channel",
        f"a channel, {ring.MOST_BYTES_TOGETHER // 10**6} MB together",
        f"one transaction records | {LARGEST_TRANSACTION};",
    ],
)
def test_a_limit_is_documented_as_it_is(limit: str) -> None:
    assert limit in page("operation.md")


def test_the_layers_are_those_that_are_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    block = (
        section(page("architecture.md"), "## Layers").partition("\n    ")[2].partition("\n\n")[0]
    )
    documented = [re.split(r" {2,}", line.strip())[0] for line in block.splitlines()]

    assert documented == contracts["contracts"][0]["layers"]
