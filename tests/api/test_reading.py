"""Reading by REST: lists, single things, cursors, errors."""

from typing import Any

import pytest

from july.contest.totals import BOARDS
from july.people.actions import Profile, save_person
from july.people.tokens import create_token
from july.testing.site import Site

LISTS = ["games", "people", "projects", "teams", "locations", "languages", "commits", "live"]


def pages(site: Site, path: str) -> list[dict[str, Any]]:
    """All models of a list, page after page."""
    models: list[dict[str, Any]] = []
    while path:
        answer = site.api.get(path).json
        models += answer["models"]
        path = answer["next"]
    return models


def crowd(site: Site, count: int) -> None:
    """That many people with a commit each."""
    for number in range(count):
        save_person(f"p{number}", Profile(), [f"p{number}@example.org"])
        site.push(site.commit(f"p{number}@example.org"))


@pytest.mark.parametrize("name", [*LISTS, *(f"boards/{kind}" for kind in BOARDS)])
def test_a_list_of_nothing_is_empty(site: Site, name: str) -> None:
    answer = site.api.get(f"/api/v1/{name}").json
    assert answer["next"] is None
    assert answer["models"] == [] or name == "games"


@pytest.mark.parametrize("name", [*LISTS, *(f"boards/{kind}" for kind in BOARDS)])
def test_an_unknown_parameter_is_refused(site: Site, name: str) -> None:
    answer = site.api.get(f"/api/v1/{name}?colour=red", status=400)
    assert answer.json["error"]["field"] == "colour"


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1e2", "٣"])
def test_a_limit_out_of_bounds_is_refused(site: Site, limit: str) -> None:
    answer = site.api.get("/api/v1/people", {"limit": limit}, status=400)
    assert answer.json["error"]["field"] == "limit"


@pytest.mark.parametrize("name", ["people", "boards/people", "commits"])
def test_an_invented_cursor_is_refused(site: Site, name: str) -> None:
    answer = site.api.get(f"/api/v1/{name}?cursor=invented", status=400)
    assert answer.json["error"]["field"] == "cursor"


def test_a_cursor_of_another_list_is_refused(site: Site) -> None:
    crowd(site, 3)
    following = site.api.get("/api/v1/people?limit=2").json["next"]
    cursor = following.partition("cursor=")[2]
    site.api.get(f"/api/v1/commits?limit=2&cursor={cursor}", status=400)


@pytest.mark.parametrize("name", ["people", "boards/people", "commits"])
def test_pages_hold_every_row_once(site: Site, name: str) -> None:
    crowd(site, 7)
    models = pages(site, f"http://testserver/api/v1/{name}?limit=3")
    keys = [str(model.get("slug") or model.get("hash") or model["name"]) for model in models]
    assert len(set(keys)) == len(keys) == 7


def test_ranks_go_on_from_page_to_page(site: Site) -> None:
    crowd(site, 5)
    rows = pages(site, "/api/v1/boards/people?limit=2")
    assert [row["rank"] for row in rows] == [1, 2, 3, 4, 5]


def test_a_row_that_does_not_move_is_neither_skipped_nor_repeated(site: Site) -> None:
    crowd(site, 6)
    first = site.api.get("/api/v1/boards/people?limit=3").json
    last = site.board("people", limit=6)[-1]["slug"]
    site.push(site.commit(f"{last}@example.org"))
    rest = site.api.get(first["next"]).json["models"]
    seen = [row["slug"] for row in first["models"] + rest]
    assert sorted(seen) == [f"p{n}" for n in range(6) if f"p{n}" != last]


def test_a_board_can_be_filtered_by_location_and_team(site: Site, octo: str, mallory: str) -> None:
    site.push(site.commit(), site.commit("mallory@example.org"))
    assert {row["slug"] for row in site.board("people", location="berlin")} == {"octo", "mallory"}
    assert [row["slug"] for row in site.board("people", team="pythons")] == ["octo"]


def test_a_board_can_be_filtered_by_any_language_of_its_people(
    site: Site, octo: str, mallory: str
) -> None:
    site.push(site.commit(files=["a.py", "b.js"]), site.commit("mallory@example.org"))
    site.push(site.commit("mallory@example.org", files=["a.rs"]))
    found = {
        language: [row["slug"] for row in site.board("people", language=language)]
        for language in ("python", "javascript", "rust", "cobol")
    }
    assert found["python"] == ["mallory", "octo"]
    assert (found["javascript"], found["rust"], found["cobol"]) == (["octo"], ["mallory"], [])
    assert site.board("people", language="rust", location="berlin") == site.board(
        "people", language="rust"
    )
    site.drain()
    assert site.differences() == []


def test_a_board_takes_no_filter_that_it_has_not(site: Site) -> None:
    answer = site.api.get("/api/v1/boards/languages?team=pythons", status=400)
    assert answer.json["error"]["field"] == "team"


def test_a_board_of_an_unknown_game_is_not_found(site: Site) -> None:
    answer = site.api.get("/api/v1/boards/people?game=never", status=404)
    assert answer.json["error"]["field"] == "game"


def test_a_person_never_shows_an_email(site: Site, octo: str) -> None:
    site.push(site.commit())
    for path in ("people/octo", "people", "live", "commits", "boards/people"):
        assert "@example.org" not in site.api.get(f"/api/v1/{path}").text


def test_a_person_has_their_totals(site: Site, octo: str) -> None:
    site.push(site.commit())
    person = site.api.get("/api/v1/people/Octo").json
    assert (person["title"], person["location"], person["points"]) == ("Octo Cat", "berlin", 11)


@pytest.mark.parametrize(
    "path",
    [
        "people/x",
        "projects/x",
        "teams/x",
        "locations/x",
        "languages/x",
        "commits/x",
        "games/x",
        "x",
    ],
)
def test_what_is_not_there_is_not_found(site: Site, path: str) -> None:
    assert site.api.get(f"/api/v1/{path}", status=404).json["error"]["code"] == "not_found"


def test_an_old_slug_of_a_project_redirects(site: Site, octo: str) -> None:
    body = site.body(site.commit())
    site.api.post_json("/api/v1/push", body)
    body["repository"]["name"] = "octo/renamed"
    site.api.post_json("/api/v1/push", body | {"commits": [site.commit()]})
    answer = site.api.get("/api/v1/projects/push-octo-hello", status=301)
    assert answer.location == "http://testserver/api/v1/projects/push-octo-renamed"


def test_a_slug_that_is_taken_gets_a_number(site: Site, octo: str) -> None:
    for identity in ("1", "2"):
        body = site.body(site.commit())
        body["repository"]["id"] = identity
        site.api.post_json("/api/v1/push", body)
    slugs = [model["slug"] for model in site.api.get("/api/v1/projects").json["models"]]
    assert slugs == ["push-octo-hello", "push-octo-hello-2"]


def test_a_commit_is_told_as_in_the_feed(site: Site, octo: str) -> None:
    commit = site.commit(message="Say <b>hello</b> " + "x" * 300, url="javascript:alert(1)")
    site.push(commit)
    told = site.api.get(f"/api/v1/commits/{commit['id']}").json
    assert told["message"].startswith("Say <b>hello</b>")
    assert len(told["message"]) == 200
    assert told["url"] == ""
    assert told["person"]["name"] == "octo"
    assert told["languages"] == ["python"]


@pytest.mark.parametrize(
    "channel", ["commits", "game:julython-2026", "person:octo", "project:push-octo-hello"]
)
def test_the_last_messages_of_a_channel(site: Site, octo: str, channel: str) -> None:
    commits = [site.commit(), site.commit()]
    site.push(*commits)
    models = site.api.get("/api/v1/live", {"channel": channel}).json["models"]
    assert [model["hash"] for model in models] == [commits[1]["id"], commits[0]["id"]]


def test_points_a_day_for_a_calendar(site: Site, octo: str) -> None:
    site.push(site.commit(), site.commit(timestamp="2026-07-03T10:00:00Z"))
    days = site.api.get("/api/v1/stats/commits?person=octo").json["days"]
    assert days == [
        {"day": "2026-07-03", "commits": 1, "points": 11},
        {"day": "2026-07-14", "commits": 1, "points": 1},
    ]


def test_points_a_day_for_a_histogram(site: Site, octo: str) -> None:
    site.push(site.commit())
    points = site.api.get("/api/v1/stats/commits/histogram?project=push-octo-hello").json["points"]
    assert (len(points), points[13], sum(points)) == (31, 11, 11)


def test_a_person_changes_their_own_location(site: Site, octo: str) -> None:
    headers = {"Authorization": f"Bearer {create_token(octo)}"}
    answer = site.api.patch_json("/api/v1/people/octo", {"location": "Lagos"}, headers=headers)
    assert (answer.json["location"], answer.json["team"]) == ("lagos", "pythons")


def test_nobody_else_changes_it(site: Site, octo: str, mallory: str) -> None:
    headers = {"Authorization": f"Bearer {create_token(mallory)}"}
    site.api.patch_json("/api/v1/people/octo", {"location": "Lagos"}, headers=headers, status=403)
    site.api.patch_json("/api/v1/people/octo", {"location": "Lagos"}, status=401)


@pytest.mark.parametrize("body", [{"password": "x"}, {"location": 3}, {"location": "!!!"}])
def test_a_change_that_can_not_be_is_refused(site: Site, octo: str, body: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {create_token(octo)}"}
    answer = site.api.patch_json("/api/v1/people/octo", body, headers=headers, status=400)
    assert answer.json["error"]["field"] == next(iter(body))


def test_options_tells_the_verbs(site: Site) -> None:
    answer = site.api.options("/api/v1/people/octo")
    assert answer.headers["Allow"] == "GET, HEAD, PATCH, OPTIONS"


def test_a_wrong_verb_is_told_the_right_ones(site: Site) -> None:
    answer = site.api.delete("/api/v1/people", status=405)
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.json["error"]["code"] == "method_not_allowed"


def test_every_origin_may_read(site: Site) -> None:
    assert site.api.get("/api/v1/people").headers["Access-Control-Allow-Origin"] == "*"


def test_the_description_names_every_address(site: Site) -> None:
    described = site.api.get("/api/v1/openapi.json").json
    assert "/boards/{kind}" in described["paths"]
    assert set(described["paths"]["/{host}/{hook_id}"]) == {"get", "post"}


@pytest.mark.parametrize(
    "path", ["people", "projects", "teams", "locations", "commits", "games", "deliveries"]
)
def test_a_name_that_datastore_keeps_for_itself_belongs_to_nothing(site: Site, path: str) -> None:
    site.api.get(f"/api/v1/{path}/__all__", status=[401, 404])
