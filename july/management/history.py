"""The history of a local git repository: its commits, and the pushes that may have brought them."""

import secrets
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from july.errors import BadRequest
from july.hosts.values import Author, PushedCommit
from july.lib.times import parse_time

CLOSE = timedelta(minutes=30)
"""Commits of one author no further apart than this may have been pushed together."""
MOST_COMMITS = 5
"""Commits of one push."""
MOST_FILES = 3000
"""Files of one commit, as on GitHub; the first commit of an old repository may have any number."""

# https://git-scm.com/docs/git-log#_pretty_formats
_FIELDS = "%H%x00%an%x00%ae%x00%aI%x00%B"
_FIELD_COUNT = 5
_CHUNK = 64 * 1024


def read_history(
    path: Path, *, limit: int | None = None, since: datetime | None = None
) -> list[PushedCommit]:
    """The commits that led to what is checked out at `path`, oldest first, merges without files.

    At most `limit`, the newest of all; with `since`, what was committed before is left out.
    Raises BadRequest if `path` is in no git repository, or git can't read it.
    """
    if not path.is_dir():
        message = f"{path} is no folder; name one with a git repository in it"
        raise BadRequest(message)
    # Neither names nor messages can hold a mark that nobody knew when they were written.
    mark = secrets.token_hex(16)
    with tempfile.TemporaryFile() as complaints:
        try:
            git = subprocess.Popen(  # noqa: S603 - no shell, and nothing in it is from outside
                _command(path, mark, limit, since),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
            )
        except FileNotFoundError:
            raise BadRequest("replay needs git, and there is none here; install it") from None
        with git:
            assert git.stdout is not None  # noqa: S101 - asked for above
            commits = [_commit(record) for record in _records(git.stdout, mark.encode())]
        if git.returncode:
            complaints.seek(0)
            message = f"git can't read the history of {path}: {_reason(complaints.read())}"
            raise BadRequest(message)
    return commits


def repository_name(path: Path) -> str:
    """What to call the repository at `path`: its folder, without the ending of bare ones."""
    folder = path.parent if path.name == ".git" else path
    return folder.name.removesuffix(".git") or "repository"


def shift(commits: Sequence[PushedCommit], end: datetime) -> list[PushedCommit]:
    """The commits moved in time together, so that the latest was made at `end`."""
    times = [commit.time for commit in commits if commit.time]
    if not times:
        return list(commits)
    distance = end - max(times)
    return [
        replace(commit, time=commit.time + distance) if commit.time else commit
        for commit in commits
    ]


def as_pushes(commits: Iterable[PushedCommit]) -> list[tuple[PushedCommit, ...]]:
    """The commits in pushes of a few: neighbours of one author that lie close together."""
    pushes: list[list[PushedCommit]] = []
    for commit in commits:
        if pushes and len(pushes[-1]) < MOST_COMMITS and _belong_together(pushes[-1][-1], commit):
            pushes[-1].append(commit)
        else:
            pushes.append([commit])
    return [tuple(push) for push in pushes]


def _belong_together(before: PushedCommit, commit: PushedCommit) -> bool:
    same = before.author.email.lower() == commit.author.email.lower()
    if not same or before.time is None or commit.time is None:
        return False
    return abs(commit.time - before.time) <= CLOSE


def _command(path: Path, mark: str, limit: int | None, since: datetime | None) -> list[str]:
    command = [
        *("git", "-C", str(path), "-c", "log.showRoot=true", "-c", "log.showSignature=false"),
        *("log", "--reverse", "-z", "--name-only", "--no-renames", "--no-color", "--no-notes"),
        *("--no-ext-diff", "--encoding=UTF-8", f"--format={mark}%x00{_FIELDS}%x00"),
    ]
    if limit is not None:
        command.append(f"--max-count={limit}")
    if since is not None:
        command.append(f"--since={since.isoformat()}")
    return [*command, "--"]


def _records(stream: IO[bytes], mark: bytes) -> Iterator[list[bytes]]:
    """What git wrote of each commit: its fields, one empty, then the names of its files."""
    record: list[bytes] | None = None
    for part in _parts(stream):
        if part == mark:
            if record is not None:
                yield record
            record = []
        elif record is not None:
            record.append(part)
    if record is not None:
        yield record


def _parts(stream: IO[bytes]) -> Iterator[bytes]:
    """What stands between the NULs of `stream`."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    yield rest


def _commit(record: Sequence[bytes]) -> PushedCommit:
    texts = [part.decode("utf-8", "replace") for part in record]
    hash, name, email, time, message = texts[:_FIELD_COUNT]
    # The line break before the first name is git's own; any further one belongs to the name.
    files = "\0".join(texts[_FIELD_COUNT + 1 :]).removeprefix("\n").split("\0")
    return PushedCommit(
        hash=hash,
        message=message.strip(),
        time=parse_time(time),
        url="",
        author=Author(name, email, None),
        files=tuple(filter(None, files))[:MOST_FILES],
    )


def _reason(complaints: bytes) -> str:
    """The first line of what git says went wrong."""
    lines = complaints.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else "it doesn't say why"
