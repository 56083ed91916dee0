"""One delivery of one's own: each commit with its verdict, and having it taken once more."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from july.contest.queries import find_commit
from july.contest.receiving import redeliver
from july.errors import Conflict, NotFound, TooOften
from july.hubs.verdicts import tell, tell_commits
from july.people.joining import add_address
from july.people.models import Person
from july.projects.models import Delivery
from july.projects.queries import find_delivery, signature_of
from july.web.attempts import MINUTES, may_repeat, may_try
from july.web.members import HOME, for_members
from july.web.requests import PageRequest, address_of
from july.web.views.hooks import own_hook


@for_members
def delivery_page(
    request: PageRequest, viewer: Person, hook_id: str, delivery_id: str
) -> HttpResponse:
    """Everything that is kept of a delivery but its body."""
    hook = own_hook(viewer, hook_id)
    delivery = _own_delivery(hook.id, delivery_id)
    context = {
        "hook": hook,
        "delivery": delivery,
        "told": tell(delivery),
        "commits": tell_commits(delivery),
        "signature": signature_of(delivery),
        "kept": delivery.body_from is not None,
    }
    return render(request, "delivery.html", context)


@for_members
@require_POST
def again(_request: PageRequest, viewer: Person, hook_id: str, delivery_id: str) -> HttpResponse:
    """Have its kept body taken once more, and show what came of that."""
    hook = own_hook(viewer, hook_id)
    delivery = _own_delivery(hook.id, delivery_id)
    if not may_repeat(viewer.name):
        raise TooOften(_("Too many at once. Wait %(minutes)s minutes.") % {"minutes": MINUTES})
    try:
        answer = redeliver(delivery)
    except Conflict as error:
        raise Conflict(_(error.message)) from None
    new = answer.body["delivery"]
    return HttpResponseRedirect(reverse("delivery", args=[hook.id, new]))


@for_members
@require_POST
def claim(request: PageRequest, viewer: Person, hook_id: str, delivery_id: str) -> HttpResponse:
    """Say that the author's email of an orphan commit is mine; its owner gets a letter."""
    delivery = _own_delivery(own_hook(viewer, hook_id).id, delivery_id)
    address = _orphans_address(delivery, request.POST.get("commit", ""))
    if not may_try(f"letter to {address}", address_of(request)):
        raise TooOften(_("Too many letters. Wait %(minutes)s minutes.") % {"minutes": MINUTES})
    add_address(viewer, address)
    return HttpResponseRedirect(f"{HOME}#emails")


def _own_delivery(hook_id: str, delivery_id: str) -> Delivery:
    delivery = find_delivery(delivery_id)
    if delivery is None or delivery.hook != hook_id:
        raise NotFound(_("there is no such delivery of yours; they are kept for three months"))
    return delivery


def _orphans_address(delivery: Delivery, hash: str) -> str:
    """The author's email of an orphan commit that came with the delivery. Raises NotFound."""
    came = {commit.get("hash") for commit in (delivery.answer or {}).get("commits", ())}
    commit = find_commit(hash) if hash in came else None
    if commit is None or not commit.orphan:
        raise NotFound(_("this commit waits for nobody any more"))
    return str(commit.orphan)
