"""Taking a delivery once more, from here."""

from datetime import date

import pytest
from google.api_core.exceptions import ServiceUnavailable

from july.contest import receiving
from july.contest.actions import create_game
from july.contest.games import Game
from july.people.actions import Profile, save_person
from july.people.tokens import create_token
from july.projects.actions import delete_hook, save_hook
from july.projects.models import Delivery, Hook
from july.projects.tasks import forget_deliveries
from july.testing.site import Site
from july.web import attempts
from tests.api.test_hooks import deliver


@pytest.fixture
def hook(site: Site, octo: str) -> Hook:
    return save_hook(octo, "push")


@pytest.fixture
def headers(octo: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {create_token(octo)}"}


def again(id: str) -> str:
    return f"/api/v1/deliveries/{id}/redelivery"


def test_what_counted_counts_no_second_time(
    site: Site, hook: Hook, headers: dict[str, str]
) -> None:
    first = deliver(site, hook, site.body(site.commit(), site.commit())).json
    answer = site.api.post(again(first["delivery"]), headers=headers, status=200)
    assert [each["verdict"] for each in answer.json["commits"]] == ["duplicate", "duplicate"]
    assert [row["points"] for row in site.board("people")] == [12]
    kept = site.api.get(f"/api/v1/deliveries/{answer.json['delivery']}", headers=headers).json
    assert (kept["again"], kept["signature"]) == (first["delivery"], "right")


def test_what_was_outside_of_every_game_counts_once_there_is_one(
    site: Site, hook: Hook, headers: dict[str, str]
) -> None:
    in_march = site.commit(timestamp="2026-03-03T12:00:00+00:00")
    first = deliver(site, hook, site.body(in_march), status=200).json
    assert first["commits"][0]["verdict"] == "outside"
    create_march()
    answer = site.api.post(again(first["delivery"]), headers=headers, status=201)
    assert answer.json["commits"][0]["points"] == 11


def create_march() -> None:
    create_game(Game("march-2026", "March", date(2026, 3, 1), date(2026, 3, 31)))


def test_a_push_that_failed_here_is_completed(
    site: Site, hook: Hook, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(receiving, "record", _away)
        deliver(site, hook, site.body(site.commit()), status=503)
    (failed,) = Delivery.query()
    site.api.post(again(failed.key.id()), headers=headers, status=201)
    assert [row["points"] for row in site.board("people")] == [11]


def _away(*_: object) -> None:
    raise ServiceUnavailable("away")  # type: ignore[no-untyped-call]


def test_a_delivery_that_was_not_signed_right_is_never_taken(
    site: Site, hook: Hook, headers: dict[str, str]
) -> None:
    forged = Hook(key=hook.key, secret="guessed")
    deliver(site, forged, site.body(site.commit()), status=401)
    (refused,) = Delivery.query()
    answer = site.api.post(again(refused.key.id()), headers=headers, status=409)
    assert "not kept" in answer.json["error"]["message"]
    assert site.board("projects") == []


def test_of_a_private_repository_there_is_nothing_to_take(
    site: Site, hook: Hook, headers: dict[str, str]
) -> None:
    body = site.body(site.commit())
    body["repository"]["private"] = True
    first = deliver(site, hook, body).json
    site.api.post(again(first["delivery"]), headers=headers, status=409)


def test_a_body_is_there_for_a_week(site: Site, hook: Hook, headers: dict[str, str]) -> None:
    first = deliver(site, hook, site.body(site.commit())).json
    with site.later(days=8):
        forget_deliveries()
    answer = site.api.post(again(first["delivery"]), headers=headers, status=409)
    assert answer.json["error"]["code"] == "conflict"


def test_nothing_is_taken_through_a_hook_that_was_removed(
    site: Site, hook: Hook, headers: dict[str, str]
) -> None:
    first = deliver(site, hook, site.body(site.commit())).json
    delete_hook(hook)
    site.api.post(again(first["delivery"]), headers=headers, status=404)


def test_only_the_owner_may(site: Site, hook: Hook, mallory: str, ada: str) -> None:
    first = deliver(site, hook, site.body(site.commit())).json
    save_person(ada, Profile(organizer=True))
    for name in (mallory, ada):
        headers = {"Authorization": f"Bearer {create_token(name)}"}
        site.api.post(again(first["delivery"]), headers=headers, status=404)
    site.api.post(again(first["delivery"]), status=401)


def test_a_token_for_something_else_does_not_do(site: Site, hook: Hook, octo: str) -> None:
    first = deliver(site, hook, site.body(site.commit())).json
    headers = {"Authorization": f"Bearer {create_token(octo, scopes=['streams'])}"}
    answer = site.api.post(again(first["delivery"]), headers=headers, status=403)
    assert "'deliveries'" in answer.json["error"]["message"]


def test_nobody_has_deliveries_taken_without_end(
    site: Site, hook: Hook, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "MOST_REPEATED", 1)
    first = deliver(site, hook, site.body(site.commit())).json
    site.api.post(again(first["delivery"]), headers=headers, status=200)
    site.api.post(again(first["delivery"]), headers=headers, status=429)


def test_a_ping_and_its_event_stay_what_they_were(site: Site, octo: str) -> None:
    hook = save_hook(octo, "github")
    delivery = Delivery(id="d", hook=hook.id, owner=octo, host="github", received=1, body=b"{}")
    delivery.headers = {"x-github-event": "ping", "content-type": "application/json"}
    assert receiving.redeliver(delivery).body["message"] == "pong"
