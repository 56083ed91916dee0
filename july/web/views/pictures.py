"""Pictures of people."""

from django.http import HttpResponse

from july.web.faces import face
from july.web.requests import PageRequest


def picture(_request: PageRequest, slug: str) -> HttpResponse:
    """The picture of somebody without one, whether or not there is such a person."""
    response = HttpResponse(face(slug), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=604800, immutable"
    return response
