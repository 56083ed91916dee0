"""Handshakes, who is believed, presence, private event streams."""

import json
from base64 import b64decode

import pytest
from webtest import TestApp

from july import config, main
from july.errors import Unauthorized
from july.lib.tokens import make_token
from july.live import presence
from july.live.private import create_channel, read_token, renew
from july.live.services import login_required
from july.live.wsgi import question_purpose
from july.people.actions import Profile, save_person
from july.people.tokens import create_token
from july.testing.site import Site
from tests.channel.conftest import Line
from tests.registering import Register


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> presence.Presence:
    """Nobody is watching yet."""
    own = presence.Presence(presence.LocalRegister(), grace=0)
    monkeypatch.setattr("july.channel.presence.presence", lambda: own)
    monkeypatch.setattr("july.live.services.own.watchers.presence", lambda: own)
    return own


# The handshake


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://testserver"},
        {"Origin": "http://localhost:80", "Host": "localhost:80"},
        {"Origin": "http://127.0.0.1:8000", "Host": "127.0.0.1:8000"},
    ],
)
def test_a_page_of_this_site_may_open(outside: TestApp, headers: dict[str, str]) -> None:
    answer = outside.get("/ws", headers=headers).json
    assert (answer["viewer"], answer["scope"]) == ("", "")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example.org"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver:81"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://[bad", "Host": "[bad"},
        {"Origin": "http://localhost:81", "Host": "localhost:80"},
        {"Origin": "http://evil.example.org", "Host": "evil.example.org"},
    ],
)
def test_a_page_of_another_site_may_not(outside: TestApp, headers: dict[str, str]) -> None:
    error = outside.get("/ws", headers=headers, status=403).json["error"]
    assert error["code"] == "forbidden"


def test_a_site_that_is_listed_may_open(outside: TestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = "http://elsewhere.example.org, https://other.example.org:81"
    monkeypatch.setenv("JULY_ORIGINS", listed)
    config.settings.cache_clear()
    outside.get("/ws", headers={"Origin": "https://other.example.org:81"}, status=200)
    outside.get("/ws", headers={"Origin": "http://elsewhere.example.org"}, status=200)
    outside.get("/ws", headers={"Origin": "http://other.example.org:81"}, status=403)
    monkeypatch.undo()
    config.settings.cache_clear()


def cookie_of(name: str, password: str) -> str:
    pages = TestApp(main.app)
    form = pages.get("/account/sign-in/").forms["sign-in"]
    form["name"], form["password"] = name, password
    form.submit(status=302)
    return str(pages.cookies["july_session"])


def test_a_session_of_the_pages_tells_who_it_is(outside: TestApp, octo: str) -> None:
    cookie = cookie_of("octo", "tentacles-8").strip('"')
    answer = outside.get("/ws", headers={"Cookie": f'july_session="{cookie}"'}).json
    assert (answer["viewer"], answer["scope"]) == ("octo", "octo")


def test_a_context_holds_nothing_that_could_be_used_elsewhere(outside: TestApp, octo: str) -> None:
    cookie = cookie_of("octo", "tentacles-8").strip('"')
    token = create_token("octo")
    for headers in ({"Cookie": f'july_session="{cookie}"'}, {"Authorization": f"Bearer {token}"}):
        context = outside.get("/ws", headers=headers).json["context"]
        content = b64decode(context.partition(":")[0] + "==", altchars=b"-_").decode()
        assert cookie not in content
        assert cookie.partition(":")[0] not in content
        assert token not in content


def test_another_password_ends_the_session_of_open_connections(
    outside: TestApp, inside: TestApp, octo: str, register: Register
) -> None:
    register("test", mine=login_required(lambda: "yours"))
    cookie = cookie_of("octo", "tentacles-8").strip('"')
    context = outside.get("/ws", headers={"Cookie": f'july_session="{cookie}"'}).json["context"]
    line = Line(inside, context)
    assert line.send({"method": "test.mine", "callback": 1}) == [{"callback": 1, "data": "yours"}]
    save_person("octo", Profile(password="other-tentacles"))
    (told,) = line.send({"method": "test.mine", "callback": 1})
    assert "sign in" in told["error"]


def test_a_forged_session_is_a_strangers(outside: TestApp, octo: str) -> None:
    cookie = cookie_of("octo", "tentacles-8").strip('"')[:-1] + "_"
    assert outside.get("/ws", headers={"Cookie": f"july_session={cookie}"}).json["viewer"] == ""


def test_a_token_that_is_nobodys_is_refused(outside: TestApp) -> None:
    headers = {"Authorization": "Bearer july_wrong"}
    assert outside.get("/ws", headers=headers, status=401).json["error"]["code"] == "unauthorized"


# Who is believed


QUESTIONS = ["/ws", "/ws/again", "/_ah/channel/connected/", "/_ah/channel/disconnected/"]


@pytest.mark.parametrize("path", QUESTIONS)
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Bearer 99999999999.ab", "Basic eA=="]
)
def test_strangers_may_not_ask_what_switchboards_ask(
    outside: TestApp, path: str, header: str
) -> None:
    headers = {"Authorization": header}
    error = outside.post(path, b"{}", headers=headers, status=403).json["error"]
    assert error["code"] == "forbidden"


def test_a_switchboard_elsewhere_is_believed_by_its_signature(outside: TestApp) -> None:
    body = json.dumps({"frame": '{"method":"sideboard.poll","callback":1}'}).encode()
    token = make_token(config.settings().secret_key, question_purpose("/ws", body))
    headers = {"Authorization": f"Bearer {token}"}
    answer = outside.post("/ws", body, headers=headers).json
    assert answer["send"] == ['{"callback":1,"data":"pong"}']
    outside.post("/ws", body + b" ", headers=headers, status=403)
    outside.post("/ws/again", body, headers=headers, status=403)


@pytest.mark.parametrize(
    "question",
    ["[]", "x", "{}", '{"frame":1}', '{"frame":"{}","context":"x"}', '{"frame":"{}","held":[1]}',
     '{"frame":"{}","subscriptions":"many"}', '{"frame":"{}","context":{}}'],
)  # fmt: skip
def test_a_question_that_can_not_be_is_a_bad_request(inside: TestApp, question: str) -> None:
    assert inside.post("/ws", question, status=400).json["error"]["code"] == "bad_request"


@pytest.mark.parametrize("question", ["{}", '{"method":1}', '{"method":"a.b","scope":1}'])
def test_a_bad_question_for_news_is_a_bad_request(inside: TestApp, question: str) -> None:
    inside.post("/ws/again", question, status=400)


def test_a_body_is_bounded(inside: TestApp) -> None:
    assert inside.post("/ws", b" " * 1_000_001, status=413).json["error"]["code"] == "too_large"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_other_verbs_are_refused(outside: TestApp, method: str) -> None:
    response = outside.request("/ws/again", method=method, status=405)
    assert response.headers["Allow"] == "OPTIONS, POST"


# Presence


def test_connections_are_counted(line: Line, counted: presence.Presence) -> None:
    line.app.post("/_ah/channel/connected/", "from=a&from=b")
    line.app.post("/_ah/channel/connected/", "from=a")
    assert line.send({"method": "presence.count", "callback": 1}) == [{"callback": 1, "data": 2}]
    line.app.post("/_ah/channel/disconnected/", "from=a&from=unknown")
    assert line.send({"method": "presence.count", "callback": 1}) == [{"callback": 1, "data": 1}]


@pytest.mark.parametrize("body", ["", "from=", "who=a", "from=" + "a" * 201, "é"])
def test_a_callback_without_an_id_is_refused(
    inside: TestApp, counted: presence.Presence, body: str
) -> None:
    inside.post("/_ah/channel/connected/", body.encode(), status=400)
    assert counted.count() == 0


# Private channels


def test_a_fresh_token_can_be_had_for_one_that_lasts(site: Site) -> None:
    token = create_channel("page-7")
    with site.later(hours=1, minutes=59):
        fresh = renew(token)
    with site.later(hours=3):
        assert read_token(fresh).client_id == "page-7"
        with pytest.raises(Unauthorized, match="expired"):
            renew(token)


def test_a_token_is_not_renewed_for_ever(site: Site) -> None:
    token = create_channel("page-7")
    for hour in range(1, 25):
        with site.later(hours=hour):
            token = renew(token)
    with site.later(hours=25), pytest.raises(Unauthorized, match="another day"):
        renew(token)


def test_an_event_stream_opens_a_private_channel_by_its_token(outside: TestApp) -> None:
    headers = {"Authorization": f"Bearer {create_channel('page-7')}"}
    assert outside.get("/events", headers=headers).headers["Grip-Channel"] == "client:page-7"
    both = outside.get("/events?channel=commits", headers=headers)
    assert both.headers["Grip-Channel"] == "client:page-7, commits"


def test_an_event_stream_does_not_open_it_otherwise(outside: TestApp, octo: str) -> None:
    outside.get("/events?channel=client:page-7", status=400)
    headers = {"Authorization": f"Bearer {create_token('octo')}"}
    outside.get("/events", headers=headers, status=401)
