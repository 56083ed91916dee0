"""Does what a page of the documentation says: writes its files, gives its commands, in its order.

A file is a block of code below a line with its name, as **`ragnarok/models.py`**. Commands are
blocks of the language `console`: what is behind `$` is given, and what follows must be printed;
`...` there stands for anything. Programs that don't end run on, each until it is started anew.
"""

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from tests.whole.serving import SECONDS

_BLOCK = re.compile(r"(?:^\*\*`(\S+)`\*\*\n\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DONE = "that is all"
RUN_ON = ("python manage.py serve", "python -m http.server")
"""How commands begin that don't end."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code on a page."""

    language: str
    text: str
    file: str = ""
    """The file that it is, if it is one."""

    @property
    def commands(self) -> Iterator[tuple[str, str]]:
        """The commands of the block, each with what it prints."""
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield command, printed


def blocks_of(page: str) -> Iterator[Block]:
    """All blocks of code, in their order."""
    for file, language, text in _BLOCK.findall(page):
        yield Block(language, text, file)


class Terminals:
    """A shell, and programs that run beside it."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self._folder = folder
        self._variables = dict(variables)
        self._beside: dict[str, subprocess.Popen[str]] = {}
        self._shell = self._start(["bash", "--noprofile", "--norc"], subprocess.STDOUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for program in self._beside.values():
            _end(program)
        _end(self._shell)

    def give(self, command: str) -> str:
        """What a command prints, or the first line if it runs on. Its failure fails the test."""
        begins = next((each for each in RUN_ON if command.startswith(each)), None)
        if begins is None:
            return self._run(command)
        if begins in self._beside:
            _end(self._beside.pop(begins))
        with (self._folder.parent / "beside.log").open("ab") as errors:
            program = self._start(["bash", "-c", f"exec {command}"], errors)
        self._beside[begins] = program
        return _out(program).readline()

    def _run(self, command: str) -> str:
        assert self._shell.stdin is not None
        self._shell.stdin.write(f"{{ {command}\n}} </dev/null\nprintf '%s %s\\n' '{_DONE}' $?\n")
        self._shell.stdin.flush()
        printed = ""
        for line in _out(self._shell):
            before, done, status = line.rpartition(_DONE)
            if done:
                assert int(status) == 0, (command, printed)
                return printed + before
            printed += line
        raise AssertionError(("the shell ended", command, printed))

    def _start(self, command: list[str], errors: int | IO[bytes]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command,
            cwd=self._folder,
            env=self._variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )


def as_told(printed: str, told: str) -> bool:
    """Whether what was printed is what the page has."""
    pattern = re.escape(told.strip()).replace(re.escape("..."), ".*")
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


def _out(program: subprocess.Popen[str]) -> IO[str]:
    assert program.stdout is not None
    return program.stdout


def _end(program: subprocess.Popen[str]) -> None:
    program.terminate()
    program.communicate(timeout=SECONDS)
