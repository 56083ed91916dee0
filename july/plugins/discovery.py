"""Which plugins there are: July's own, installed ones with an entry point, those in a folder."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from july.plugins.configured import is_configured
from july.plugins.plugin import Found
from july.plugins.shipped import PACKAGED

GROUP = "july.plugins"
"""Of the entry points by which packages name their plugins."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
TAKEN = frozenset(
    {
        # July's own addresses begin with these.
        "account",
        "api",
        "edit",
        "boards",
        "embed",
        "events",
        "follow",
        "games",
        "healthz",
        "help",
        "json",
        "jsonrpc",
        "language",
        "languages",
        "live",
        "locations",
        "metrics",
        "offline",
        "organize",
        "people",
        "plugins",
        "projects",
        "pulse",
        "report",
        "star",
        "static",
        "teams",
        "w",
        "ws",
        # These are folders of July's own files.
        "css",
        "icons",
        "js",
        "vendor",
        # And by these its own parts are called.
        "examples",
        "july",
        "tests",
    }
)
"""Names that a plugin can't have."""


class Undiscovered(ValueError):
    """What is there is no plugin; the message says why."""


def discover(folder: Path) -> Iterator[Found]:
    """All plugins: July's own, the installed ones, then those in `folder`, each by name."""
    seen: set[str] = set()
    for found in (*_packaged(), *_installed(), *_in_folder(folder)):
        fault = found.fault or fault_of(found.name, seen)
        seen.add(found.name)
        yield replace(found, fault=fault)


def _packaged() -> Iterator[Found]:
    return (found for found in PACKAGED if is_configured(found.name))


def _installed() -> Iterator[Found]:
    for entry in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        told = entry.dist.metadata if entry.dist else None
        yield Found(
            entry.name,
            entry.value,
            version=str(entry.dist.version) if entry.dist else "",
            summary=str(told["Summary"]) if told and "Summary" in told else "",
        )


def _in_folder(folder: Path) -> Iterator[Found]:
    """What each folder there names in its `pyproject.toml`."""
    for project in sorted(folder.glob("*/pyproject.toml")):
        place = project.parent
        try:
            yield from _of_project(tomllib.loads(project.read_text("utf-8")), place)
        except (OSError, ValueError, AttributeError) as error:
            yield Found(place.name, "", fault=error)


def _of_project(told: Mapping[str, Any], place: Path) -> Iterator[Found]:
    project = told.get("project", {})
    named = project.get("entry-points", {}).get(GROUP, {})
    if not named:
        message = f'its pyproject.toml has no table [project.entry-points."{GROUP}"]'
        raise Undiscovered(message)
    sources = place / "src" if (place / "src").is_dir() else place
    version, summary = (str(project.get(key, "")) for key in ("version", "description"))
    for name, target in sorted(named.items()):
        yield Found(name, str(target), version, summary, sources.resolve())


def fault_of(name: str, seen: Collection[str] = ()) -> Exception | None:
    """Why no plugin can have that name, besides those that are `seen` already."""
    if not _NAME.fullmatch(name):
        return Undiscovered("its name must be lower case letters, digits and underscores")
    if name in TAKEN:
        return Undiscovered(f"the name {name!r} is July's own; give it another")
    if name in seen:
        return Undiscovered(f"another plugin is called {name!r}, and is found first")
    return None
