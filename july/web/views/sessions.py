"""Where I am signed in."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from july.people.models import Person
from july.people.sessions import end_sessions, running_sessions
from july.web.members import for_members
from july.web.requests import PageRequest
from july.web.sessions import session_of, sign_out


@for_members
@require_http_methods(["GET", "HEAD"])
def sessions(request: PageRequest, viewer: Person) -> HttpResponse:
    """All my sessions, this one marked."""
    context = {"sessions": running_sessions(viewer.name), "own": session_of(request)}
    return render(request, "sessions.html", context)


@for_members
@require_POST
def end(request: PageRequest, viewer: Person) -> HttpResponse:
    """End one of them, or all but this one."""
    own, wanted = session_of(request), request.POST.get("session", "")
    if wanted == own:
        sign_out(request)
        return HttpResponseRedirect("/")
    others = {session.id for session in running_sessions(viewer.name)} - {own}
    end_sessions(viewer.name, {wanted} if wanted else others)
    return HttpResponseRedirect(reverse("sessions"))
