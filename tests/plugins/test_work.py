"""What plugins' code takes, and that it is seen while it takes it."""

import gc
import threading
import time
from importlib import import_module
from pathlib import Path

import pytest

from july import deferred, plugins
from july.errors import NotFound, Unavailable
from july.plugins import Plugin, work
from july.plugins.loading import Plugins
from july.plugins.plugin import Found
from tests.plugins.packages import write_plugin


@pytest.fixture
def haiku() -> Plugin:
    return Plugin(Found("haiku", "haiku"))


@pytest.fixture
def ragnarok() -> Plugin:
    return Plugin(Found("ragnarok", "ragnarok"))


def eventually(text: str, caplog: pytest.LogCaptureFixture) -> None:
    deadline = time.monotonic() + 30
    while text not in caplog.text:
        assert time.monotonic() < deadline, caplog.text
        time.sleep(0.01)


def test_each_sort_of_work_is_counted_by_itself(haiku: Plugin) -> None:
    for what in ("page /haiku/", "page /haiku/", "task haiku.count"):
        with haiku.at_work(what):
            pass
    assert {what: each.calls for what, each in haiku.spent.items()} == {
        "page /haiku/": 2,
        "task haiku.count": 1,
    }


def test_time_counts_for_the_innermost_only(haiku: Plugin, ragnarok: Plugin) -> None:
    with haiku.at_work("page"), ragnarok.at_work("service"):
        time.sleep(0.05)
    assert ragnarok.spent["service"].seconds >= 0.05
    assert haiku.spent["page"].seconds < ragnarok.spent["service"].seconds


def test_what_an_inner_plugin_raises_is_told_of_that_one(haiku: Plugin, ragnarok: Plugin) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        haiku.at_work("page"),
        ragnarok.at_work("service"),
    ):
        raise ZeroDivisionError
    assert ragnarok.faults == ["service: ZeroDivisionError"]
    assert haiku.faults == []


@pytest.mark.parametrize("error", [NotFound("no"), Unavailable("the engines are away")])
def test_refusals_and_engines_that_are_away_are_no_failures(
    haiku: Plugin, error: Exception
) -> None:
    with pytest.raises(type(error)), haiku.at_work("page"):
        raise error
    assert haiku.failures == haiku.spent["page"].failures == 0


def test_a_plugin_can_not_end_the_process(haiku: Plugin) -> None:
    with pytest.raises(RuntimeError, match="haiku wanted to end"), haiku.at_work("page"):
        raise SystemExit(3)
    assert haiku.faults == ["page: SystemExit: 3"]


def test_a_strict_process_gets_the_error_itself(haiku: Plugin) -> None:
    haiku.strict = True
    with pytest.raises(ZeroDivisionError), haiku.at_work("page"):
        raise ZeroDivisionError


def test_a_blocked_call_is_seen_while_it_blocks_and_told_with_where(
    haiku: Plugin, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(work, "LOOK_SECONDS", 0.02)
    going_on = threading.Event()

    def block() -> None:
        with haiku.at_work("service haiku.newest") as call:
            call.patience = 0.05
            going_on.wait(30)

    thread = threading.Thread(target=block)
    thread.start()
    try:
        eventually("the plugin haiku has been at work for 0 s on service haiku.newest", caplog)
        assert "going_on.wait(30)" in caplog.text
        (call,) = work.running("haiku")
        assert call.what == "service haiku.newest"
        assert call.age >= 0.05
    finally:
        going_on.set()
        thread.join()
    assert work.running("haiku") == []


def test_a_call_that_makes_the_process_larger_is_told_by_name(
    haiku: Plugin, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(work, "MUCH_BYTES", 20 * 2**20)
    gc.collect()
    with haiku.at_work("page"):
        much = bytearray(work.peak_memory() + 64 * 2**20)
    assert haiku.spent["page"].grown >= 20 * 2**20
    assert "the plugin haiku made the process" in caplog.text
    assert much


def test_nobody_looks_when_nothing_has_run_for_a_while(
    haiku: Plugin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "LOOK_SECONDS", 0.01)
    watch = work._Watch()
    monkeypatch.setattr(work, "_watch", watch)
    with haiku.at_work("page"):
        pass
    thread = watch._thread
    assert thread is not None
    thread.join(30)
    assert not thread.is_alive()
    with haiku.at_work("page"):
        assert watch._thread is not thread


TASKS = """
from july.deferred import task

@task("haiku.count")
def count(*words):
    if not words:
        raise ZeroDivisionError
"""


def test_tasks_are_known_by_the_module_in_which_they_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("july.deferred.registry._functions", {})
    write_plugin(folder, "haiku", "@hookimpl\ndef tasks(): return ['haiku.tasks']", tasks=TASKS)
    found = Plugins(shipped={})
    found.discover(folder)
    monkeypatch.setattr(import_module("july.plugins.opened"), "_opened", found)
    plugins.collect("tasks", import_module)
    deferred.run("haiku.count", ["frog"])
    with pytest.raises(ZeroDivisionError):
        deferred.run("haiku.count", [])
    spent = plugins.find_plugin("haiku").spent["task haiku.count"]
    assert (spent.calls, spent.failures) == (2, 1)
    assert plugins.owner_of("july.contest.tasks") is None
