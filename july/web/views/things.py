"""Pages about one thing: a person, a project, a team, a location, a language."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from july.contest import feed
from july.contest.boards import BoardRow, board, top
from july.contest.queries import all_games, find_standing
from july.lib.languages import language_name
from july.people.models import Location, Team
from july.people.queries import find_location, find_person, find_team
from july.projects.queries import find_project
from july.web.calendars import calendar
from july.web.faces import face
from july.web.games import shown
from july.web.links import path_to
from july.web.reading import people_of, projects_of
from july.web.requests import PageRequest, wanted_game

TOP = 10
MEMBERS = 20
FEED = 20
PLACES = {"teams": ("team", find_team), "locations": ("location", find_location)}


def person(request: PageRequest, slug: str) -> HttpResponse:
    """Somebody who takes part."""
    found = find_person(slug)
    if found is None or found.disabled:
        raise Http404
    if found.name != slug:
        return HttpResponsePermanentRedirect(path_to("people", found.name))
    context = _totals(request, "people", found.name)
    context |= {
        "person": found,
        "location": find_location(found.location or ""),
        "team": find_team(found.team or ""),
        "shares": projects_of(context["game_slug"], found.name),
        "messages": feed.latest(f"person:{found.name}", FEED),
    }
    return render(request, "person.html", context)


def picture(_request: PageRequest, slug: str) -> HttpResponse:
    """The picture of somebody without one, whether or not there is such a person."""
    response = HttpResponse(face(slug), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=604800, immutable"
    return response


def project(request: PageRequest, slug: str) -> HttpResponse:
    """One repository; an address it had before leads to the one it has."""
    found = find_project(slug)
    if found is None or found.private:
        raise Http404
    if found.slug != slug:
        return HttpResponsePermanentRedirect(path_to("projects", found.slug))
    context = _totals(request, "projects", found.id)
    context |= {
        "project": found,
        "repository": feed.safe_link(found.url or ""),
        "shares": people_of(context["game_slug"], found.id),
        "messages": feed.latest(f"project:{found.slug}", FEED),
    }
    return render(request, "project.html", context)


def place(request: PageRequest, kind: str, slug: str) -> HttpResponse:
    """A team or a location, with its people."""
    field, find = PLACES[kind]
    found: Team | Location | None = find(slug)
    if found is None:
        raise Http404
    context = _totals(request, kind, found.slug)
    context |= {
        "place": found,
        "field": field,
        "members": _members(context["game_slug"], field, found.slug),
    }
    return render(request, "place.html", context)


def language(request: PageRequest, slug: str) -> HttpResponse:
    """A programming language."""
    context = _totals(request, "languages", slug)
    name = language_name(slug)
    if name == slug and context["standing"] is None:
        raise Http404
    return render(request, "language.html", context | {"name": name})


def _members(game: str, field: str, slug: str) -> tuple[BoardRow, ...]:
    if not game:
        return ()
    return board("people", game, limit=MEMBERS, filters={field: slug}).rows


def _totals(request: PageRequest, kind: str, subject: str) -> dict[str, Any]:
    """What the thing has in the game asked for: the part that all these pages share."""
    game = wanted_game(request)
    standing = find_standing(game.slug, kind, subject) if game else None
    return {
        "kind": kind,
        "game": shown(game) if game else None,
        "game_slug": game.slug if game else "",
        "games": all_games()[::-1],
        "standing": standing,
        "rank": _rank(kind, game.slug, standing.slug) if game and standing else None,
        "calendar": calendar(game, kind, standing) if game else None,
    }


def _rank(kind: str, game: str, slug: str) -> int | None:
    """The place among the first; further down nobody counts rows for a page."""
    return next((row.rank for row in top(kind, game, TOP) if row.slug == slug), None)
