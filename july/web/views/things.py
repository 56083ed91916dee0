"""Pages about one thing: a person, a project, a team, a location, a language."""

from typing import Any

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from july.contest.queries import all_games
from july.live.services.own import (
    boards,
    feed,
    languages,
    locations,
    people,
    projects,
    stats,
    teams,
)
from july.web.calendars import drawn
from july.web.faces import face
from july.web.games import shown
from july.web.links import path_to
from july.web.requests import PageRequest, wanted_game

TOP = 10
MEMBERS = 20
FEED = 20
PLACES = {"teams": ("team", teams.get), "locations": ("location", locations.get)}


def person(request: PageRequest, slug: str) -> HttpResponse:
    """Somebody who takes part."""
    game = _game(request)
    found = people.get(slug, game)
    if found["name"] != slug:
        return HttpResponsePermanentRedirect(path_to("people", found["name"]))
    context = _about(request, "people", slug, found) | {
        "person": found,
        "shares": people.projects(slug, game),
        "messages": feed.latest(f"person:{slug}", FEED),
    }
    return render(request, "person.html", context)


def picture(_request: PageRequest, slug: str) -> HttpResponse:
    """The picture of somebody without one, whether or not there is such a person."""
    response = HttpResponse(face(slug), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=604800, immutable"
    return response


def project(request: PageRequest, slug: str) -> HttpResponse:
    """One repository; an address it had before leads to the one it has."""
    game = _game(request)
    found = projects.get(slug, game)
    if found["slug"] != slug:
        return HttpResponsePermanentRedirect(path_to("projects", found["slug"]))
    context = _about(request, "projects", slug, found) | {
        "project": found,
        "shares": projects.people(slug, game),
        "messages": feed.latest(f"project:{slug}", FEED),
    }
    return render(request, "project.html", context)


def place(request: PageRequest, kind: str, slug: str) -> HttpResponse:
    """A team or a location, with its people."""
    field, get = PLACES[kind]
    game = _game(request)
    found = get(slug, game)
    members = boards.page("people", game, MEMBERS, filters={field: slug})["models"]
    context = {"place": found, "field": field, "members": members}
    return render(request, "place.html", _about(request, kind, slug, found) | context)


def language(request: PageRequest, slug: str) -> HttpResponse:
    """A programming language."""
    found = languages.get(slug, _game(request))
    context = _about(request, "languages", slug, found) | {"name": found["name"]}
    return render(request, "language.html", context)


def _game(request: PageRequest) -> str | None:
    game = wanted_game(request)
    return game.slug if game else None


def _about(request: PageRequest, kind: str, slug: str, totals: dict[str, Any]) -> dict[str, Any]:
    """What the thing has in the game asked for: the part that all these pages share."""
    game = wanted_game(request)
    return {
        "kind": kind,
        "game": shown(game) if game else None,
        "game_slug": game.slug if game else "",
        "games": all_games()[::-1],
        "standing": totals,
        "rank": _rank(kind, game.slug, slug) if game and totals["commits"] else None,
        "calendar": drawn(game, stats.calendar(kind, slug, game.slug)) if game else None,
    }


def _rank(kind: str, game: str, slug: str) -> object:
    """The place among the first; further down nobody counts rows for a page."""
    found = (row["rank"] for row in boards.rows(kind, game, TOP) if row["slug"] == slug)
    return next(found, None)
