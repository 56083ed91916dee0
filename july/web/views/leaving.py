"""Taking everything along, and going."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from july.hosts import HOSTS
from july.people.leaving import Fate, delete_account
from july.people.models import Person
from july.projects.removing import fates_of_hooks
from july.web.forms import LeavingForm
from july.web.members import for_members
from july.web.own_data import everything_about
from july.web.proofs import for_the_proved
from july.web.requests import PageRequest
from july.web.sessions import sign_out


@for_members
@require_http_methods(["GET", "HEAD"])
def leave(request: PageRequest, viewer: Person) -> HttpResponse:
    """What can be done with all that is mine."""
    del viewer
    return render(request, "leave.html")


@for_members
@require_http_methods(["GET", "HEAD"])
def download(request: PageRequest, viewer: Person) -> HttpResponse:
    """Everything July knows of me, as JSON."""
    del request
    answer = JsonResponse(
        everything_about(viewer), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    answer["Content-Disposition"] = f'attachment; filename="july-{viewer.name}.json"'
    return answer


@for_the_proved("delete-account")
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: PageRequest, viewer: Person) -> HttpResponse:
    """Delete the account, with or without its commits."""
    problem = ""
    if request.method == "POST":
        form = LeavingForm(request.POST)
        if form.is_valid():
            delete_account(viewer.name, Fate(form.cleaned_data["commits"]))
            sign_out(request)
            return HttpResponseRedirect(reverse("gone"))
        problem = _("Choose what is to become of your commits.")
    status = 400 if problem else 200
    context = {"problem": problem, "hooks": fates_of_hooks(viewer.name), "hosts": HOSTS}
    return render(request, "delete-account.html", context, status=status)


@require_http_methods(["GET", "HEAD"])
def gone(request: PageRequest) -> HttpResponse:
    """What somebody sees who has deleted their account."""
    return render(request, "gone.html")
