import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from google.api_core.exceptions import Aborted, InvalidArgument
from google.cloud import ndb
from google.cloud.datastore_v1.types import (
    BeginTransactionRequest,
    CommitRequest,
    LookupRequest,
    RollbackRequest,
)

from july.embedded.datastore import transactions as transactions_module
from tests.embedded.datastore.conftest import EngineClient, OpenEngine


class Counter(ndb.Model):
    count = ndb.IntegerProperty(default=0)
    group = ndb.StringProperty()


def counter(name: str) -> Any:
    return ndb.Key(Counter, name).get()


def in_threads(client: EngineClient, works: list[Callable[[], Any]]) -> list[Any]:
    """What the works give, each run in a thread with a context of its own."""

    def run(work: Callable[[], Any]) -> Any:
        with client.plain_context():
            return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def elsewhere(client: EngineClient, work: Callable[[], Any]) -> Any:
    """What the work gives, run in another thread meanwhile."""
    return in_threads(client, [work])[0]


def attempts(work: Callable[[int], Any]) -> Callable[[], Any]:
    """Tells the work how often it was tried."""
    tried = 0

    def attempt() -> Any:
        nonlocal tried
        tried += 1
        return work(tried)

    return attempt


@pytest.fixture(autouse=True)
def short_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("google.cloud.ndb._retry._DEFAULT_INITIAL_DELAY", 0.001)


def test_a_transaction_reads_and_writes(context: EngineClient) -> None:
    Counter(id="one").put()

    def add() -> int:
        found = counter("one")
        found.count += 1
        found.put()
        return int(found.count)

    assert ndb.transaction(add) == 1
    assert counter("one").count == 1


def test_an_exception_rolls_back(context: EngineClient) -> None:
    def fail() -> None:
        Counter(id="one").put()
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        ndb.transaction(fail)
    assert counter("one") is None


def test_a_new_entity_gets_an_id_inside_a_transaction(context: EngineClient) -> None:
    key = ndb.transaction(lambda: Counter(count=3).put())
    assert key.id() > 0
    assert key.get().count == 3


def test_a_lost_update_is_prevented(context: EngineClient) -> None:
    Counter(id="one").put()

    def add(attempt: int) -> None:
        found = counter("one")
        if attempt == 1:
            elsewhere(context, Counter(id="one", count=10).put)
        found.count += 1
        found.put()

    ndb.transaction(attempts(add))
    assert counter("one").count == 11


def test_what_was_missing_and_came_is_a_conflict(context: EngineClient) -> None:
    def create(attempt: int) -> None:
        if counter("one") is None:
            if attempt == 1:
                elsewhere(context, Counter(id="one", count=10).put)
            Counter(id="one", count=1).put()

    ndb.transaction(attempts(create))
    assert counter("one").count == 10


def test_what_was_deleted_and_made_again_is_a_conflict(context: EngineClient) -> None:
    key = Counter(id="one").put()

    def add(attempt: int) -> None:
        found = counter("one")
        if attempt == 1:
            elsewhere(context, key.delete)
            elsewhere(context, Counter(id="one", count=10).put)
        found.count += 1
        found.put()

    ndb.transaction(attempts(add))
    assert counter("one").count == 11


def test_write_skew_is_prevented(context: EngineClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("july.embedded.datastore.gate.LONGEST_TURN", 0.05)
    ndb.put_multi([Counter(id="one", count=1), Counter(id="two", count=1)])

    def take(mine: str) -> Callable[[int], None]:
        def work(attempt: int) -> None:
            if counter("one").count + counter("two").count > 1:
                if attempt == 1 and mine == "one":
                    elsewhere(context, lambda: ndb.transaction(attempts(take("two"))))
                Counter(id=mine, count=0).put()

        return work

    ndb.transaction(attempts(take("one")))
    assert counter("one").count + counter("two").count == 1


def test_a_phantom_is_a_conflict(context: EngineClient) -> None:
    def create(attempt: int) -> None:
        found = Counter.query(Counter.group == "a").count()
        if attempt == 1:
            elsewhere(context, Counter(group="a").put)
        Counter(id="seen", count=found).put()

    ndb.transaction(attempts(create))
    assert counter("seen").count == 1


def test_a_phantom_of_a_new_kind_is_a_conflict(context: EngineClient) -> None:
    class Late(ndb.Model):
        pass

    def create(attempt: int) -> None:
        found = Late.query().count()
        if attempt == 1:
            elsewhere(context, Late(id=1).put)
        Counter(id="seen", count=found).put()

    ndb.transaction(attempts(create))
    assert counter("seen").count == 1


def test_changes_of_other_kinds_are_no_conflict(context: EngineClient) -> None:
    class Other(ndb.Model):
        pass

    tried = []

    def create(attempt: int) -> None:
        Counter.query().fetch()
        tried.append(attempt)
        elsewhere(context, Other().put)
        Counter(id="one").put()

    ndb.transaction(attempts(create))
    assert tried == [1]


def test_a_transaction_sees_one_snapshot(context: EngineClient) -> None:
    ndb.put_multi([Counter(id="one"), Counter(id="two")])

    def read() -> tuple[int, int, int]:
        first = counter("one").count
        elsewhere(context, lambda: ndb.put_multi([Counter(id="two", count=9), Counter(count=9)]))
        return first, counter("two").count, Counter.query(Counter.count == 9).count()

    assert ndb.transaction(read, read_only=True) == (0, 0, 0)


def test_a_query_in_a_transaction_does_not_see_its_own_writes(context: EngineClient) -> None:
    def work() -> int:
        Counter(id="one", group="a").put()
        return int(Counter.query(Counter.group == "a").count())

    assert ndb.transaction(work) == 0


def test_a_read_only_transaction_waits_for_nobody(context: EngineClient) -> None:
    Counter(id="one").put()

    def work() -> Any:
        def read() -> Any:
            return ndb.transaction(lambda: counter("one"), read_only=True)

        begun = time.monotonic()
        elsewhere(context, read)
        return time.monotonic() - begun

    assert ndb.transaction(work) < 0.5


def test_an_independent_transaction_inside_another_does_not_wait(context: EngineClient) -> None:
    independent = ndb.TransactionOptions.INDEPENDENT

    def work() -> None:
        ndb.transaction(Counter(id="inner").put, propagation=independent)
        Counter(id="outer").put()

    begun = time.monotonic()
    ndb.transaction(work)
    assert time.monotonic() - begun < 0.5
    assert counter("inner")
    assert counter("outer")


def test_eight_threads_on_one_counter_lose_nothing_and_never_fail(client: EngineClient) -> None:
    tried = []

    def add() -> None:
        tried.append(1)
        found = counter("one") or Counter(id="one")
        found.count += 1
        found.put()

    def work() -> None:
        for _ in range(20):
            ndb.transaction(add, retries=0)

    in_threads(client, [work] * 8)
    with client.plain_context():
        assert counter("one").count == 160
    assert len(tried) == 160


def test_a_transaction_over_a_second_loses_the_gate_and_its_commit(
    client: EngineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("july.embedded.datastore.gate.LONGEST_TURN", 0.05)
    reading, written = threading.Event(), threading.Event()

    def slow() -> None:
        found = counter("one")
        reading.set()
        assert written.wait(5)
        found.count += 1
        found.put()

    def quick() -> None:
        assert reading.wait(5)
        ndb.transaction(Counter(id="one", count=10).put)
        written.set()

    def run_slow() -> str:
        try:
            ndb.transaction(slow, retries=0)
        except Aborted:
            return "aborted"
        return "committed"

    with client.plain_context():
        Counter(id="one").put()
    assert in_threads(client, [run_slow, quick])[0] == "aborted"


def test_threads_that_commit_share_fsyncs(
    client: EngineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = os.fdatasync
    flushes = 0

    def slow_flush(descriptor: int) -> None:
        nonlocal flushes
        flushes += 1
        time.sleep(0.005)
        flush(descriptor)

    def work() -> None:
        for _ in range(10):
            ndb.transaction(Counter(count=1).put)

    with client.plain_context():
        Counter().put()
    monkeypatch.setattr(os, "fdatasync", slow_flush)
    in_threads(client, [work] * 8)
    assert flushes < 60


def test_an_abandoned_transaction_is_forgotten(
    context: EngineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = BeginTransactionRequest(project_id="july")
    old = context.stub.begin_transaction(begin).transaction
    monkeypatch.setattr(transactions_module, "LIFETIME", 0.0)
    context.stub.begin_transaction(begin)
    commit = CommitRequest(
        project_id="july", mode=CommitRequest.Mode.TRANSACTIONAL, transaction=old
    )
    with pytest.raises(InvalidArgument, match="unknown"):
        context.stub.commit(commit)


def test_an_ended_transaction_can_be_rolled_back_but_not_read(context: EngineClient) -> None:
    begin = BeginTransactionRequest(project_id="july")
    number = context.stub.begin_transaction(begin).transaction
    context.stub.rollback(RollbackRequest(project_id="july", transaction=number))
    context.stub.rollback(RollbackRequest(project_id="july", transaction=number))
    read = LookupRequest(
        project_id="july",
        keys=[ndb.Key(Counter, "one")._key.to_protobuf()],
        read_options={"transaction": number},
    )
    with pytest.raises(InvalidArgument, match="unknown"):
        context.stub.lookup(read)


def test_a_read_begins_a_transaction_when_asked(context: EngineClient) -> None:
    key = Counter(id="one").put()
    read = LookupRequest(
        project_id="july",
        keys=[key._key.to_protobuf()],
        read_options={"new_transaction": {"read_write": {}}},
    )
    number = context.stub.lookup(read).transaction
    elsewhere(context, Counter(id="one", count=5).put)
    commit = CommitRequest(
        project_id="july",
        mode=CommitRequest.Mode.TRANSACTIONAL,
        transaction=number,
        mutations=[{"delete": key._key.to_protobuf()}],
    )
    with pytest.raises(Aborted):
        context.stub.commit(commit)


def test_a_read_only_transaction_cannot_write(context: EngineClient) -> None:
    with pytest.raises(InvalidArgument, match="read-only"):
        ndb.transaction(Counter(id="one").put, read_only=True, retries=0)


def test_clearing_makes_transactions_fail(open_engine: OpenEngine) -> None:
    client = open_engine()
    with client.plain_context():
        Counter(id="one").put()

        def work() -> None:
            found = counter("one")
            client.engine.clear()
            found.put()

        with pytest.raises(Aborted):
            ndb.transaction(work, retries=0)
        assert counter("one") is None
