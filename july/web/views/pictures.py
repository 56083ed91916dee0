"""Pictures of people: the ones they have chosen, and drawn ones for everybody else."""

from django.http import HttpResponse

from july.people.models import Person
from july.people.pictures import picture_of
from july.people.queries import find_person
from july.web.everybody import for_everybody
from july.web.faces import face
from july.web.requests import PageRequest

A_WHILE = 10 * 60
"""Seconds until somebody's new picture is seen everywhere."""
FOR_GOOD = "public, max-age=31536000, immutable"


@for_everybody(A_WHILE)
def picture(request: PageRequest, slug: str) -> HttpResponse:
    """The picture that somebody has chosen, else the one that is drawn from the name.

    An address that names its version is good for ever.
    """
    person = find_person(slug)
    own = picture_of(person) if person and not person.disabled else None
    if person is None or own is None:
        return _drawn(slug)
    response = HttpResponse(own, content_type="image/webp")
    if _names_version(request, person):
        response["Cache-Control"] = FOR_GOOD
    return response


def drawn_picture(_request: PageRequest, slug: str) -> HttpResponse:
    """The picture that is drawn from a name, whether or not somebody has it."""
    response = _drawn(slug)
    response["Cache-Control"] = "public, max-age=604800, immutable"
    return response


def _drawn(name: str) -> HttpResponse:
    return HttpResponse(face(name), content_type="image/svg+xml")


def _names_version(request: PageRequest, person: Person) -> bool:
    return bool(request.GET.get("v") == person.picture)
