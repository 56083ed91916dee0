"""Writes plugins as their authors would, into a folder for plugins."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = """\
[project]
name = "{name}"
version = "1.2"
description = "Shows something."

[project.entry-points."july.plugins"]
{name} = "{name}"
"""
POEMS = """
indexes:
- kind: Poem
  properties:
  - name: lines
  - name: poet
    direction: desc
"""
IMPORTS = "from july.plugins import hookimpl\n"


def write_plugin(folder: Path, name: str, code: str = "", **modules: str) -> Path:
    """A plugin of that name, whose package holds `code`; gives the folder of its package."""
    package = folder / name / name
    package.mkdir(parents=True)
    (folder / name / "pyproject.toml").write_text(PROJECT.format(name=name))
    (package / "__init__.py").write_text(IMPORTS + code)
    for module, its_code in modules.items():
        (package / f"{module}.py").write_text(its_code)
    return package


@contextmanager
def importing_anew() -> Iterator[None]:
    """Whatever is imported inside is forgotten afterwards, and where it was found."""
    modules, path = set(sys.modules), list(sys.path)
    try:
        yield
    finally:
        for name in set(sys.modules) - modules:
            del sys.modules[name]
        sys.path[:] = path
