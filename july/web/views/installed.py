"""What keeps July at hand: the manifest, the service worker, the page that needs no net."""

import json
import re
from functools import lru_cache

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from july.web.everybody import for_everybody, tag_of
from july.web.links import STATIC_ROOT, static
from july.web.requests import PageRequest

SECONDS = 60 * 60
OFFLINE = "/offline/"
WORKER = STATIC_ROOT / "js" / "service-worker.js"
PAPER, BAND = "#f7f6f1", "#0d3b40"
_STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@for_everybody(SECONDS)
def manifest(_request: PageRequest) -> HttpResponse:
    """How July looks on a home screen."""
    icons = [
        {"src": static("icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        _icon("icon-192.png", 192),
        _icon("icon-512.png", 512),
        _icon("icon-maskable-512.png", 512) | {"purpose": "maskable"},
    ]
    told = {
        "id": "/",
        "name": "July",
        "short_name": "July",
        "description": _("A month of code: every push counts."),
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": BAND,
        "background_color": PAPER,
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _icon(name: str, size: int) -> dict[str, str]:
    return {"src": static(f"icons/{name}"), "sizes": f"{size}x{size}", "type": "image/png"}


@for_everybody(SECONDS)
def offline(request: PageRequest) -> HttpResponse:
    """The page that the service worker shows where there is no net: nobody's in particular."""
    request.viewer = None
    return render(request, "offline.html")


def service_worker(_request: PageRequest) -> HttpResponse:
    """The service worker, with what it is to keep: the offline page and what that loads.

    Browsers ask for it at every visit, and take a new one as soon as a byte of it changes.
    """
    response = HttpResponse(
        _worker(translation.get_language() or ""), content_type="text/javascript; charset=utf-8"
    )
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=20)
def _worker(language: str) -> str:
    request = PageRequest()
    request.path, request.viewer = OFFLINE, None
    page = render(request, "offline.html").content.decode()
    kept = [f"{OFFLINE}?language={language}", *dict.fromkeys(_STATIC.findall(page))]
    version = tag_of(page.encode()).strip('"')
    head = f"const VERSION = {json.dumps(version)};\nconst KEPT = {json.dumps(kept)};\n"
    return head + WORKER.read_text("utf-8")
