"""What every template can use."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import BaseLoader, Environment, StrictUndefined

from july import __version__
from july.config import settings
from july.contest.rankings import BOARDS_GIVEN, Board
from july.contest.totals import BOARDS
from july.hubs.names import BOARD_NAMES, KIND_NAMES, KINDS_IN_A_SENTENCE, THING_NAMES
from july.lib import clock, words
from july.lib.flags import flag_of
from july.lib.paths import path_to
from july.people.oauth import title_of
from july.people.pictures import picture_path
from july.people.roles import role_of
from july.web.account_pages import account_pages
from july.web.drawn import drawn_once
from july.web.links import absolute, address_of_page, beside, static


def make_environment(loader: BaseLoader, auto_reload: bool, **_others: object) -> Environment:
    """Jinja2 with what Django gives it: escaping everything, loud about names that don't exist."""
    environment = Environment(
        loader=loader,
        auto_reload=auto_reload,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # A text may be broken into lines in a template without being another for its translators.
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    environment.globals.update(
        sign_in_hosts=sign_in_hosts,
        absolute=absolute,
        account_pages=account_pages,
        beside=beside,
        role_of=role_of,
        path_to=path_to,
        picture_path=picture_path,
        static=static,
        boards=BOARDS,
        boards_besides=boards_besides,
        board_names=BOARD_NAMES,
        kind_names=KIND_NAMES,
        kinds_in_a_sentence=KINDS_IN_A_SENTENCE,
        thing_names=THING_NAMES,
        drawn_once=drawn_once,
        version=__version__,
        count=words.count,
        flag_of=flag_of,
        when=words.when,
    )
    environment.filters.update(
        number=words.number,
        first_line=words.first_line,
        bytes=words.size,
        moment_of=clock.from_microseconds,
        day=words.day,
        weekday_name=words.weekday_name,
        month=words.month,
        moment=words.moment,
        ago=words.ago,
        clock=words.clock_time,
    )
    return environment


def boards_besides() -> list[Board]:
    """The boards that plugins give."""
    return [gift.thing for gift in BOARDS_GIVEN if gift.thing.slug not in BOARDS]


def sign_in_hosts() -> list[tuple[str, str]]:
    """The git hosts with which people can sign in: name, and title with the place of one's own."""
    return [(client.host, title_of(client)) for client in settings().clients]


def viewer(request: HttpRequest) -> dict[str, Any]:
    """Who looks, where that is known: an error page may come before anybody asked."""
    return {
        "viewer": getattr(request, "viewer", None),
        "here": request.path,
        "canonical": address_of_page(request),
    }
