"""Which view answers at which address."""

from django.urls import URLPattern, path, register_converter

from july.contest.totals import BOARDS
from july.web import errors
from july.web.requests import SlugConverter
from july.web.views import account, boards, games, guide, health, home, live, things

register_converter(SlugConverter, "name")

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error


def _board(kind: str) -> URLPattern:
    return path(f"{kind}/", boards.board_page, {"kind": kind}, name=kind)


urlpatterns = [
    path("", home.home, name="home"),
    path("live/", live.live_page, name="live"),
    path("pulse/", live.pulse_page, name="pulse"),
    *map(_board, BOARDS),
    path("people/<name:slug>/", things.person, name="person"),
    path("people/<name:slug>/picture.svg", things.picture, name="picture"),
    path("projects/<name:slug>/", things.project, name="project"),
    path("teams/<name:slug>/", things.place, {"kind": "teams"}, name="team"),
    path("locations/<name:slug>/", things.place, {"kind": "locations"}, name="location"),
    path("languages/<name:slug>/", things.language, name="language"),
    path("games/", games.games, name="games"),
    path("games/<name:slug>/", games.game, name="game"),
    path("help/", guide.overview, name="help"),
    path("help/hooks/", guide.hooks, name="help-hooks"),
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
    path("account/hooks/", account.new_hook, name="new-hook"),
    path("account/hooks/<name:hook_id>/remove/", account.remove_hook, name="remove-hook"),
    path("healthz", health.health, name="health"),
    path("favicon.ico", health.favicon, name="favicon"),
]
