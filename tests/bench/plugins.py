"""Plugins: what twenty of them cost a site's start and its pages, and what a test of one costs.

The floor is the same site without a plugin in the same run; both take turns.
"""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from july import config
from july.management.scaffold import Scaffold
from tests.bench import figures, given
from tests.bench.looks import Look, look
from tests.bench.scale import Scale
from tests.bench.served import ROOT, Served, july
from tests.bench.start import until_the_home_page

NUMBER = 20
PAGES = {"home": "/", "a board": "/people/", "a person": "/people/person-0/"}
NUMBERS = {"none": 0, "all": NUMBER}

PROJECT = f"""\
[tool.pytest.ini_options]
pythonpath = ["{ROOT}"]
"""
CONFTEST = """\
from statistics import median
from time import perf_counter

import pytest

pytest_plugins = ["july.testing"]
taken = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup():
    began = perf_counter()
    result = yield
    taken.append(perf_counter() - began)
    return result


def pytest_unconfigure():
    print(f"middle {median(taken[1:]) * 1000}")  # the first opens the engines
"""
TESTS = """\
import pytest


@pytest.mark.parametrize("number", range(60))
def test_that_leaves_something_behind(site, number):
    assert site.push(*(site.commit() for _ in range(5))).status_int == 201
    site.drain()
"""


def main(scale: Scale) -> None:
    """Print the rows."""
    figures.heading(f"a site with {NUMBER} plugins")
    with tempfile.TemporaryDirectory() as name:
        sites = {kind: _make(Path(name) / kind, number) for kind, number in NUMBERS.items()}
        _show_start(scale, sites)
        _show_pages(scale, sites)
    figures.heading("a test of a plugin")
    with tempfile.TemporaryDirectory() as name:
        figures.row("nothing left behind, a game", _begin(Path(name)), "ms", aim=figures.below(20))


def _make(folder: Path, number: int) -> Path:
    """A site of the usual sort, and a folder with so many plugins beside it."""
    folder.mkdir()
    given.make_site(folder)
    for each in range(number):
        Scaffold(f"plugin_{each}").write(folder / "plugins")
    return folder


def _show_start(scale: Scale, sites: Mapping[str, Path]) -> None:
    taken: dict[str, list[float]] = {kind: [] for kind in sites}
    for _ in range(2 * scale.rounds + 1):
        for kind, site in sites.items():
            _choose(site)
            taken[kind].append(until_the_home_page(site))
    # The first start writes what Python has compiled.
    without, with_all = (taken[kind][1:] for kind in NUMBERS)
    ratio = figures.middle([each / other for each, other in zip(with_all, without, strict=True)])
    middle = figures.middle(with_all)
    figures.row("until the home page is there", middle, "s", floor=figures.middle(without))
    figures.row("times that of none", ratio, "", aim=figures.below(1.5))


def _show_pages(scale: Scale, sites: Mapping[str, Path]) -> None:
    with ExitStack() as stack:
        served = {}
        for kind, site in sites.items():
            _choose(site)
            served[kind] = stack.enter_context(july(site))
        for name, path in PAGES.items():
            turns = _turns(scale, served, path)
            without, with_all = (figures.middle([turn.rate for turn in turns[k]]) for k in NUMBERS)
            figures.row(f"{name}, warm", with_all, "/s", floor=without)
            figures.row("times that of none", _ratio(turns, "rate"), "", aim=figures.at_least(0.95))
            figures.row("the same, a second of processor", _ratio(turns, "pages"), "")


@dataclass(frozen=True, slots=True)
class Turn:
    """What a site did while it was looked at for a moment."""

    rate: float
    """Pages a second."""
    pages: float
    """Pages a second of processor time."""


def _turns(scale: Scale, served: Mapping[str, Served], path: str) -> dict[str, list[Turn]]:
    """Many short turns of each: other work on the machine disturbs both alike."""
    seconds = scale.seconds / 8
    turns: dict[str, list[Turn]] = {kind: [] for kind in served}
    for _ in range(4 * scale.rounds + 1):
        for kind, site in served.items():
            used = site.cpu()
            looks = len(look(Look(site.port, path, seconds)))
            turns[kind].append(Turn(looks / seconds, looks / (site.cpu() - used)))
    return {kind: all_turns[1:] for kind, all_turns in turns.items()}


def _ratio(turns: Mapping[str, list[Turn]], figure: str) -> float:
    """With plugins to without, of the turns that followed each other the middle."""
    pairs = zip(*(turns[kind] for kind in NUMBERS), strict=True)
    return figures.middle([getattr(all_, figure) / getattr(none, figure) for none, all_ in pairs])


def _choose(site: Path) -> None:
    """Let the next server find the plugins of that site."""
    config.adopt({"JULY_PLUGINS": str(site / "plugins"), "JULY_PLUGINS_STRICT": "1"})


def _begin(project: Path) -> float:
    """Milliseconds of the set-up of a test with a site, behind one that left something there."""
    for name, text in {
        "pyproject.toml": PROJECT,
        "conftest.py": CONFTEST,
        "test_it.py": TESTS,
    }.items():
        (project / name).write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", str(project)]
    told = subprocess.run(command, cwd=project, stdout=subprocess.PIPE, text=True, check=True)
    return float(told.stdout.rpartition("middle ")[2])
