"""Who speaks on a connection, and for whom an answer holds."""

import json
from collections.abc import Callable

from july.live.services import current_call, login_required, subscribes
from july.people.actions import Profile, save_person
from july.people.tokens import create_token
from july.testing.site import Site
from tests.channel.conftest import Line
from tests.registering import Register


def whoami() -> Callable[[], str]:
    """A service that tells who calls; marks stay with a function, so every test has its own."""

    def tell() -> str:
        user = current_call().user
        return user.name if user else "nobody"

    return tell


def signed_in(site: Site, line: Line) -> Line:
    save_person("octo", Profile())
    token = create_token("octo")
    answer = line.app.get("/ws", headers={"Authorization": f"Bearer {token}"}).json
    assert (answer["viewer"], answer["scope"]) == ("octo", "octo")
    return Line(line.app, answer["context"])


def test_strangers_may_not_call_what_is_for_members(line: Line, register: Register) -> None:
    register("test", mine=login_required(subscribes("mine")(whoami())))
    (told,) = line.send({"method": "test.mine", "client": "a"})
    assert "sign in" in told["error"]
    assert line.held == {}


def test_an_answer_for_one_person_has_a_scope_of_its_own(
    site: Site, line: Line, register: Register
) -> None:
    register("test", mine=subscribes("mine")(whoami()))
    octo = signed_in(site, line)
    octo.send({"method": "test.mine", "client": "a"})
    line.send({"method": "test.mine", "client": "a"})
    assert octo.held["a", None]["scope"].startswith("person:octo ")
    assert line.held["a", None]["scope"] == ""
    assert octo.again("a")["data"] == '"octo"'
    assert line.again("a")["data"] == '"nobody"'


def test_an_answer_for_everybody_is_worked_out_for_nobody(
    site: Site, line: Line, register: Register
) -> None:
    register("test", who=subscribes("mine")(lambda: 1))
    octo = signed_in(site, line)
    octo.send({"method": "test.who", "client": "a"})
    assert octo.held["a", None]["scope"] == ""


def test_two_ways_of_signing_in_share_no_answer(site: Site, line: Line, register: Register) -> None:
    register("test", mine=subscribes("mine")(whoami()))
    lines = [signed_in(site, line) for _ in range(2)]
    for each in lines:
        each.send({"method": "test.mine", "client": "a"})
    scopes = [each.held["a", None]["scope"] for each in lines]
    assert scopes[0] != scopes[1]
    lines[1].held["a", None]["scope"] = scopes[0]
    assert "sign in again" in lines[1].again("a")["error"]
    assert lines[0].again("a")["data"] == '"octo"'


def test_whoever_was_disabled_gets_no_more_news(site: Site, line: Line, register: Register) -> None:
    register("test", mine=login_required(subscribes("mine")(whoami())))
    octo = signed_in(site, line)
    octo.send({"method": "test.mine", "client": "a"})
    person = save_person("octo", Profile())
    person.disabled = True
    person.put()
    assert "sign in" in octo.again("a")["error"]


def test_what_a_service_keeps_comes_back_with_its_subscription(
    line: Line, register: Register
) -> None:
    def count() -> object:
        call = current_call()
        call.client_data["calls"] = call.client_data.get("calls", 0) + 1
        return [call.client, call.client_data["calls"]]

    register("test", count=subscribes("count")(count))
    line.send({"method": "test.count", "client": "a"})
    line.send({"method": "test.count", "client": "b"})
    assert line.held["a", None]["scope"] != line.held["b", None]["scope"]
    news = line.again("a")
    assert json.loads(news["data"]) == ["a", 2]
    line.held["a", None]["kept"] = news["kept"]
    assert json.loads(line.again("a")["data"]) == ["a", 3]
    assert json.loads(line.again("b")["data"]) == ["b", 2]
