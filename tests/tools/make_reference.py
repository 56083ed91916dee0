"""Writes docs/plugins/reference.md from the code: `python -m tests.tools.make_reference`.

Every hook with its docstring and what it gives, and every fixture of `july.testing`.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from july.plugins.shipped import SHIPPED

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "plugins" / "reference.md"
HOOKS = ROOT / "july" / "plugins" / "hooks.py"
FIXTURES = ROOT / "july" / "testing" / "fixtures.py"
COMMAND = "python -m tests.tools.make_reference"

HEAD = f"""\
# Reference of plugins

Every hook that a plugin can implement, and every fixture for its tests. This page is written from
the code: `{COMMAND}`.

A hook is a function of the plugin's package, or a method of the object that its entry point names,
with the name of the hook and `@hookimpl` of `july.plugins` above it. It takes those of the
arguments here that it names. `PRIORITY = 50` beside it says when the plugin is asked: those with a
low number come first.
"""
FIXTURES_HEAD = """\

## Fixtures

A project's `conftest.py` says `pytest_plugins = ["july.testing"]`, and its tests may use:

| fixture | |
|---|---|
"""


def reference() -> str:
    """The whole page."""
    return "".join([HEAD, *_hooks(), FIXTURES_HEAD, *_fixtures()])


@dataclass(frozen=True, slots=True)
class Field:
    """One field of what a hook gives."""

    name: str
    type: str
    default: str
    about: str

    def __str__(self) -> str:
        default = f" = {self.default}" if self.default else ""
        written = f"{self.name}: {self.type}{default}".replace("|", "\\|")
        return f"| `{written}` | {self.about} |\n"


def _hooks() -> Iterator[str]:
    """Each hook, below the comment that begins its part of the file."""
    source = HOOKS.read_text("utf-8")
    tree = ast.parse(source)
    homes = dict(_homes(tree))
    titles = {
        number: line.removeprefix("# ")
        for number, line in enumerate(source.splitlines(), 1)
        if line.startswith("# ")
    }
    for function in tree.body:
        if not (isinstance(function, ast.FunctionDef) and function.decorator_list):
            continue
        for number in sorted(titles):
            if number < function.lineno:
                yield f"\n## {titles.pop(number)}\n"
        yield from _hook(function, homes)


def _hook(function: ast.FunctionDef, homes: dict[str, str]) -> Iterator[str]:
    gives = ast.unparse(function.returns).replace("'", "") if function.returns else "None"
    yield f"\n### {function.name}\n\n"
    yield f"`{function.name}({ast.unparse(function.args)}) -> {gives}`\n\n"
    yield f"{_joined(ast.get_docstring(function))}\n"
    if function.name in SHIPPED:
        yield f"July's own are given by `{SHIPPED[function.name]}`.\n"
    for name, module in homes.items():
        if name in gives.replace("[", " ").replace("]", " ").replace(",", " ").split():
            yield from _value(name, module)


def _value(name: str, module: str) -> Iterator[str]:
    """What a class of July's says of itself, and its fields."""
    found = _class(name, module)
    if found is None:
        return
    yield f"\n`{module}.{name}`: {_docs(found)}\n"
    fields = list(_fields(found))
    if fields:
        yield "\n| field | |\n|---|---|\n"
        yield from map(str, fields)


@cache
def _class(name: str, module: str) -> ast.ClassDef | None:
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    if not path.is_file():
        return None
    tree = ast.parse(path.read_text("utf-8"))
    return next((x for x in tree.body if isinstance(x, ast.ClassDef) and x.name == name), None)


def _fields(found: ast.ClassDef) -> Iterator[Field]:
    """The fields of a dataclass, each with the text that stands below it."""
    for statement, following in zip(found.body, [*found.body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign):
            about = ""
            if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
                about = _joined(str(following.value.value))
            default = ast.unparse(statement.value) if statement.value else ""
            yield Field(
                ast.unparse(statement.target), ast.unparse(statement.annotation), default, about
            )


def _fixtures() -> Iterator[str]:
    for function in ast.parse(FIXTURES.read_text("utf-8")).body:
        if isinstance(function, ast.FunctionDef) and function.decorator_list:
            yield f"| `{function.name}` | {_joined(ast.get_docstring(function))} |\n"


def _homes(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Where the classes are from that hooks name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, str(node.module)


def _docs(found: ast.ClassDef) -> str:
    """Its docstring, lists and all."""
    return ast.get_docstring(found) or ""


def _joined(text: str | None) -> str:
    return " ".join((text or "").split())


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
