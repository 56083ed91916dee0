"""How I sign in: my identities at git hosts, and another account of mine that becomes this one."""

from datetime import UTC

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from july.hosts import HOSTS
from july.people.identities import identities_of
from july.people.leaving import merge_account
from july.people.linking import unlink
from july.people.models import Person
from july.people.queries import addresses_of, find_person
from july.projects.queries import hooks_of
from july.web.arrivals import forget_offer, offered_merge
from july.web.members import for_members
from july.web.proofs import for_the_proved
from july.web.requests import PageRequest


@for_members
@require_http_methods(["GET", "HEAD"])
def identities(request: PageRequest, viewer: Person) -> HttpResponse:
    """My identities, and what can be linked."""
    known = [
        {
            "host": identity.host,
            "title": HOSTS[identity.host].title,
            "id": identity.id,
            "login": identity.login,
            "since": identity.created.replace(tzinfo=UTC),
            "hooks": identity.access is not None,
        }
        for identity in identities_of(viewer.name)
    ]
    return render(request, "identities.html", {"identities": known})


@for_the_proved("identities")
@require_POST
def remove(request: PageRequest, viewer: Person) -> HttpResponse:
    """Let an identity be mine no more."""
    unlink(viewer.name, request.POST.get("host", ""), request.POST.get("id", ""))
    return HttpResponseRedirect(reverse("identities"))


@for_the_proved("merge")
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: PageRequest, viewer: Person) -> HttpResponse:
    """Whether another account, which was shown to be mine too, is to become this one."""
    offer = offered_merge(request)
    other = find_person(offer.name) if offer else None
    if offer is None or other is None or other.disabled or other.name == viewer.name:
        return HttpResponseRedirect(reverse("identities"))
    if request.method == "POST":
        merge_account(other.name, viewer.name)
        forget_offer(request)
        return HttpResponseRedirect(reverse("identities"))
    context = {
        "other": other,
        "title": offer.title,
        "emails": addresses_of(other.name),
        "hooks": len(hooks_of(other.name)),
    }
    return render(request, "merge.html", context)
