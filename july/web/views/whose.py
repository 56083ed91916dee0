"""Whose commits are they? `/account/projects/` lists what others delivered under one's address."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from july.contest.attributed import attributed_to
from july.errors import BadField, NotFound
from july.people.disowning import disown, recognise
from july.people.leaving import GONE
from july.people.models import Person
from july.people.reports import Reported
from july.projects.models import Project
from july.projects.queries import find_project
from july.web.members import for_members
from july.web.requests import PageRequest

HERE = "/account/projects/"


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def whose_commits(request: PageRequest, viewer: Person) -> HttpResponse:
    """The projects, with a button for each answer; it is sent as `mine` or `not-mine`."""
    if request.method != "POST":
        return render(request, "whose.html", {"found": attributed_to(viewer), "gone": GONE})
    slug = request.POST.get("not-mine")
    if slug is not None:
        project = _find(slug)
        about = Reported("projects", project.slug, project.title, None)
        disown(viewer.name, about, project.id)
    else:
        project = _find(request.POST.get("mine"))
        recognise(viewer.name, project.id)
    return HttpResponseRedirect(f"{HERE}#{project.slug}")


def _find(slug: str | None) -> Project:
    if slug is None:
        raise BadField("Send mine or not-mine with the slug of a project.", field="mine")
    project = find_project(slug)
    if project is None or project.private:
        raise NotFound(_("There is no such project."), field="mine")
    return project
