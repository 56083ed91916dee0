"""Calls: arguments, channels, notices, who calls, what is kept."""

from collections.abc import Iterable
from queue import Queue
from threading import Event as Signal
from typing import Any

import pytest
from google.api_core.exceptions import ServiceUnavailable

from july import bus, config
from july.bus import Event
from july.errors import BadField, NotFound, Unauthorized
from july.live.services import (
    Answer,
    Caller,
    NoSuchMethod,
    Reach,
    WrongArguments,
    call_locally,
    current_call,
    locally_subscribes,
    login_required,
    notifies,
    notify,
    prepare,
    relays,
    services,
    subscribes,
)
from july.people.models import Person
from tests.registering import Register


def ask(method: str, params: object = None, caller: Caller = Caller()) -> Answer:  # noqa: B008
    return prepare(method, params, caller).run()


def three(one: int, two: int = 2, *, end: str = "") -> list[object]:
    return [one, two, end]


# Arguments


@pytest.mark.parametrize(
    ("params", "answer"),
    [
        ([1], '[1,2,""]'),
        ([1, 3], '[1,3,""]'),
        ({"one": 1, "end": "!"}, '[1,2,"!"]'),
        (7, '[7,2,""]'),
        ("text", '["text",2,""]'),
        (False, '[false,2,""]'),
    ],
)
def test_params_become_arguments(register: Register, params: object, answer: str) -> None:
    register("test", three=three)
    assert ask("test.three", params).data == answer


@pytest.mark.parametrize("params", [None, [], {}])
def test_nothing_is_no_arguments(register: Register, params: object) -> None:
    register("test", nothing=lambda: "called")
    assert ask("test.nothing", params).data == '"called"'


@pytest.mark.parametrize("params", [None, [], [1, 2, 3], {"four": 4}, {"one": 1, "": 2}])
def test_wrong_arguments_are_refused_before_the_call(register: Register, params: object) -> None:
    register("test", three=three)
    with pytest.raises(WrongArguments, match="wrong params"):
        ask("test.three", params)


def test_a_type_error_inside_the_function_is_not_one_of_its_arguments(register: Register) -> None:
    register("test", fail=lambda: len(3))  # type: ignore[arg-type]
    error = ask("test.fail").error
    assert error is not None
    assert error.code == "unexpected"


# Errors


def test_an_error_raised_on_purpose_is_told(register: Register) -> None:
    def fail() -> None:
        raise NotFound("there is no tree", field="tree")

    register("test", fail=fail)
    error = ask("test.fail").error
    assert error is not None
    assert (error.code, error.message, error.field) == ("not_found", "there is no tree", "tree")


def test_any_other_error_is_logged_and_told_without_details(
    register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("secret detail")

    register("test", fail=fail)
    error = ask("test.fail").error
    assert error is not None
    assert error.message == "unexpected error"
    assert "secret detail" in caplog.text


def test_with_debug_on_the_traceback_is_told(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    register("test", fail=lambda: 1 / 0)
    monkeypatch.setenv("JULY_DEBUG", "1")
    config.settings.cache_clear()
    try:
        error = ask("test.fail").error
    finally:
        monkeypatch.undo()
        config.settings.cache_clear()
    assert error is not None
    assert "ZeroDivisionError" in error.message


def test_an_engine_that_does_not_answer_is_told_as_such(register: Register) -> None:
    def fail() -> None:
        raise ServiceUnavailable("grpc detail")  # type: ignore[no-untyped-call]

    register("test", fail=fail)
    error = ask("test.fail").error
    assert error is not None
    assert error.code == "unavailable"
    assert "grpc" not in error.message


def test_an_answer_that_json_does_not_have_is_an_unexpected_error(register: Register) -> None:
    register("test", odd=object)
    register("odd", odd=lambda: object())  # noqa: PLW0108 - a class can't be a service
    with pytest.raises(NoSuchMethod):
        ask("test.odd")
    error = ask("odd.odd").error
    assert error is not None
    assert error.code == "unexpected"


# Channels


def test_channels_are_names_or_follow_from_the_arguments(register: Register) -> None:
    def both(kind: str, slug: str) -> Iterable[str]:
        return (f"{kind}:{slug}", kind)

    @subscribes("all", lambda slug: f"slug:{slug}", both, lambda **given: str(len(given)))
    def find(slug: str, kind: str = "team") -> None: ...

    register("test", find=find)
    prepared = prepare("test.find", {"slug": "a"}, Caller())
    assert prepared.channels == ("all", "slug:a", "team:a", "team", "2")
    assert not prepared.service.marks.relays


def test_a_choice_of_channels_may_refuse_an_argument(register: Register) -> None:
    def choose(slug: object) -> str:
        raise BadField("slug must be a text", field="slug")

    register("test", find=subscribes(choose)(lambda slug: slug))
    with pytest.raises(BadField):
        prepare("test.find", [3], Caller())


def test_a_service_that_relays_says_so(register: Register) -> None:
    register("test", watch=relays(lambda key: key)(lambda key: None))
    prepared = prepare("test.watch", ["ecg"], Caller())
    assert prepared.service.marks.relays
    assert prepared.channels == ("ecg",)


# Notices


def triggers(events: list[Event]) -> list[tuple[tuple[str, ...], bytes]]:
    return [(event.channels, event.data) for event in events if event.name == "notify"]


def test_a_function_that_notifies_does_so_under_its_name(heard: list[Event]) -> None:
    @notifies("greeting", lambda name: f"person:{name}")
    def set_name(name: str) -> str:
        return name

    assert set_name("ada") == "ada"
    assert triggers(heard) == [(("greeting", "person:ada"), b'{"trigger":"set_name"}')]


def test_it_notifies_even_if_it_raises(heard: list[Event]) -> None:
    @notifies("greeting")
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert triggers(heard) == [(("greeting",), b'{"trigger":"fail"}')]


def test_within_a_call_it_is_told_when_the_call_has_ended(
    register: Register, heard: list[Event]
) -> None:
    @notifies("greeting")
    def set_name() -> None: ...

    register("test", set_name=set_name)
    answer = ask("test.set_name")
    assert [notice.as_json() for notice in answer.notices] == [
        {"channels": ("greeting",), "trigger": "set_name"}
    ]
    assert heard == []


def test_notify_is_told_at_once_or_when_the_call_has_ended(
    register: Register, heard: list[Event]
) -> None:
    def work() -> None:
        notify("now")
        notify(["later", "too"], delay=True)

    register("test", work=work)
    answer = ask("test.work")
    assert triggers(heard) == [(("now",), b'{"trigger":"manual"}')]
    assert [notice.channels for notice in answer.notices] == [("later", "too")]


def test_a_delayed_notice_outside_of_a_call_is_not_told(heard: list[Event]) -> None:
    notify("later", delay=True)
    assert heard == []


def test_marks_come_through_decorators_in_any_order(register: Register) -> None:
    @login_required
    @notifies("told")
    @subscribes("heard")
    def both() -> None: ...

    register("test", both=both)
    marks = services.find("test.both").marks
    assert (marks.channels, marks.needs_login) == (("heard",), True)


def test_a_function_of_this_process_hears_its_channel() -> None:
    called = Signal()

    @locally_subscribes("test.local")
    def hear() -> None:
        called.set()

    stop = call_locally()
    try:
        bus.notices.notify(["test.local"])
        assert called.wait(5)
    finally:
        stop()


def test_what_a_function_hears_while_it_waits_makes_one_call() -> None:
    begun, go_on, seen = Signal(), Signal(), Queue[int]()

    @locally_subscribes("test.busy")
    def hear() -> None:
        seen.put(1)
        begun.set()
        go_on.wait(5)

    stop = call_locally()
    try:
        bus.notices.notify(["test.busy"])
        assert begun.wait(5)
        for _ in range(1_000):
            bus.notices.notify(["test.busy"])
        go_on.set()
        assert [seen.get(timeout=5) for _ in range(2)] == [1, 1]
    finally:
        stop()
    assert seen.empty()


# Who calls


def somebody() -> Person:
    return Person(id="ada", title="Ada")


def test_a_service_for_members_refuses_strangers(register: Register) -> None:
    register("test", mine=login_required(lambda: current_call().user.name))  # type: ignore[union-attr]
    with pytest.raises(Unauthorized, match="sign in"):
        ask("test.mine")


def test_a_service_for_members_knows_who_calls(register: Register, context: None) -> None:
    register("test", mine=login_required(lambda: current_call().user.name))  # type: ignore[union-attr]
    answer = ask("test.mine", None, Caller(somebody))
    assert (answer.data, answer.reach) == ('"ada"', Reach.PERSON)


def test_local_code_may_call_what_is_for_members(register: Register) -> None:
    register("test", mine=login_required(lambda: "yours"))
    assert services.test.mine() == "yours"


def test_an_answer_that_asked_for_nobody_holds_for_everybody(register: Register) -> None:
    register("test", plain=lambda: 1)
    assert ask("test.plain", None, Caller(somebody)).reach is Reach.EVERYBODY


def test_a_service_keeps_data_with_a_subscription(register: Register) -> None:
    def count() -> int:
        data = current_call().client_data
        data["calls"] = data.get("calls", 0) + 1
        return int(data["calls"])

    register("test", count=count)
    first = ask("test.count")
    second = ask("test.count", None, Caller(client_data=first.kept))
    assert (first.data, second.data, second.kept) == ("1", "2", {"calls": 2})
    assert (second.reach, first.kept) == (Reach.SUBSCRIPTION, {"calls": 1})


def test_a_service_knows_the_client_id(register: Register) -> None:
    register("test", client=lambda: current_call().client)
    assert ask("test.client", None, Caller(client="client-1")).data == '"client-1"'


def test_outside_of_a_call_nobody_calls() -> None:
    call: Any = current_call()
    assert (call.user, call.client, call.client_data) == (None, None, {})


def test_a_call_within_a_call_is_the_same_call(register: Register) -> None:
    register("inner", client=lambda: current_call().client)
    register("outer", client=services.inner.client)
    assert ask("outer.client", None, Caller(client=1)).data == "1"


def test_answers_and_errors_have_digests_of_their_own(register: Register) -> None:
    def fail() -> None:
        raise NotFound("None")

    register("test", one=lambda: 1, other=lambda: 2, none=lambda: None, fail=fail)
    digests = {ask(f"test.{name}").digest for name in ("one", "other", "none", "fail")}
    assert len(digests) == 4
    assert ask("test.one").digest in digests
