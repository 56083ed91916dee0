"""The language and the time zone in which a visitor's page is told.

The language is the one chosen in the footer, else the first that the browser asks for and July
speaks, else English. The zone is the one that `times.js` has found out and left in a cookie.
"""

import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.html import json_script
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JavaScriptCatalog

from july.lib.zones import told_in, zone_named

logger = logging.getLogger("july.web")

ZONE_COOKIE = "july_zone"
PAGES, SCRIPTS = DOMAINS = ("django", "djangojs")
"""Texts of Python and templates, and those of JavaScript: a catalogue each."""


@lru_cache(maxsize=1)
def languages() -> dict[str, str]:
    """The languages that July speaks here, by code, each by its own name; English is the first.

    One whose catalogues are not compiled is left out, and the log says so.
    """
    spoken_here = {}
    for code, name in settings.LANGUAGES:
        if code == settings.LANGUAGE_CODE or all(path.exists() for path in compiled(code)):
            spoken_here[code] = str(name)
        else:
            logger.warning(
                "%s is left out: its catalogues are not compiled (docs/translating.md)", name
            )
    return spoken_here


def compiled(code: str) -> list[Path]:
    """Where the compiled catalogues of a language are to be."""
    folder = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES"
    return [folder / f"{domain}.mo" for domain in DOMAINS]


def spoken(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer in the visitor's language and zone, and say so to whatever keeps answers."""
    languages()  # so that the log tells at the start what is left out

    def answer(request: HttpRequest) -> HttpResponseBase:
        language = _language_for(request)
        zone = zone_named(request.COOKIES.get(ZONE_COOKIE, ""))
        with translation.override(language), told_in(zone):
            response = get_response(request)
        if not response.headers.get("Content-Type", "").startswith("image/"):
            response.headers.setdefault("Content-Language", language)
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return answer


def _language_for(request: HttpRequest) -> str:
    found = translation.get_language_from_request(request)
    return found if found in languages() else settings.LANGUAGE_CODE


def choice(request: HttpRequest) -> dict[str, Any]:
    """What every template knows of languages: the one it speaks, all of them, the words of its
    scripts, and the address to come back to after another is chosen."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "language": language,
        "languages": languages(),
        "script_words": script_words(language),
        "return_to": request.get_full_path() if request.method in {"GET", "HEAD"} else "/",
    }


@lru_cache(maxsize=20)
def script_words(language: str) -> str:
    """The catalogue for JavaScript as an element of the page, which `words.js` reads.

    It is data: browsers don't execute it, so the strictest policy lets it pass. For English there
    is none, as the words stand in the scripts.
    """
    if language == settings.LANGUAGE_CODE:
        return ""
    catalogue = JavaScriptCatalog()
    catalogue.translation = DjangoTranslation(language, domain=SCRIPTS)
    return json_script(catalogue.get_catalog(), "words")
