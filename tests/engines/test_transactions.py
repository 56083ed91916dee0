"""Transactions are serialisable: each saw what was there when it was committed."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pytest
from google.api_core.exceptions import Aborted
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from tests.engines.arrangements import Arrangement
from tests.engines.examples import examples
from tests.engines.model import answer
from tests.engines.questions import KEY, Condition, Order, Question, Where, below
from tests.engines.store import Change, Store, refusal
from tests.engines.values import Path, Properties

State: TypeAlias = dict[Path, Properties]

ROOM = Path(("Room", 1))
PATHS = [Path(("Thing", number)) for number in (1, 2)] + [
    Path((*ROOM.parts, "Thing", number)) for number in (1, 2)
]
CONDITIONS: list[Condition | None] = [
    None,
    below(ROOM),
    Where("n", "=", 1),
    Where("n", ">", 1),
    Where("n", "in", (0, 2)),
    Where(KEY, ">", PATHS[0]),
]
questions = st.builds(
    Question,
    condition=st.sampled_from(CONDITIONS),
    projection=st.sampled_from([(), (KEY,)]),
    limit=st.sampled_from([None, 1]),
)


@dataclass
class Transaction:
    """One under way: what it read, as functions of a state that give what it saw."""

    number: bytes
    read_only: bool
    since: int
    seen: list[tuple[Callable[[State], Any], Any]] = field(default_factory=list)

    def fits(self, state: State) -> bool:
        """Whether it would have seen the same in that state."""
        return all(read(state) == seen for read, seen in self.seen)


class Interleaved(RuleBasedStateMachine):
    """Several transactions side by side, in one thread, on engines that don't lock."""

    store: Store

    @initialize()
    def begin_anew(self) -> None:
        self.store = self.store.in_new_project()
        self.states: list[State] = [{}]
        self.open: list[Transaction] = []

    @property
    def state(self) -> State:
        return self.states[-1]

    @precondition(lambda self: len(self.open) < 3)
    @rule(read_only=st.booleans())
    def begin(self, read_only: bool) -> None:
        number = self.store.begin(read_only=read_only)
        self.open.append(Transaction(number, read_only, len(self.states) - 1))

    @precondition(lambda self: self.open)
    @rule(data=st.data(), path=st.sampled_from(PATHS))
    def lookup(self, data: st.DataObject, path: Path) -> None:
        transaction = data.draw(st.sampled_from(self.open))
        found = self.store.lookup([path], transaction.number)
        seen = found[path].properties if found else None
        transaction.seen.append((lambda state: state.get(path), seen))
        self.check(transaction)

    @precondition(lambda self: self.open)
    @rule(data=st.data(), question=questions)
    def query(self, data: st.DataObject, question: Question) -> None:
        transaction = data.draw(st.sampled_from(self.open))
        seen = self.store.ask(question, transaction=transaction.number)
        transaction.seen.append((lambda state: answer(state, question), seen))
        self.check(transaction)

    @rule(path=st.sampled_from(PATHS), n=st.integers(0, 2))
    def write_beside(self, path: Path, n: int) -> None:
        self.store.put([(path, {"n": n})])
        self.states.append({**self.state, path: {"n": n}})

    @rule(path=st.sampled_from(PATHS))
    def delete_beside(self, path: Path) -> None:
        self.store.delete([path])
        self.states.append({each: n for each, n in self.state.items() if each != path})

    @precondition(lambda self: self.open)
    @rule(data=st.data(), path=st.sampled_from(PATHS), n=st.integers(0, 2))
    def commit(self, data: st.DataObject, path: Path, n: int) -> None:
        transaction = data.draw(st.sampled_from(self.open))
        self.open.remove(transaction)
        changes = [] if transaction.read_only else [Change("upsert", path, (("n", n),))]
        fits = transaction.read_only or transaction.fits(self.state)
        code = refusal(self.store.commit, *changes, transaction=transaction.number)
        assert code in ("OK", "ABORTED")
        assert fits or code == "ABORTED", "it saw what was not there any more"
        if transaction.since == len(self.states) - 1:
            assert code == "OK", "nothing had changed"
        if code == "OK" and changes:
            self.states.append({**self.state, path: {"n": n}})

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def roll_back(self, data: st.DataObject) -> None:
        transaction = data.draw(st.sampled_from(self.open))
        self.open.remove(transaction)
        self.store.rollback(transaction.number)

    @rule()
    def look_at_all(self) -> None:
        found = self.store.lookup(PATHS)
        assert {path: each.properties for path, each in found.items()} == self.state

    def check(self, transaction: Transaction) -> None:
        """All that it saw was there at one moment since it began."""
        assert any(map(transaction.fits, self.states[transaction.since :]))

    def teardown(self) -> None:
        for transaction in getattr(self, "open", []):
            self.store.rollback(transaction.number)


def test_transactions_side_by_side_are_as_if_one_came_after_the_other(
    arrangement: Arrangement,
) -> None:
    if arrangement.name == "google":
        # It locks what a transaction has read: in one thread the second would wait for ever.
        pytest.skip("Google's emulator lets transactions wait for each other")

    class Machine(Interleaved):
        store = Store(arrangement, arrangement.new_project())

    run(Machine, settings=examples(12))


ACCOUNTS = [Path(("Account", number)) for number in range(1, 4)]


def in_transaction(store: Store, work: Callable[[bytes], list[Change]]) -> None:
    """Carry out `work` in a transaction, again while others come in between."""
    for _ in range(50):
        transaction = store.begin()
        try:
            changes = work(transaction)
            store.commit(*changes, transaction=transaction)
        except Aborted:
            refusal(store.rollback, transaction)
        else:
            return
    raise AssertionError("fifty times somebody else was quicker")


def test_money_moved_by_several_at_once_neither_vanishes_nor_appears(store: Store) -> None:
    store.put((path, {"money": 100}) for path in ACCOUNTS)

    def move(turn: int) -> None:
        choice = random.Random(turn)
        giver, taker = choice.sample(ACCOUNTS, 2)

        def work(transaction: bytes) -> list[Change]:
            found = store.lookup([giver, taker], transaction)
            left = found[giver].properties["money"] - turn
            more = found[taker].properties["money"] + turn
            return [
                Change("update", giver, (("money", left),)),
                Change("update", taker, (("money", more),)),
            ]

        in_transaction(store, work)

    # Google's emulator locks, and those who wait in a circle wait for seconds.
    turns, threads = (range(2), 2) if store.arrangement.name == "google" else (range(12), 4)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(move, turns))
    found = store.lookup(ACCOUNTS)
    assert sum(each.properties["money"] for each in found.values()) == 300
    expected = dict.fromkeys(ACCOUNTS, 100)
    for turn in turns:
        giver, taker = random.Random(turn).sample(ACCOUNTS, 2)
        expected[giver] -= turn
        expected[taker] += turn
    assert {path: each.properties["money"] for path, each in found.items()} == expected


def test_only_one_of_many_takes_the_last_seat(store: Store) -> None:
    """A phantom: what others add changes the answer of a query, though no entity that was read."""
    hall = Path(("Hall", 1))
    seats = Question("Seat", below(hall))

    def take(who: int) -> None:
        def work(transaction: bytes) -> list[Change]:
            taken = len(store.ask(seats, transaction=transaction))
            if taken >= 2:
                return []
            return [Change("insert", Path((*hall.parts, "Seat", who)))]

        in_transaction(store, work)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(take, range(1, 7)))
    assert len(store.ask(seats)) == 2


def test_a_read_only_transaction_sees_one_moment(store: Store) -> None:
    store.put((path, {"n": 1}) for path in PATHS)
    transaction = store.begin(read_only=True)
    before = store.lookup(PATHS[:1], transaction)
    store.put((path, {"n": 2}) for path in PATHS)
    assert store.lookup(PATHS[:1], transaction) == before
    assert store.ask(Question(condition=Where("n", "=", 2)), transaction=transaction) == []
    found = store.ask(Question(condition=Where("n", "=", 1)), transaction=transaction)
    assert len(found) == len(PATHS)
    assert refusal(store.commit, Change("delete", PATHS[0]), transaction=transaction) == (
        "INVALID_ARGUMENT"
    )


def test_what_was_rolled_back_has_ended_and_changed_nothing(store: Store) -> None:
    transaction = store.begin()
    store.lookup(PATHS, transaction)
    store.rollback(transaction)
    change = Change("upsert", PATHS[0])
    assert refusal(store.commit, change, transaction=transaction) == "INVALID_ARGUMENT"
    assert refusal(store.lookup, PATHS, transaction) == "INVALID_ARGUMENT"
    assert store.lookup(PATHS) == {}


def test_a_transaction_does_not_see_its_own_changes_before_it_is_committed(store: Store) -> None:
    transaction = store.begin()
    assert store.lookup(PATHS[:1], transaction) == {}
    changes = [Change("insert", PATHS[0]), Change("update", PATHS[0], (("n", 1),))]
    store.commit(*changes, transaction=transaction)
    assert store.ask(Question(orders=(Order("n"),)))[0].path == PATHS[0]
