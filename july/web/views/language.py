"""Choosing a language."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from july.errors import BadField, Forbidden
from july.web.languages import languages
from july.web.links import own_path


@csrf_exempt  # no token: the form is on every page, and looking around sets no cookie
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and go back to the page the form was on.

    Raises BadField for a language that July does not speak, Forbidden for a form of another site.
    """
    if not _is_from_here(request):
        raise Forbidden(_("choose the language on a page of this site"))
    language = request.POST.get("language", "")
    if language not in languages():
        known = ", ".join(languages())
        raise BadField(_("July speaks %(known)s") % {"known": known}, field="language")
    response = HttpResponseRedirect(own_path(request.POST.get("next", ""), "/"))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return response


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the form was sent by a page of this site, as the browser tells.

    All browsers name the page's origin when they send a form, and no page can name another
    (https://fetch.spec.whatwg.org/#origin-header).
    """
    origin = request.headers.get("Origin", "")
    return origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc == request.get_host()
