import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from july.embedded.datastore import gate as gate_module
from july.embedded.datastore.gate import Gate


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    gate = Gate(tmp_path / "july.sqlite")
    yield gate
    gate.close()


@pytest.fixture
def short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "LONGEST_TURN", 0.05)


def in_thread(gate: Gate, turn: bytes) -> threading.Thread:
    thread = threading.Thread(target=gate.enter, args=(turn,))
    thread.start()
    return thread


def waits(gate: Gate, number: int) -> None:
    while len(gate._waiting) < number:
        time.sleep(0.001)


def test_one_transaction_at_a_time_passes(gate: Gate) -> None:
    gate.enter(b"first")
    second = in_thread(gate, b"second")
    second.join(0.02)
    assert second.is_alive()
    gate.leave(b"first")
    second.join(2)
    assert not second.is_alive()


def test_first_come_first_served(gate: Gate) -> None:
    passed: list[int] = []

    def go(number: int) -> None:
        gate.enter(b"%d" % number)
        passed.append(number)
        gate.leave(b"%d" % number)

    gate.enter(b"holder")
    with ThreadPoolExecutor(5) as pool:
        for number in range(5):
            pool.submit(go, number)
            waits(gate, number + 1)
        gate.leave(b"holder")
    assert passed == [0, 1, 2, 3, 4]


def test_a_thread_does_not_wait_for_itself(gate: Gate) -> None:
    begun = time.monotonic()
    gate.enter(b"outer")
    gate.enter(b"inner")
    assert time.monotonic() - begun < 0.5


def test_a_transaction_that_follows_the_holder_passes(gate: Gate) -> None:
    gate.enter(b"failed")
    next_one = threading.Thread(target=gate.enter, args=(b"again", b"failed"))
    next_one.start()
    next_one.join(2)
    assert not next_one.is_alive()


@pytest.mark.usefixtures("short_turns")
def test_a_turn_that_lasts_too_long_ends_by_itself(gate: Gate) -> None:
    gate.enter(b"sleeping")
    second = in_thread(gate, b"second")
    second.join(2)
    assert not second.is_alive()


@pytest.mark.usefixtures("short_turns")
def test_who_lost_the_turn_does_not_end_that_of_another(gate: Gate) -> None:
    gate.enter(b"sleeping")
    in_thread(gate, b"second").join(2)
    gate.leave(b"sleeping")
    assert gate._holder == b"second"


def test_waiting_ends_after_a_while(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "LONGEST_WAIT", 0.05)
    gate.enter(b"holder")
    second = in_thread(gate, b"second")
    second.join(2)
    assert not second.is_alive()
    gate.leave(b"second")
    assert gate._holder == b"holder"


def test_leaving_twice_is_harmless(gate: Gate) -> None:
    gate.enter(b"one")
    gate.leave(b"one")
    gate.leave(b"one")
    gate.enter(b"two")
    assert gate._holder == b"two"
