"""`manage.py startplugin`: what it writes installs, passes its own tests and shows a page."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from july.management.scaffold import ROOT
from tests.whole.serving import Place, place

KINDS: dict[str, tuple[str, ...]] = {
    "whole": (),
    "paged": ("--no-service",),
    "called": ("--no-website",),
    "bare": ("--no-website", "--no-service"),
    "mounted": ("--wsgi",),
    "mounted_only": ("--wsgi", "--no-service"),
}
"""A plugin of each kind, by name, and the options that make it one."""
WITH_A_PAGE = sorted(name for name, options in KINDS.items() if "--no-website" not in options)
RULES = ("--config", "pyproject.toml", "--config", 'lint.isort.known-first-party=["july"]')


def start_plugin(name: str, folder: Path, *options: str) -> Path:
    call_command("startplugin", name, "--folder", folder, *options)
    return folder / name


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plugin of each kind."""
    folder = tmp_path_factory.mktemp("plugins")
    for name, options in KINDS.items():
        start_plugin(name, folder, *options)
    return folder


@pytest.fixture(scope="module")
def served(plugins: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A site with all of them, which would not start if one failed."""
    data = tmp_path_factory.mktemp("site") / "data"
    with place(data, JULY_PLUGINS=str(plugins), JULY_PLUGINS_STRICT="1") as site:
        site.start()
        yield site


@pytest.mark.processes
@pytest.mark.parametrize("name", KINDS)
def test_a_new_plugin_passes_its_own_tests(plugins: Path, name: str) -> None:
    done = run("pytest", "-q", plugins / name)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout


@pytest.mark.processes
def test_the_tests_of_a_plugin_that_can_not_be_loaded_say_why(tmp_path: Path) -> None:
    project = start_plugin("broken", tmp_path, "--no-website")
    with (project / "broken" / "__init__.py").open("a") as package:
        package.write('raise RuntimeError("no such luck")')
    done = run("pytest", "-q", project)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "the plugin broken failed in import: RuntimeError: no such luck" in done.stderr


@pytest.mark.processes
@pytest.mark.parametrize("name", WITH_A_PAGE)
def test_a_new_plugin_shows_a_page(served: Place, name: str) -> None:
    answer = served.request("GET", f"/{name}/")
    assert answer.status == 200
    assert b"Hello World" in answer.body


@pytest.mark.parametrize("name", KINDS)
def test_a_new_plugin_is_written_in_good_style(plugins: Path, name: str) -> None:
    rules = (*RULES, "--config", f'lint.isort.known-local-folder=["{name}"]')
    written = (plugins / name / name, "--no-cache")
    assert run("ruff", "check", *rules, *written).stdout == "All checks passed!\n"
    assert run("ruff", "format", "--check", *RULES, plugins / name).returncode == 0


def test_a_plugin_without_a_website_has_no_files_for_one(tmp_path: Path) -> None:
    project = start_plugin("bare", tmp_path, "--no-website", "--no-service")
    assert sorted(path.name for path in project.rglob("*.*")) == [
        "README.md",
        "__init__.py",
        "conftest.py",
        "index.md",
        "pyproject.toml",
        "settings.py",
        "test_plugin.py",
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Haiku", "lower case letters"),
        ("api", "the name 'api' is July's own"),
        ("../x", "lower case letters"),
        ("class", "'class' is a word of Python's"),
        ("decimal", "there is a Python module called 'decimal'"),
    ],
)
def test_a_name_that_no_plugin_can_have_is_refused(tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        start_plugin(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "haiku").mkdir()
    with pytest.raises(CommandError, match="is there already"):
        start_plugin("haiku", tmp_path)


def test_a_wsgi_application_and_no_website_contradict_each_other(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="leave --no-website out"):
        start_plugin("haiku", tmp_path, "--wsgi", "--no-website")


def run(module: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a module of Python's as an author would, in July's folder."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
