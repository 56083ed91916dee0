from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from july.errors import BadRequest
from july.hosts.values import Author, PushedCommit
from july.lib.times import parse_time
from july.management.history import (
    MOST_COMMITS,
    as_pushes,
    read_history,
    repository_name,
    shift,
)
from tests.management.receiver import Repository

NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.made_in(tmp_path / "hello")


def made(minutes: float | None, email: str = "octo@example.org") -> PushedCommit:
    time = None if minutes is None else NOON + timedelta(minutes=minutes)
    return PushedCommit("0" * 40, "", time, "", Author("", email, None), ())


def test_a_commit_is_read_with_all_that_git_knows_of_it(repository: Repository) -> None:
    hash = repository.commit("Fix it\n\nAt last.", files=("a.py", "lib/b.rs"))

    assert read_history(repository.path) == [
        PushedCommit(
            hash=hash,
            message="Fix it\n\nAt last.",
            time=datetime(2026, 7, 14, 12, tzinfo=timezone(timedelta(hours=2))),
            url="",
            author=Author("Octo Cat", "octo@example.org", None),
            files=("a.py", "lib/b.rs"),
        )
    ]


def test_commits_come_oldest_first(repository: Repository) -> None:
    hashes = [repository.commit(text, time=f"2026-07-14T12:0{text}:00Z") for text in "123"]

    assert [commit.hash for commit in read_history(repository.path)] == hashes


def test_the_time_keeps_the_offset_of_its_author(repository: Repository) -> None:
    repository.commit("Late", time="2026-07-31T23:30:00-08:00")

    (commit,) = read_history(repository.path)

    assert commit.time is not None
    assert commit.time.isoformat() == "2026-07-31T23:30:00-08:00"


@pytest.mark.parametrize(
    "name",
    ["with blank.py", "🎉.py", "line\nbreak.py", "\nbefore.py", 'quo"te.py', "ta\tb.py", "é/ü.py"],
)
def test_a_file_keeps_its_name_however_odd(repository: Repository, name: str) -> None:
    repository.commit("Odd", files=(name,))

    assert read_history(repository.path)[0].files == (name,)


def test_the_old_and_the_new_name_of_a_moved_file_are_read(repository: Repository) -> None:
    repository.commit("Write", files=("old.py",), time="2026-07-14T12:00:00Z")
    repository.git("mv", "old.py", "new.py")
    repository.commit("Move", time="2026-07-14T12:01:00Z")

    assert read_history(repository.path)[1].files == ("new.py", "old.py")


@pytest.mark.parametrize("message", ["", "🎉 Party", "%H %x00 %n", "diff --git a/a b/b"])
def test_a_message_is_read_as_it_is(repository: Repository, message: str) -> None:
    repository.commit(message, files=("a.py",))

    (commit,) = read_history(repository.path)

    assert (commit.message, commit.files) == (message, ("a.py",))


def test_a_merge_is_read_without_files(repository: Repository) -> None:
    repository.commit("First", files=("a.py",), time="2026-07-14T12:00:00Z")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit("Side", files=("b.py",), time="2026-07-14T12:01:00Z")
    repository.git("checkout", "--quiet", "main")
    repository.commit("Main", files=("c.py",), time="2026-07-14T12:02:00Z")
    time = "2026-07-14T12:03:00Z"
    repository.git(
        *("merge", "--quiet", "--no-ff", "-m", "Merge", "side"),
        GIT_AUTHOR_DATE=time,
        GIT_COMMITTER_DATE=time,
    )

    read = {commit.message: commit.files for commit in read_history(repository.path)}

    assert read == {"First": ("a.py",), "Side": ("b.py",), "Main": ("c.py",), "Merge": ()}


def test_a_limit_leaves_the_newest(repository: Repository) -> None:
    for number in range(5):
        repository.commit(str(number), time=f"2026-07-14T12:0{number}:00Z")

    assert [commit.message for commit in read_history(repository.path, limit=2)] == ["3", "4"]


def test_since_leaves_out_what_was_committed_before(repository: Repository) -> None:
    repository.commit("Early", time="2026-07-13T23:59:59Z")
    repository.commit("Late", time="2026-07-14T00:00:01Z")

    found = read_history(repository.path, since=parse_time("2026-07-14"))

    assert [commit.message for commit in found] == ["Late"]


def test_a_long_history_is_read_whole(repository: Repository) -> None:
    names = tuple(f"{number:04}-{'x' * 100}.py" for number in range(1500))
    repository.commit("Many", files=names)

    assert read_history(repository.path)[0].files == names


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        ("nothing", "is no folder; name one with a git repository in it"),
        ("folder", "not a git repository"),
        ("repository", "does not have any commits yet"),
    ],
)
def test_a_path_without_history_is_told_in_one_line(
    tmp_path: Path, make: str, complaint: str
) -> None:
    path = tmp_path / "here"
    if make == "folder":
        path.mkdir()
    if make == "repository":
        Repository.made_in(path)

    with pytest.raises(BadRequest) as caught:
        read_history(path)

    assert complaint in caught.value.message
    assert "\n" not in caught.value.message


def test_a_machine_without_git_is_told_so(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(BadRequest, match="replay needs git"):
        read_history(repository.path)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/srv/hello", "hello"),
        ("/srv/hello.git", "hello"),
        ("/srv/hello/.git", "hello"),
        ("/", "repository"),
    ],
)
def test_a_repository_is_called_like_its_folder(path: str, name: str) -> None:
    assert repository_name(Path(path)) == name


def test_shifting_moves_all_commits_together() -> None:
    first, second, undated = shift([made(0), made(90), made(None)], NOON)

    assert (first.time, second.time, undated.time) == (NOON - timedelta(minutes=90), NOON, None)


def test_shifting_commits_without_times_changes_nothing() -> None:
    assert shift([made(None)], NOON) == [made(None)]


def test_neighbours_of_one_author_close_together_are_one_push() -> None:
    commits = [made(0), made(30), made(30, "OCTO@example.org")]

    assert as_pushes(commits) == [tuple(commits)]


@pytest.mark.parametrize(
    "other",
    [made(31), made(1, "carla@example.org"), made(None)],
    ids=["later", "author", "undated"],
)
def test_what_does_not_belong_together_is_pushed_apart(other: PushedCommit) -> None:
    assert as_pushes([made(0), other]) == [(made(0),), (other,)]


def test_a_push_has_few_commits() -> None:
    commits = [made(number) for number in range(MOST_COMMITS + 1)]

    assert [len(push) for push in as_pushes(commits)] == [MOST_COMMITS, 1]
