import json
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from july.errors import Unavailable
from july.hosts import HOSTS
from july.hosts.values import Push
from july.lib import clock
from july.lib.times import parse_time
from july.management import replay
from july.management.commands.replay import Command
from tests.management.receiver import Receiver, Repository, receiving

SECRET = "whatever createhook printed"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Three commits: two close together, one an hour later by somebody else."""
    repository = Repository.made_in(tmp_path / "hello")
    repository.commit("One", files=("a.py",), time="2026-07-14T12:00:00+02:00")
    repository.commit("Two", files=("b c.rs",), time="2026-07-14T12:10:00+02:00")
    repository.commit("Three", time="2026-07-14T13:10:00+02:00", email="carla@example.org")
    return repository


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "FIRST_PAUSE", 0.001)


def run(capsys: pytest.CaptureFixture[str], path: Path, *options: str) -> dict[str, Any]:
    """The totals that the command prints last."""
    call_command(Command(), str(path), *options)
    totals: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return totals


def refusal(capsys: pytest.CaptureFixture[str], path: Path, *options: str) -> str:
    """What the command ends with when it fails: one line."""
    with pytest.raises(CommandError) as caught:
        call_command(Command(), str(path), *options)
    capsys.readouterr()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_history_arrives_as_pushes_in_order(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    totals = run(capsys, repository.path, "--site", receiver.url)

    messages = [
        [commit["message"] for commit in received.push["commits"]] for received in receiver.received
    ]
    assert messages == [["One", "Two"], ["Three"]]
    assert totals == {"pushes": 2, "commits": 3, "failed": 0, "verdicts": {"counted": 3}}


def test_what_arrives_is_a_push_as_july_reads_it(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, repository.path, "--site", receiver.url)

    received = receiver.received[0]
    push = HOSTS["push"].parse(received.headers, received.body)

    assert isinstance(push, Push)
    assert push.repository.name == "hello"
    assert push.commits[1].files == ("b c.rs",)
    assert push.commits[1].time == parse_time("2026-07-14T12:10:00+02:00")
    assert push.commits[1].author.email == "octo@example.org"


def test_pushes_to_a_hook_are_signed_with_its_secret(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, repository.path, "--site", receiver.url, "--hook", "abc", "--secret", SECRET)

    for received in receiver.received:
        assert received.path == "/api/v1/push/abc"
        assert HOSTS["push"].verify(received.headers, received.body, SECRET)
        assert not HOSTS["push"].verify(received.headers, received.body, "another secret")


def test_pushes_to_the_open_endpoint_are_not_signed(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, repository.path, "--site", f"{receiver.url}/")

    assert receiver.received[0].path == "/api/v1/push"
    assert "x-july-signature" not in receiver.received[0].headers


def test_a_limit_replays_the_newest_commits(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, repository.path, "--site", receiver.url, "--limit", "2")

    assert [commit["message"] for commit in receiver.commits()] == ["Two", "Three"]


def test_since_replays_what_was_committed_from_then_on(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, repository.path, "--site", receiver.url, "--since", "2026-07-14 13:00 +0200")

    assert [commit["message"] for commit in receiver.commits()] == ["Three"]


def test_shifting_ends_the_history_now(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    now = parse_time("2031-01-02T03:04:05Z")
    assert now is not None

    with clock.freeze(now):
        run(capsys, repository.path, "--site", receiver.url, "--shift")

    times = [parse_time(commit["timestamp"]) for commit in receiver.commits()]
    assert times == [now - timedelta(minutes=70), now - timedelta(minutes=60), now]


def test_speed_plays_the_pauses_between_pushes(
    receiver: Receiver,
    repository: Repository,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)

    run(capsys, repository.path, "--site", receiver.url, "--speed", "60")

    assert pauses == [60.0]


def test_a_site_that_is_busy_gets_the_same_push_again(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.answer_error(503, "busy")
    receiver.answer_error(500, "oh dear")

    totals = run(capsys, repository.path, "--site", receiver.url)

    bodies = [received.body for received in receiver.received]
    assert bodies[0] == bodies[1] == bodies[2]
    assert totals["failed"] == 0


def test_a_site_that_names_a_time_is_left_alone_until_then(receiver: Receiver) -> None:
    pauses: list[float] = []
    receiver.answer(503, {}, Retry_After="5")
    receiver.answer(201, {"commits": []})

    replay.Endpoint(receiver.url, pause=pauses.append).deliver(b"{}")

    assert pauses == [5.0]


def test_no_two_pauses_between_tries_are_the_same(receiver: Receiver) -> None:
    pauses: list[float] = []
    for _ in range(replay.TRIES):
        receiver.answer_error(500, "oh dear")

    with pytest.raises(Unavailable):
        replay.Endpoint(receiver.url, pause=pauses.append).deliver(b"{}")

    assert len(set(pauses)) == replay.TRIES - 1


def test_a_push_that_is_refused_fails_the_command_but_not_the_rest(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.answer_error(400, "commits[0].id is missing")

    with pytest.raises(CommandError, match="1 pushes were not taken"):
        call_command(Command(), str(repository.path), "--site", receiver.url)

    told = capsys.readouterr()
    assert "commits[0].id is missing" in told.err
    assert json.loads(told.out) == {
        "pushes": 1,
        "commits": 1,
        "failed": 1,
        "verdicts": {"counted": 1},
    }


def test_totals_are_printed_when_the_site_goes_away(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.answer(201, {"commits": [{"verdict": "orphan"}]})
    for _ in range(replay.TRIES):
        receiver.answer_error(502, "nobody behind the proxy")

    with pytest.raises(CommandError, match=r"answers 502 \(nobody behind the proxy\)"):
        call_command(Command(), str(repository.path), "--site", receiver.url)

    totals = json.loads(capsys.readouterr().out)
    assert totals == {"pushes": 1, "commits": 1, "failed": 1, "verdicts": {"orphan": 1}}


def test_a_site_that_is_not_running_is_told_so(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    told = refusal(capsys, repository.path, "--site", f"http://127.0.0.1:{port}")

    assert "Connection refused" in told
    assert "start the site" in told


def test_a_refused_signature_says_which_secret_to_give(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.answer_error(401, "not signed with this hook's secret")
    options = ("--site", receiver.url, "--hook", "abc", "--secret", "wrong")

    told = refusal(capsys, repository.path, *options)

    assert "--secret must be what `manage.py createhook` printed" in told
    assert len(receiver.received) == 1


def test_a_closed_endpoint_says_how_to_get_a_hook(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.answer_error(401, "signed deliveries only")

    told = refusal(capsys, repository.path, "--site", receiver.url)

    assert "createhook --owner NAME --host push" in told
    assert "JULY_OPEN_HOOKS=1" in told


def test_an_unknown_hook_stops_at_once(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.answer_error(404, "there is no such hook")

    told = refusal(
        capsys, repository.path, "--site", receiver.url, "--hook", "gone", "--secret", SECRET
    )

    assert told.endswith("(there is no such hook); compare --site and --hook")


def test_a_redirect_is_not_followed(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.answer(301, Location="https://july.example.org/api/v1/push")

    told = refusal(capsys, repository.path, "--site", receiver.url)

    assert "redirects to https://july.example.org/api/v1/push" in told


@pytest.mark.parametrize("body", ["fine", [], {"commits": 3}, {"commits": [{}]}])
def test_another_kind_of_site_is_recognised(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str], body: object
) -> None:
    receiver.answer(200, body)

    assert "is no site of July" in refusal(capsys, repository.path, "--site", receiver.url)


def test_something_else_than_july_that_takes_no_posts_stops_at_once(
    receiver: Receiver, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.answer(405, "no")

    assert "answers 405" in refusal(capsys, repository.path, "--site", receiver.url)
    assert len(receiver.received) == 1


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--site", "july.example.org"), "is no address of a site"),
        (("--hook", "abc"), "--hook and --secret go together"),
        (("--secret", "abc"), "--hook and --secret go together"),
        (("--limit", "0"), "'0' is no number from 1 on"),
        (("--speed", "-1"), "'-1' is no number from 0 on"),
        (("--speed", "nan"), "'nan' is no number from 0 on"),
        (("--since", "yesterday"), "'yesterday' is no day; write it like 2026-07-01"),
        (("--host", "github"), "invalid choice: 'github'"),
    ],
)
def test_options_that_can_not_be_are_refused(
    repository: Repository,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, str],
    complaint: str,
) -> None:
    assert complaint in refusal(capsys, repository.path, "=".join(options))


def test_a_folder_without_a_repository_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "not a git repository" in refusal(capsys, tmp_path)
