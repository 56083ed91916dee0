"""What search engines ask for: which pages there are, and which to leave alone."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from july.web import sitemap
from july.web.everybody import for_everybody
from july.web.links import absolute
from july.web.requests import PageRequest

SECONDS = 60 * 60
XML = "application/xml; charset=utf-8"
ROBOTS = """\
User-agent: *
Disallow: /account/
Disallow: /api/
Disallow: /embed/
Disallow: /events
Disallow: /report/
Disallow: /*cursor=

Sitemap: {sitemap}
"""
"""Pictures, feeds and everything else may be read."""


@for_everybody(SECONDS)
def sitemap_index(request: PageRequest) -> HttpResponse:
    """All parts of the sitemap."""
    return render(request, "sitemap.xml", {"parts": sitemap.parts()}, content_type=XML)


@for_everybody(SECONDS)
def sitemap_pages(request: PageRequest) -> HttpResponse:
    """The part with the pages that are about no one person or project."""
    return render(request, "sitemap.xml", {"addresses": sitemap.pages()}, content_type=XML)


@for_everybody(SECONDS)
def sitemap_part(request: PageRequest, kind: str, part: int) -> HttpResponse:
    """One part of the people, projects, teams or locations. Raises NotFound."""
    addresses = sitemap.addresses(kind, part)
    if addresses is None:
        raise Http404
    return render(request, "sitemap.xml", {"addresses": addresses}, content_type=XML)


@for_everybody(SECONDS)
def robots(_request: PageRequest) -> HttpResponse:
    """What crawlers should leave alone, and where they find the rest."""
    text = ROBOTS.format(sitemap=absolute("/sitemap.xml"))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
