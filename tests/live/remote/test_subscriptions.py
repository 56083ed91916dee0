"""Answers of services elsewhere that are kept here, and told when they change."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from july.bus import Event
from july.bus.notices import NOTIFY
from july.errors import ConfigurationError
from july.hubs.heard import Listening
from july.hubs.kept import Question, Shelf
from july.live.remote import CallFailed, NotConnected, Subscription, find_host, hosts
from july.live.services import Services
from tests.live.remote.conftest import Configure
from tests.live.remote.test_calls import one_host
from tests.ports import free_port
from tests.site.running import eventually
from tests.whole.serving import Place

pytestmark = pytest.mark.processes

CHANNEL = "remote:numbers.value"


@pytest.fixture
def numbers(elsewhere: Place, configure: Configure) -> Any:
    """The services `numbers.…` of the other site, whose value is 0."""
    configure(one_host(elsewhere.url))
    numbers = Services().numbers
    numbers.put(0)
    return numbers


@pytest.fixture
def value(numbers: Any) -> Iterator[Subscription]:
    """The value there, kept here."""
    kept = Subscription("numbers.value")
    assert kept.answer() == 0
    yield kept
    kept.end()


def notices(heard: list[Event]) -> int:
    """How often the channel was told of something."""
    return sum(event.name == NOTIFY and CHANNEL in event.channels for event in heard)


def test_nothing_is_connected_until_somebody_looks(numbers: Any) -> None:
    hosts.end()
    hosts.begin()
    kept = Subscription("numbers.value")
    assert not find_host("other").connected
    assert kept.answer() == 0
    assert find_host("other").connected


def test_a_new_answer_is_kept_and_told_on_the_channel(
    numbers: Any, value: Subscription, heard: list[Event]
) -> None:
    numbers.put(1)
    eventually(lambda: value.result == 1)
    eventually(lambda: notices(heard) == 1)
    assert value.is_current


def test_the_same_answer_is_not_told_again(
    numbers: Any, value: Subscription, heard: list[Event]
) -> None:
    assert value.refresh() == 0
    numbers.put(0)
    numbers.put(2)
    eventually(lambda: value.result == 2)
    assert notices(heard) == 1


def test_data_of_a_widget_are_stale_when_the_answer_has_changed(
    numbers: Any, value: Subscription
) -> None:
    listening = Listening()
    shelf = Shelf(listening.told)
    question = Question(
        "numbers",
        "numbers",
        channels=lambda: (value.channel,),
        lasts=timedelta(minutes=5),
        work_out=lambda: {"value": value.result},
    )
    assert shelf.ask(question)().data == {"value": 0}
    numbers.put(3)
    eventually(lambda: shelf.ask(question)().data == {"value": 3})
    listening.end()


def test_after_a_restart_of_the_other_site_its_answers_come_again(
    numbers: Any, value: Subscription, elsewhere: Place, heard: list[Event]
) -> None:
    numbers.put(4)
    eventually(lambda: value.result == 4)
    elsewhere.kill()
    eventually(lambda: not value.is_current)
    assert value.result == 4
    seen = value.seen
    assert seen is not None
    assert value.seen == seen
    eventually(lambda: notices(heard) == 2)
    elsewhere.start()
    eventually(lambda: value.is_current)
    assert value.result == 0
    eventually(lambda: notices(heard) == 3)
    numbers.put(5)
    eventually(lambda: value.result == 5)
    assert value.seen is not None
    assert value.seen > seen


def test_an_error_is_told_and_the_last_answer_kept(
    numbers: Any, value: Subscription, heard: list[Event]
) -> None:
    numbers.put("broken")
    eventually(lambda: value.error == "unexpected error")
    assert (value.result, value.is_current) == (0, False)
    numbers.put(6)
    eventually(lambda: value.result == 6)
    assert (value.error, value.is_current) == ("", True)


def test_a_service_that_only_fails_has_no_answer(numbers: Any) -> None:
    kept = Subscription("numbers.fail")
    with pytest.raises(CallFailed, match="unexpected error"):
        kept.answer()
    assert kept.seen is None
    kept.end()


def test_who_has_ended_hears_no_more(numbers: Any, value: Subscription) -> None:
    another = Subscription("numbers.value", tells="another")
    another.answer()
    value.end()
    numbers.put(7)
    eventually(lambda: another.result == 7)
    assert value._result == 0
    assert value.answer() == 0
    eventually(lambda: value.result == 7)
    another.end()


def test_a_subclass_is_called_back(numbers: Any) -> None:
    seen: list[Any] = []

    class Noting(Subscription):
        def callback(self, result: Any) -> None:
            seen.append(result)

    kept = Noting("numbers.value")
    kept.answer()
    numbers.put(8)
    eventually(lambda: seen == [0, 8])
    kept.end()


def test_a_host_that_is_not_there_leaves_no_answer_and_that_is_told(
    configure: Configure, heard: list[Event]
) -> None:
    configure(one_host(f"http://127.0.0.1:{free_port()}", "timeout = 0.2", "failures = 2"))
    kept = Subscription("numbers.value")
    with pytest.raises(NotConnected, match="other has not answered yet"):
        kept.answer()
    assert (kept.result, kept.seen, kept.is_current) == (None, None, False)
    eventually(lambda: find_host("other").is_away)
    eventually(lambda: notices(heard) == 1)
    with pytest.raises(NotConnected):
        kept.answer(patience=60)


def test_a_host_that_is_asked_by_json_rpc_has_no_subscriptions(configure: Configure) -> None:
    configure(one_host("https://other.example.org", "jsonrpc_only = true"))
    with pytest.raises(ConfigurationError, match="by JSON-RPC only"):
        Subscription("numbers.value").begin()


def test_a_service_of_no_host_can_not_be_subscribed_to(configure: Configure) -> None:
    configure(one_host("https://other.example.org"))
    with pytest.raises(ConfigurationError, match="names no host for 'letters'"):
        Subscription("letters.value").begin()


def test_the_end_of_the_server_ends_subscriptions_and_their_threads(value: Subscription) -> None:
    hosts.end()
    eventually(lambda: not [each for each in threading.enumerate() if "july-" in each.name])
    assert (value.result, value.is_current) == (0, False)
    hosts.begin()
    eventually(lambda: value.is_current)
