"""Which view answers at which address."""

from collections.abc import Iterator

from django.urls import URLPattern, path, register_converter
from django.views.generic import RedirectView

from july import widgets
from july.contest.totals import BOARDS
from july.hubs.subjects import CHANNELS, SITE
from july.main.applications import applications, failing
from july.main.mounting import Pattern, mounted
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
    deliveries,
    editing,
    embeds,
    games,
    guide,
    health,
    hooks,
    hosted,
    hosts,
    hubs,
    identities,
    installed,
    joining,
    language,
    leaving,
    live,
    marks,
    muted,
    organizing,
    passwords,
    pictures,
    place_names,
    plugins,
    profile,
    proving,
    reporting,
    repositories,
    sessions,
    teams,
    tokens,
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


def _hook(prefix: str) -> Iterator[URLPattern]:
    """One hook of one's own, what came through it, and what changes it."""
    yield path(prefix, hooks.hook_page, name="hook")
    yield path(f"{prefix}secret/", hooks.new_secret, name="new-secret")
    yield path(f"{prefix}letters/", hooks.letters, name="hook-letters")
    yield path(f"{prefix}remove/", hooks.remove, name="remove-hook")
    delivery = f"{prefix}deliveries/<name:delivery_id>/"
    yield path(delivery, deliveries.delivery_page, name="delivery")
    yield path(f"{delivery}again/", deliveries.again, name="redeliver")
    yield path(f"{delivery}claim/", deliveries.claim, name="claim-commit")


def _embedded(kind: str) -> URLPattern:
    return path(f"embed/boards/{kind}/", embeds.board_frame, {"kind": kind})


def _mapped(kind: str) -> URLPattern:
    return path(f"sitemap-{kind}-<int:part>.xml", crawlers.sitemap_part, {"kind": kind})


OWN: list[Pattern] = [
    *_hub("", "home", SITE),
    path("live/", live.live_page, name="live"),
    path("pulse/", live.pulse_page, name="pulse"),
    *map(_board, BOARDS),
    *map(_embedded, BOARDS),
    path("people/<name:slug>/picture", pictures.picture, name="picture"),
    path("people/<name:slug>/picture.svg", pictures.drawn_picture, name="drawn-picture"),
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
    path("teams/<name:slug>/members/", teams.team_page, name="team-members"),
    path("teams/<name:slug>/join/", teams.join_page, name="join-team"),
    path("teams/<name:slug>/names/", place_names.names_page, {"kind": "teams"}, name="team-names"),
    path("locations/<name:slug>/names/", place_names.names_page, {"kind": "locations"}),
    *(each for kind, name in CHANNELS.items() for each in _hub(f"{kind}/<name:slug>/", name, kind)),
    path("boards/", boards.every_board, name="boards"),
    path("boards/<slug:slug>/", boards.given_board_page, name="board"),
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
    path("help/<name:slug>/", guide.given, name="help-given"),
    path("account/", account.account, name="account"),
    path("account/profile/", profile.profile, name="profile"),
    path("account/profile/picture/", profile.picture, name="profile-picture"),
    path("account/teams/", teams.waiting_page, name="waiting-teams"),
    path("account/sign-in/", account.sign_in_page, name="sign-in"),
    path("account/sign-out/", account.sign_out_page, name="sign-out"),
    path("account/sign-up/", joining.sign_up_page, name="sign-up"),
    path("account/sign-up/host/", joining.join_by_host, name="join-by-host"),
    path("account/hosts/<slug:host>/", hosts.go, name="to-host"),
    path("account/hosts/<slug:host>/back/", hosts.back, name="host-back"),
    path("account/identities/", identities.identities, name="identities"),
    path("account/identities/remove/", identities.remove, name="remove-identity"),
    path("account/merge/", identities.merge, name="merge"),
    path("account/prove/", proving.prove, name="prove"),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/sessions/end/", sessions.end, name="end-sessions"),
    path("account/leave/", leaving.leave, name="leave"),
    path("account/download/", leaving.download, name="download"),
    path("account/delete/", leaving.delete, name="delete-account"),
    path("account/gone/", leaving.gone, name="gone"),
    path("account/emails/", addresses.add, name="add-email"),
    path("account/emails/remove/", addresses.remove, name="remove-email"),
    path("account/emails/verify/", addresses.verify, name="verify-email"),
    path("account/password/", passwords.change, name="change-password"),
    path("account/password/forgotten/", passwords.forgotten, name="forgotten-password"),
    path("account/password/new/", passwords.reset, name="new-password"),
    path("account/hooks/", RedirectView.as_view(pattern_name="repositories", permanent=True)),
    path("account/repositories/", repositories.repositories, name="repositories"),
    path("account/repositories/new/", repositories.new_hook, name="new-hook"),
    path("account/repositories/at/<slug:host>/", hosted.hosted, name="hosted"),
    path("account/repositories/at/<slug:host>/switch/", hosted.switch, name="switch"),
    *_hook("account/repositories/<name:hook_id>/"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/revoke/", tokens.revoke, name="revoke-token"),
    path("account/muted/", muted.muted, name="muted"),
    path("account/projects/", whose.whose_commits, name="whose-commits"),
    path("report/<slug:kind>/<name:slug>/", reporting.report_page, name="report"),
    path("plugins/", plugins.plugins_page, name="plugins"),
    path("language/", language.choose_language, name="choose-language"),
    path("sitemap.xml", crawlers.sitemap_index, name="sitemap"),
    path("sitemap-pages.xml", crawlers.sitemap_pages),
    *map(_mapped, sitemap.KINDS),
    path("robots.txt", crawlers.robots, name="robots"),
    path("manifest.webmanifest", installed.manifest, name="manifest"),
    path("offline/", installed.offline, name="offline"),
    path("service-worker.js", installed.service_worker, name="service-worker"),
    path("organize/", organizing.dashboard, name="organize"),
    path("organize/<slug:name>/", organizing.desk, name="desk"),
    path("organize/<slug:name>/<name:id>/", organizing.thing, name="thing"),
    path("metrics", health.metrics, name="metrics"),
    path("healthz", health.health, name="health"),
    path("favicon.ico", health.favicon, name="favicon"),
]
"""July's own pages."""
_MOUNTED = list(mounted(OWN))
APPLICATIONS = applications([*OWN, *_MOUNTED])
"""What answers below `/NAME/` instead of Django, by name."""
urlpatterns = [*OWN, *_MOUNTED, *map(failing, APPLICATIONS)]
