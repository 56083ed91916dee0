"""Telling the organisers of something: `/report/KIND/SLUG/`."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from july.contest.queries import find_commit
from july.errors import BadField, NotFound, TooOften
from july.hubs.subjects import Subject, find_subject
from july.lib.words import first_line
from july.people.models import Person
from july.people.reports import LONGEST, REASONS, Reported, report
from july.projects.queries import find_projects
from july.web.members import for_members
from july.web.requests import PageRequest

PAGES = ("people", "projects", "teams", "locations")
"""The kinds of page that can be reported: what stands on them comes from people."""
KINDS = (*PAGES, "commits")


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def report_page(request: PageRequest, viewer: Person, kind: str, slug: str) -> HttpResponse:
    """The form, and what it sends."""
    about, path = _find(kind, slug)
    context = {"about": about, "path": path, "reasons": REASONS, "longest": LONGEST}
    context |= {"problem": "", "done": "done" in request.GET}
    if request.method != "POST":
        return render(request, "report.html", context)
    try:
        reason, words = request.POST.get("reason", ""), request.POST.get("words", "")
        report(about, viewer.name, reason, words)
    except (BadField, TooOften) as error:
        context["problem"] = error.message
        return render(request, "report.html", context, status=error.status)
    return HttpResponseRedirect(f"{request.path}?done")


def _find(kind: str, slug: str) -> tuple[Reported, str]:
    """What is meant, and the page on which it stands. Raises NotFound."""
    if kind == "commits":
        return _commit(slug)
    if kind not in PAGES:
        raise NotFound(_("There is nothing here that could be reported."))
    found: Subject = find_subject(kind, slug)
    whose = found.id if kind == "people" else None
    return Reported(kind, found.slug, found.title, whose), found.path


def _commit(hash: str) -> tuple[Reported, str]:
    commit = find_commit(hash)
    project = find_projects([commit.project]).get(commit.project) if commit else None
    if commit is None or project is None or project.private:
        raise NotFound(_("There is no such commit."))
    title = first_line(commit.message or "") or commit.hash[:10]
    path = f"{find_subject('projects', project.slug).path}days/{commit.day}/"
    return Reported("commits", commit.hash, title, commit.person), path
