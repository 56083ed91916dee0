"""Hubs: the page about a thing, each of its widgets alone, and both as JSON."""

from typing import Any

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from july.contest.attributed import unanswered
from july.hubs.boxes import Box, find_placement, show, show_one
from july.hubs.contract import NARROW, WIDE
from july.hubs.layouts import Layout
from july.hubs.queries import HubState, OwnMarks, layout_of, marks_of_person, state_of
from july.hubs.registry import registry
from july.hubs.subjects import SITE, Subject, find_subject, may_edit
from july.live.services import serializer
from july.people.models import Person
from july.web.requests import PageRequest, wanted
from july.web.views.reporting import PAGES

WITH_CARD = ("games", "people", "projects")
"""Kinds of hubs with a picture and an Atom feed of their own."""
LEAD = "lead"
"""The first box of the narrow column."""


def hub(request: PageRequest, kind: str = SITE, slug: str = "") -> HttpResponse:
    """The page about a thing."""
    subject = _subject(request, kind, slug)
    if subject.slug != slug:
        return _moved(request, subject)
    state = state_of(subject)
    own = marks_of_person(request.viewer.name) if request.viewer else OwnMarks({}, {}, {})
    boxes = show(subject, state.layout, lambda: request.viewer)
    fixed = {widget.name for widget in registry.fixed(kind)}
    context = {
        "subject": subject,
        "title": _title(subject),
        "asked_game": wanted(request, "game"),
        "totals": next((box.data for box in boxes if box.id == "head" and kind != SITE), None),
        "has_card": kind in WITH_CARD,
        "layout_version": state.version,
        "marks": _marks(subject, state, own),
        "muted": sorted(own.mutes),
        "is_muted": subject.kind == "people" and subject.id in own.mutes,
        "attributed": _attributed(request.viewer, subject),
        "may_report": kind in PAGES,
        "may_edit": may_edit(subject, request.viewer),
        "fixed": [box for box in boxes if box.id in fixed],
        "parts": _parts([box for box in boxes if box.id not in fixed]),
        "scripts": sorted({box.script for box in boxes if box.script}),
    }
    return render(request, "hub.html", context)


def hub_json(request: PageRequest, kind: str = SITE, slug: str = "") -> HttpResponse:
    """The same as JSON."""
    subject = _subject(request, kind, slug)
    if subject.slug != slug:
        return _moved(request, subject, "json")
    boxes = show(subject, layout_of(subject), lambda: request.viewer)
    return _json(_as_json(subject) | {"widgets": [_told(box) for box in boxes]})


def widget(request: PageRequest, id: str, kind: str = SITE, slug: str = "") -> HttpResponse:
    """One widget alone, as a page; with `?fragment=1` as nothing but its HTML."""
    subject = _subject(request, kind, slug)
    box = _box(request, subject, id)
    if request.GET.get("fragment"):
        return HttpResponse(box.html)
    return render(request, "widget.html", {"subject": subject, "box": box})


def widget_json(request: PageRequest, id: str, kind: str = SITE, slug: str = "") -> HttpResponse:
    """One widget as JSON, the same that is pushed into open pages."""
    subject = _subject(request, kind, slug)
    return _json(_box(request, subject, id).as_json())


def _subject(request: PageRequest, kind: str, slug: str) -> Subject:
    return find_subject(kind, slug, wanted(request, "game"))


def _box(request: PageRequest, subject: Subject, id: str) -> Box:
    layout: Layout = layout_of(subject)
    return show_one(subject, find_placement(subject, layout, id), lambda: request.viewer)


def _moved(request: PageRequest, subject: Subject, rest: str = "") -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{subject.path}{rest}{'?' if query else ''}{query}")


def _title(subject: Subject) -> str:
    if subject.kind == SITE:
        return _("July: a month of code, commit by commit")
    if subject.game is None or subject.kind == "games":
        return subject.title
    return f"{subject.title} · {subject.game.name}"


def _parts(boxes: list[Box]) -> list[tuple[str, list[Box]]]:
    """The boxes in the order in which a phone shows them and the keyboard walks: what leads, the
    wide column, the rest of the narrow one. A wide window puts the last below the first."""
    narrow = [box for box in boxes if box.column == NARROW]
    wide = [box for box in boxes if box.column == WIDE]
    parts = ((LEAD, narrow[:1]), (WIDE, wide), (NARROW, narrow[1:]))
    return [(name, part) for name, part in parts if part]


def _marks(subject: Subject, state: HubState, own: OwnMarks) -> dict[str, Any]:
    """How many have starred the page, and whether the viewer has, and follows it."""
    return {
        "stars": state.stars,
        "starred": subject.key in own.stars,
        "followed": subject.key in own.follows,
    }


def _attributed(viewer: Person | None, subject: Subject) -> list[dict[str, Any]]:
    """Of what others delivered under the viewer's address, what they are asked on this page."""
    own = viewer is not None and (subject.kind, subject.id) == ("people", viewer.name)
    if viewer is None or not (own or subject.kind == "projects"):
        return []
    return [
        {"commits": each.commits, "slug": each.project.slug, "title": each.project.title}
        for each in unanswered(viewer)
        if own or each.project.id == subject.id
    ]


def _as_json(subject: Subject) -> dict[str, Any]:
    return {
        "kind": subject.kind,
        "slug": subject.slug,
        "title": subject.title,
        "path": subject.path,
        "game": subject.game_slug,
    }


def _told(box: Box) -> dict[str, Any]:
    return {
        "id": box.id,
        "widget": box.widget,
        "title": box.title,
        "column": box.column,
        "data": box.data,
    }


def _json(answer: object) -> HttpResponse:
    return HttpResponse(serializer.encode(answer), content_type="application/json")
