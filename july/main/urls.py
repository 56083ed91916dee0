"""Which view answers at which address."""

from collections.abc import Iterator

from django.urls import URLPattern, path, register_converter

from july import widgets
from july.contest.totals import BOARDS
from july.hubs.subjects import CHANNELS, SITE
from july.web import errors, sitemap
from july.web.requests import SlugConverter
from july.web.views import (
    account,
    addresses,
    atom,
    badges,
    boards,
    cards,
    crawlers,
    days,
    editing,
    embeds,
    games,
    guide,
    health,
    hubs,
    installed,
    joining,
    language,
    live,
    marks,
    muted,
    passwords,
    pictures,
    reporting,
    whose,
)

register_converter(SlugConverter, "name")
widgets.load()

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error


def _board(kind: str) -> URLPattern:
    return path(f"{kind}/", boards.board_page, {"kind": kind}, name=kind)


def _hub(prefix: str, name: str, kind: str) -> Iterator[URLPattern]:
    """The page about a thing, each of its widgets, both as JSON, and what changes them."""
    about = {"kind": kind}
    yield path(prefix, hubs.hub, about, name=name)
    yield path(f"{prefix}json", hubs.hub_json, about, name=f"{name}-json")
    yield path(f"{prefix}w/<slug:id>/", hubs.widget, about, name=f"{name}-widget")
    yield path(f"{prefix}w/<slug:id>/json", hubs.widget_json, about, name=f"{name}-widget-json")
    yield path(f"{prefix}edit/", editing.edit, about, name=f"{name}-edit")
    for what in marks.SET:
        yield path(f"{prefix}{what}/", marks.mark, about | {"what": what}, name=f"{name}-{what}")


def _embedded(kind: str) -> URLPattern:
    return path(f"embed/boards/{kind}/", embeds.board_frame, {"kind": kind})


def _mapped(kind: str) -> URLPattern:
    return path(f"sitemap-{kind}-<int:part>.xml", crawlers.sitemap_part, {"kind": kind})


urlpatterns = [
    *_hub("", "home", SITE),
    path("live/", live.live_page, name="live"),
    path("pulse/", live.pulse_page, name="pulse"),
    *map(_board, BOARDS),
    *map(_embedded, BOARDS),
    path("people/<name:slug>/picture.svg", pictures.picture, name="picture"),
    path("people/<name:slug>/badge.svg", badges.badge_picture, {"kind": "people"}, name="badge"),
    path("projects/<name:slug>/badge.svg", badges.badge_picture, {"kind": "projects"}),
    path("card.png", cards.site_card, name="card"),
    path("people/<name:slug>/card.png", cards.subject_card, {"kind": "people"}),
    path("projects/<name:slug>/card.png", cards.subject_card, {"kind": "projects"}),
    path("games/<name:slug>/card.png", cards.game_card),
    path("people/<name:slug>/days/<slug:day>/", days.day_page, {"kind": "people"}, name="day"),
    path("projects/<name:slug>/days/<slug:day>/", days.day_page, {"kind": "projects"}),
    path("people/<name:slug>/atom.xml", atom.subject_feed, {"kind": "people"}),
    path("projects/<name:slug>/atom.xml", atom.subject_feed, {"kind": "projects"}),
    path("games/<name:slug>/atom.xml", atom.game_feed),
    *(each for kind, name in CHANNELS.items() for each in _hub(f"{kind}/<name:slug>/", name, kind)),
    path("games/", games.games, name="games"),
    path("help/", guide.overview, name="help"),
    path("help/hooks/", guide.hooks, name="help-hooks"),
    path("help/sharing/", guide.sharing, name="help-sharing"),
    path("help/hooks/post-receive", guide.post_receive, name="post-receive"),
    path("help/hooks/<name:slug>/", guide.host, name="help-host"),
    path("help/join/", guide.join, name="help-join"),
    path("help/rules/", guide.rules, name="help-rules"),
    path("help/faq/", guide.faq, name="help-faq"),
    path("help/api/", guide.api, name="help-api"),
    path("help/privacy/", guide.privacy, name="help-privacy"),
    path("help/style/", guide.style, name="help-style"),
    path("help/style/schemes.css", guide.schemes, name="help-schemes"),
    path("account/", account.account, name="account"),
    path("account/sign-in/", account.sign_in_page, name="sign-in"),
    path("account/sign-out/", account.sign_out_page, name="sign-out"),
    path("account/sign-up/", joining.sign_up_page, name="sign-up"),
    path("account/emails/", addresses.add, name="add-email"),
    path("account/emails/remove/", addresses.remove, name="remove-email"),
    path("account/emails/verify/", addresses.verify, name="verify-email"),
    path("account/password/", passwords.change, name="change-password"),
    path("account/password/forgotten/", passwords.forgotten, name="forgotten-password"),
    path("account/password/new/", passwords.reset, name="new-password"),
    path("account/muted/", muted.muted, name="muted"),
    path("account/projects/", whose.whose_commits, name="whose-commits"),
    path("report/<slug:kind>/<name:slug>/", reporting.report_page, name="report"),
    path("account/hooks/", account.new_hook, name="new-hook"),
    path("account/hooks/<name:hook_id>/remove/", account.remove_hook, name="remove-hook"),
    path("language/", language.choose_language, name="choose-language"),
    path("sitemap.xml", crawlers.sitemap_index, name="sitemap"),
    path("sitemap-pages.xml", crawlers.sitemap_pages),
    *map(_mapped, sitemap.KINDS),
    path("robots.txt", crawlers.robots, name="robots"),
    path("manifest.webmanifest", installed.manifest, name="manifest"),
    path("offline/", installed.offline, name="offline"),
    path("service-worker.js", installed.service_worker, name="service-worker"),
    path("healthz", health.health, name="health"),
    path("favicon.ico", health.favicon, name="favicon"),
]
