"""How to take part, and what counts."""

from functools import lru_cache
from pathlib import Path

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation

from july.config import settings
from july.contest.exclusions import EXCLUSIONS
from july.contest.queries import current_game
from july.contest.scoring import SCORING_RULES
from july.hosts import HOSTS
from july.lib.zones import zone_of_reader
from july.people.queries import addresses_of
from july.projects.queries import hooks_of
from july.web import palette
from july.web.examples import dated, example_game, examples, team
from july.web.guide import HOOKS, every_page, git_hosts, neighbours, page_at
from july.web.requests import PageRequest
from july.web.specimens import specimens

SCRIPT = Path(__file__).parents[3] / "docs" / "post-receive"
EXAMPLE = "YOUR-HOOK"
"""What stands in an address for the id of a hook, until there is one."""

STYLE_KEPT = 60
"""Seconds for which the page of all parts is kept."""


def overview(request: PageRequest) -> HttpResponse:
    """All of it on one page, and the way to the rest."""
    return _page(request, rules=(current_game() or example_game()).rules)


def join(request: PageRequest) -> HttpResponse:
    """From no account to the first point; whoever is signed in sees how far they are."""
    viewer = request.viewer
    emails = addresses_of(viewer.name) if viewer else []
    return _page(request, hooks=_addresses(request), emails=emails, hosts=git_hosts())


def hooks(request: PageRequest) -> HttpResponse:
    """What a hook is, and the way to each git host."""
    return _page(request, hooks=_addresses(request))


def host(request: PageRequest, slug: str) -> HttpResponse:
    """The form of one git host, drawn, with the visitor's own address in it if they have one."""
    found = next((each for each in git_hosts() if each.slug == slug), None)
    if found is None:
        raise Http404
    own = _addresses(request).get(found.kind)
    return _page(
        request,
        host=found,
        own=own,
        hook=None,
        secret="",
        address=own or f"{_hook_base(found.kind)}/{EXAMPLE}",
        instructions=HOSTS[found.kind].instructions,
        signature=HOSTS[found.kind].instructions.signature,
    )


def rules(request: PageRequest) -> HttpResponse:
    """The rules of the current game, with examples worked out by them."""
    game = current_game()
    shown = game or example_game()
    return _page(
        request,
        game=game,
        rules=shown.rules,
        examples=examples(shown.rules),
        dated=dated(shown),
        team=team(shown.rules),
        exclusions=[gift.thing for gift in EXCLUSIONS],
        scoring_rules=[gift.thing for gift in SCORING_RULES],
    )


def faq(request: PageRequest) -> HttpResponse:
    """Every verdict with what to do about it, and other questions."""
    excluding = [gift.thing for gift in EXCLUSIONS]
    return _page(request, game=current_game() or example_game(), exclusions=excluding)


def api(request: PageRequest) -> HttpResponse:
    """Examples to copy, with this site's address in them."""
    address = settings().base_url
    socket = "ws" + address.removeprefix("http") + "/ws"
    return _page(request, socket=socket)


def privacy(request: PageRequest) -> HttpResponse:
    """What is stored, for how long, and who sees it."""
    return _page(request)


def style(request: PageRequest) -> HttpResponse:
    """Every part of the pages, in the light and in the dark; drawn once for all who are nobody."""
    if request.viewer is not None or request.META["QUERY_STRING"]:
        return _style(request)
    key = f"style-{translation.get_language()}-{zone_of_reader()}"
    page: bytes | None = cache.get(key)
    if page is None:
        page = _style(request).content
        cache.set(key, page, STYLE_KEPT)
    return HttpResponse(page)


def _style(request: PageRequest) -> HttpResponse:
    shown = specimens()
    return _page(request, shown=shown, shades=palette.shades(), schemes=palette.schemes())


def schemes(_request: PageRequest) -> HttpResponse:
    """The style sheet that shows both schemes on one page."""
    return HttpResponse(palette.schemes_css(), content_type="text/css; charset=utf-8")


def sharing(request: PageRequest) -> HttpResponse:
    """What other sites can show of this one, as lines to copy."""
    name = request.viewer.name if request.viewer else "NAME"
    return render(request, "sharing-help.html", {"name": name})


def post_receive(_request: PageRequest) -> HttpResponse:
    """The hook script for plain git, to save and read."""
    return HttpResponse(_script(), content_type="text/plain; charset=utf-8")


def given(request: PageRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - it is in the path
    """A page that a plugin gives."""
    return _page(request)


def _page(request: PageRequest, **context: object) -> HttpResponse:
    page = page_at(request.path)
    if page is None:
        raise Http404
    before, after = neighbours(page)
    shared = {
        "page": page,
        "pages": every_page(),
        "before": before,
        "after": after,
        "in_hooks": request.path.startswith(HOOKS),
        "base_url": settings().base_url,
    }
    return render(request, page.template, shared | context)


def _addresses(request: PageRequest) -> dict[str, str]:
    """The addresses to paste of the visitor's hooks, by the name of the host."""
    if request.viewer is None:
        return {}
    return {
        hook.host: f"{_hook_base(hook.host)}/{hook.id}"
        for hook in hooks_of(request.viewer.name)
        if hook.repository is None
    }


def _hook_base(kind: str) -> str:
    return f"{settings().base_url}/api/v1/{kind}"


@lru_cache(maxsize=1)
def _script() -> bytes:
    return SCRIPT.read_bytes()
