"""Star and follow: `…/star/` and `…/follow/` of a hub."""

from collections.abc import Callable, Mapping

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from july.errors import BadField
from july.hubs.actions import set_follow, set_star
from july.hubs.subjects import SITE, Subject, find_subject
from july.people.models import Person
from july.web.links import own_path
from july.web.members import to_the_form
from july.web.requests import PageRequest

SET: Mapping[str, Callable[[Subject, Person, bool], None]] = {
    "star": set_star,
    "follow": set_follow,
}


@never_cache
@require_POST
def mark(request: PageRequest, what: str, kind: str = SITE, slug: str = "") -> HttpResponse:
    """Star or follow a hub with `on=1`, take it back with `on=0`; then back to the page."""
    subject = find_subject(kind, slug)
    if request.viewer is None:
        return to_the_form(subject.path)
    on = request.POST.get("on")
    if on not in {"0", "1"}:
        raise BadField("Send on=1 or on=0.", field="on")
    SET[what](subject, request.viewer, on == "1")
    back = own_path(request.POST.get("next", ""), subject.path)
    return HttpResponseRedirect(back)
