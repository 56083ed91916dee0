"""Writes a plugin's project: a package that installs, passes its tests and shows a page.

Its files are the `.txt` files beside this, with `$name` and the like filled in.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path
from string import Template

from july.errors import BadField, Conflict
from july.management.scaffold.parts import COMMON, PARTS, Part
from july.plugins.discovery import fault_of

ROOT = Path(__file__).parents[3]
_FILES = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What a new plugin is to have."""

    name: str
    website: bool = True
    service: bool = True
    wsgi: bool = False
    """Whether its website is a WSGI application instead of pages in July's frame."""

    def write(self, folder: Path) -> Path:
        """Write the project into `folder`; gives the project's own.

        Raises BadField for a name that no plugin can have, Conflict if something is there.
        """
        project = self._free(folder)
        values = self._values(project)
        for path, source in self._files():
            place = project / path.format(name=self.name)
            place.parent.mkdir(parents=True, exist_ok=True)
            text = Template((_FILES / source).read_text("utf-8")).substitute(values)
            place.write_text(f"{text.rstrip()}\n", "utf-8")
        return project

    def _free(self, folder: Path) -> Path:
        """Where the project goes. Raises BadField and Conflict."""
        project = folder / self.name
        if fault := fault_of(self.name) or _fault_of_package(self.name, project):
            message = f"{self.name!r} can't be a plugin's name: {fault}"
            raise BadField(message, field="name")
        if project.exists():
            raise Conflict(f"{project} is there already; choose another name or folder")
        return project

    def _parts(self) -> Iterator[Part]:
        """What it gives, each by a hook."""
        if self.service:
            yield PARTS["service"]
        if self.website:
            yield PARTS["wsgi" if self.wsgi else "website"]

    def _files(self) -> Iterator[tuple[str, str]]:
        """Where each file goes, and the file here from which it is made."""
        yield from COMMON.items()
        for part in self._parts():
            yield from part.files.items()

    def _values(self, project: Path) -> dict[str, str]:
        """What is filled into the files."""
        parts = list(self._parts())
        names = {"name": self.name}
        return {
            **names,
            "title": self.name.replace("_", " ").capitalize(),
            "july": Path(os.path.relpath(ROOT, project)).as_posix(),
            "shouted": self.name.upper(),
            "imports": _imports(self.name, parts),
            "hooks": "".join(part.hook.format(**names) for part in parts),
            "gives": "".join(f"- {part.about.format(**names)}\n" for part in parts),
        }


def _fault_of_package(name: str, project: Path) -> str | None:
    """Why no package can have that name."""
    if iskeyword(name):
        return f"{name!r} is a word of Python's"
    if not project.exists() and find_spec(name) is not None:
        return f"there is a Python module called {name!r}"
    return None


def _imports(name: str, parts: Sequence[Part]) -> str:
    """What the package imports, in the order in which ruff has it."""
    lines = [part.gives for part in parts]
    julys = ["from july.plugins import hookimpl"] if parts else []
    julys += [line for part in parts for line in part.julys]
    own = ", ".join(sorted(part.own for part in parts))
    groups = (
        [line for line in lines if "django" not in line],
        [line for line in lines if "django" in line],
        julys,
        [f"from {name} import {own}"] if own else [],
    )
    return "\n\n".join("\n".join(group) for group in groups if group)
