"""`manage.py doctor` names what is wrong, and what to do about it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from time import time
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from july import deferred, stores
from july.config import Client, settings
from july.contest.actions import create_game
from july.embedded.datastore.indexes import parse_indexes
from july.management.commands import doctor as command
from july.management.demo import ORGANIZER, PASSWORD
from july.management.doctor import Finding, Level, engines, examine, machine
from july.people.actions import Profile, save_person
from july.plugins.loading import Plugins
from july.projects.actions import save_hook
from july.testing.site import NOON, Site
from tests.api.test_hooks import deliver
from tests.plugins.packages import importing_anew, write_plugin
from tests.ports import free_port

NOTHING_ASKED = "http://127.0.0.1:9"


@pytest.fixture
def look(site: Site, tmp_path: Path) -> Callable[..., list[Finding]]:
    """What is found of one subject, where the settings are changed as is said."""

    def look(subject: str, **changed: Any) -> list[Finding]:
        chosen = replace(settings(), **{"base_url": NOTHING_ASKED, **changed})
        return [each for each in examine(chosen) if each.subject == subject]

    return look


@contextmanager
def answering(status: int, **headers: str) -> Iterator[str]:
    """A server on this machine that answers so; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def run(site: Site, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Runs the command on a site that is reached from this machine only; gives what it prints."""
    own = replace(settings(), base_url=NOTHING_ASKED)
    monkeypatch.setattr(command, "settings", lambda: own)

    def run(*options: str) -> str:
        told = StringIO()
        call_command("doctor", *options, stdout=told)
        return told.getvalue()

    return run


def only(findings: list[Finding]) -> tuple[Level, str]:
    (finding,) = findings
    assert finding.level is Level.FINE or finding.remedy
    return finding.level, finding.told


def test_a_sound_site_is_told_line_by_line(run: Callable[..., str]) -> None:
    told = run()
    assert "fine   database   embedded answers; games: 1" in told
    assert "fine   game       Julython 2026 runs until 2026-07-31" in told


def test_programs_get_an_object_a_line(run: Callable[..., str]) -> None:
    lines = [json.loads(line) for line in run("--json").splitlines()]
    assert {"subject": "plugins", "level": "fine", "told": "there are none", "remedy": ""} in lines


def test_anything_wrong_ends_the_command_with_an_error(
    run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "VERY_LOW", 1 << 60)
    with pytest.raises(CommandError, match="wrong: 1"):
        run()


def test_a_look_that_fails_keeps_nobody_from_the_rest(
    look: Callable[..., list[Finding]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_path: Path) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(engines, "load_indexes", fails)
    assert only(look("indexes")) == (Level.WRONG, "OSError: the disk is gone")
    assert only(look("game"))[0] is Level.FINE


def test_an_index_that_is_missing_is_named(
    look: Callable[..., list[Finding]], monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = parse_indexes("indexes: [{kind: Commit, properties: [{name: a}, {name: b}]}]")
    monkeypatch.setattr(engines, "load_indexes", lambda _path: needed)
    level, told = only(look("indexes"))
    assert level is Level.WRONG
    assert told.startswith("1 of 1 are missing or not built yet: - kind: Commit")


def test_a_task_that_nobody_carries_out_is_told(
    look: Callable[..., list[Finding]], monkeypatch: pytest.MonkeyPatch
) -> None:
    deferred.defer("contest.sweep")
    assert only(look("queue")) == (Level.FINE, "1 tasks wait, none is late")
    monkeypatch.setattr(stores.stores().tasks, "_clock", lambda: time() + 7200)
    level, told = only(look("queue"))
    assert level is Level.WRONG
    assert told.startswith("a task has been due for 2:00:0")


def test_mail_that_goes_nowhere_is_worth_a_look(look: Callable[..., list[Finding]]) -> None:
    assert only(look("mail"))[0] is Level.WORTH_A_LOOK


def test_a_redis_that_is_away_is_wrong(look: Callable[..., list[Finding]]) -> None:
    level, told = only(look("redis", redis_url=f"redis://127.0.0.1:{free_port()}"))
    assert level is Level.WRONG
    assert told.startswith("it does not answer")


@pytest.mark.parametrize(("status", "level"), [(200, Level.FINE), (502, Level.WORTH_A_LOOK)])
def test_the_address_that_people_are_told_is_tried(
    look: Callable[..., list[Finding]], status: int, level: Level
) -> None:
    with answering(status) as url:
        assert only(look("address", base_url=url))[0] is level


@pytest.mark.parametrize(("hours", "level"), [(0, Level.FINE), (1, Level.WRONG), (-1, Level.WRONG)])
def test_the_clock_is_compared_with_that_of_a_git_host(
    look: Callable[..., list[Finding]], hours: int, level: Level
) -> None:
    theirs = format_datetime(NOON + timedelta(hours=hours), usegmt=True)
    with answering(404, Date=theirs) as url:
        found = look("clock", clients=(Client("github", "july", "secret", url),))
    assert only(found)[0] is level


def test_a_plugin_that_failed_is_named_with_its_cause(
    look: Callable[..., list[Finding]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with importing_anew():
        write_plugin(tmp_path, "broken", "raise RuntimeError('no such luck')\n")
        found = Plugins(shipped={})
        found.discover(tmp_path)
    monkeypatch.setattr(machine, "all_plugins", lambda: list(found))
    assert only(look("plugins")) == (
        Level.WRONG,
        "broken failed in import: RuntimeError: no such luck",
    )


def test_what_tries_july_out_must_not_stand_open_on_a_public_site(
    look: Callable[..., list[Finding]],
) -> None:
    save_person(ORGANIZER, Profile(password=PASSWORD, organizer=True), [])
    open_site = look("secrets", base_url="http://july.invalid", open_hooks=True, debug=True)
    assert len(open_site) == 4
    assert {finding.level for finding in open_site} == {Level.WRONG}
    assert only(look("secrets", base_url="http://127.0.0.1:8000"))[0] is Level.FINE


def test_a_key_that_others_may_read_is_wrong(
    look: Callable[..., list[Finding]], tmp_path: Path
) -> None:
    (tmp_path / "secret_key").write_text("k" * 40)
    (tmp_path / "secret_key").chmod(0o644)
    assert only(look("secrets", data=tmp_path))[0] is Level.WRONG
    (tmp_path / "secret_key").chmod(0o600)
    assert only(look("secrets", data=tmp_path))[0] is Level.FINE


def test_between_games_the_next_is_told(site: Site, look: Callable[..., list[Finding]]) -> None:
    with site.later(days=60):
        assert only(look("game"))[0] is Level.WORTH_A_LOOK
        create_game(site.game("january", date(2027, 1, 1), date(2027, 1, 31)))
        assert only(look("game")) == (Level.FINE, "none runs; the next begins on 2027-01-01")


def test_a_hook_that_fell_silent_is_named(
    site: Site, octo: str, look: Callable[..., list[Finding]]
) -> None:
    hook = save_hook(octo, "push")
    deliver(site, hook, site.body(site.commit()))
    assert only(look("hooks")) == (Level.FINE, "1 bring deliveries")
    with site.later(days=16):
        level, told = only(look("hooks"))
    assert level is Level.WORTH_A_LOOK
    assert told.startswith("1 of 1 hooks are silent or refused")
