"""What somebody did on a day, or what was done for a project."""

from bisect import bisect_left, bisect_right
from datetime import date

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from july.errors import NotFound
from july.hubs.subjects import find_subject
from july.live.services.own import feed
from july.web.requests import PageRequest

MOST = 100
"""Commits that the page shows."""


def day_page(request: PageRequest, kind: str, slug: str, day: str) -> HttpResponse:
    """The commits booked on that local day of their authors, and the way to other days."""
    subject, wanted = find_subject(kind, slug), _read(day)
    if subject.slug != slug:
        return HttpResponsePermanentRedirect(f"{subject.path}days/{wanted}/")
    commits = feed.day(kind, subject.slug, wanted.isoformat(), MOST)
    before, after = _neighbours(feed.days(kind, subject.slug), wanted.isoformat())
    context = {
        "subject": subject,
        "day": wanted,
        "commits": commits,
        "points": sum(commit["points"] or 0 for commit in commits),
        "more": len(commits) == MOST,
        "before": before,
        "after": after,
    }
    return render(request, "day.html", context)


def _read(day: str) -> date:
    """The day in an address. Raises NotFound for what is none."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        found = None
    if found is None or found.isoformat() != day:
        raise NotFound(f"{day!r} is no day; one is written like 2026-07-14.", field="day")
    return found


def _neighbours(days: list[str], day: str) -> tuple[date | None, date | None]:
    """The last day with commits before that one, and the first after it."""
    before, after = days[: bisect_left(days, day)], days[bisect_right(days, day) :]
    return (
        date.fromisoformat(before[-1]) if before else None,
        date.fromisoformat(after[0]) if after else None,
    )
