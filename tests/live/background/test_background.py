"""Work beside requests: begun with the server, ended with it."""

import logging
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from threading import Event, current_thread

import pytest

from july.errors import Unavailable
from july.live import background
from july.live.background import Caller, DaemonTask, GenericCaller, life, stopped
from tests.bus.listening import eventually


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No server runs, and nobody else wants anything of it."""
    monkeypatch.setattr(life, "startup", life.Calls())
    monkeypatch.setattr(life, "shutdown", life.Calls())
    background.stop()
    yield
    background.stop()


def test_low_priorities_come_first_and_equals_in_their_order() -> None:
    called: list[str] = []
    background.on_startup(lambda: called.append("late"), priority=60)
    background.on_startup(lambda: called.append("usual"))

    @background.on_startup
    def decorated() -> None:
        called.append("decorated")

    @background.on_startup(priority=40)
    def early() -> None:
        called.append("early")

    background.start()
    assert called == ["early", "usual", "decorated", "late"]
    decorated()
    assert called[-1] == "decorated"


def test_shutdown_has_its_own_order_and_comes_once() -> None:
    called: list[str] = []
    background.on_shutdown(lambda: called.append("last"), 51)
    background.on_shutdown(lambda: called.append("first"))
    background.stop()
    assert called == []
    background.start()
    background.start()
    background.stop()
    background.stop()
    assert called == ["first", "last"]


def test_a_function_that_raises_costs_the_others_nothing(caplog: pytest.LogCaptureFixture) -> None:
    called: list[str] = []

    @background.on_startup
    def broken() -> None:
        raise RuntimeError("no")

    background.on_startup(lambda: called.append("other"))
    background.start()
    assert called == ["other"]
    assert "broken failed" in caplog.text


def test_stopped_tells_whether_a_server_runs() -> None:
    assert stopped.is_set()
    background.start()
    assert not stopped.is_set()
    background.stop()
    assert stopped.is_set()


def runs(task: DaemonTask) -> bool:
    return task.running


def test_a_task_runs_at_once_and_then_every_interval() -> None:
    calls: list[float] = []
    task = DaemonTask(lambda: calls.append(time.monotonic()), interval=0.05)
    assert not runs(task)
    background.start()
    assert runs(task)
    eventually(lambda: len(calls) >= 3)
    background.stop()
    assert not runs(task)
    count = len(calls)
    time.sleep(0.12)
    assert len(calls) == count
    assert all(later - earlier >= 0.045 for earlier, later in pairwise(calls))


def test_a_task_that_raises_is_logged_and_called_again(caplog: pytest.LogCaptureFixture) -> None:
    calls: list[int] = []

    def fail() -> None:
        calls.append(1)
        raise RuntimeError("no")

    DaemonTask(fail, interval=0.01)
    with caplog.at_level(logging.ERROR):
        background.start()
        eventually(lambda: len(calls) >= 2)
        background.stop()
    assert "fail failed in the background" in caplog.text


def test_several_threads_call_one_function() -> None:
    names: set[int] = set()
    DaemonTask(lambda: names.add(current_thread().ident or 0), interval=0.01, threads=3)
    background.start()
    eventually(lambda: len(names) == 3)


def test_a_task_made_while_the_server_runs_begins_at_once() -> None:
    background.start()
    called = Event()
    DaemonTask(called.set, interval=60)
    assert called.wait(5)


def test_a_task_begins_again_with_the_next_server_unless_withdrawn() -> None:
    kept: list[int] = []
    withdrawn: list[int] = []
    DaemonTask(lambda: kept.append(1), interval=60)
    gone = DaemonTask(lambda: withdrawn.append(1), interval=60)
    background.start()
    eventually(lambda: len(kept) == len(withdrawn) == 1)
    gone.withdraw()
    background.stop()
    background.start()
    eventually(lambda: len(kept) == 2)
    assert len(withdrawn) == 1


def test_a_long_interval_does_not_hold_the_stop_up() -> None:
    called = Event()
    DaemonTask(called.set, interval=3600)
    background.start()
    assert called.wait(5)
    began = time.monotonic()
    background.stop()
    assert time.monotonic() - began < 5


def test_a_call_that_does_not_end_is_left_with_a_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("july.live.background.tasks.PATIENCE_SECONDS", 0.05)
    begun, end = Event(), Event()

    def hang() -> None:
        begun.set()
        end.wait(10)

    DaemonTask(hang, interval=60)
    background.start()
    assert begun.wait(5)
    background.stop()
    end.set()
    assert "hang still runs" in caplog.text


@pytest.mark.parametrize(("interval", "threads"), [(-1, 1), (1, 0)])
def test_a_task_that_can_not_be_is_refused(interval: float, threads: int) -> None:
    with pytest.raises(ValueError, match="none to work by"):
        DaemonTask(print, interval, threads)


def test_a_caller_calls_its_function_with_what_it_is_given() -> None:
    calls: list[tuple[int, str]] = []
    caller = Caller(lambda number, name="": calls.append((number, name)))
    caller.defer(1, name="before")
    background.start()
    caller.defer(2)
    eventually(lambda: calls == [(1, "before"), (2, "")])
    assert caller.running


def test_a_generic_caller_calls_whatever_it_is_given(caplog: pytest.LogCaptureFixture) -> None:
    calls: list[str] = []
    caller = GenericCaller()
    background.start()
    caller.defer(calls.append, "first")
    caller.defer(int, "no number")
    caller.defer(calls.append, "second")
    eventually(lambda: calls == ["first", "second"])
    assert "no number" in caplog.text


def test_what_is_delayed_comes_when_it_is_due() -> None:
    calls: list[str] = []
    caller = GenericCaller()
    background.start()
    caller.delayed(0.1, calls.append, "later")
    caller.delayed(0.05, calls.append, "soon")
    caller.defer(calls.append, "now")
    eventually(lambda: len(calls) == 3)
    assert calls == ["now", "soon", "later"]


def test_too_many_calls_are_refused() -> None:
    caller = Caller(print, most=2)
    caller.defer()
    caller.defer()
    with pytest.raises(Unavailable, match="2 calls wait"):
        caller.defer()


@pytest.mark.parametrize("make", [GenericCaller, lambda: Caller(print)])
def test_an_idle_caller_does_not_hold_the_stop_up(
    make: Callable[[], GenericCaller | Caller[...]],
) -> None:
    caller = make()
    background.start()
    time.sleep(0.02)
    began = time.monotonic()
    background.stop()
    assert time.monotonic() - began < 5
    assert not caller.running
