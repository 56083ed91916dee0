"""A plugin that gives everything there is to give to the contest, as its author would write it."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests.plugins.packages import POEMS, write_plugin

CODE = '''
import hashlib
import hmac
import json
from datetime import timedelta

from django.utils.translation import gettext_lazy
from google.cloud import ndb

from july.bus.listening import Listener
from july.contest.badges import Badge, BadgeRule
from july.contest.boards import BoardRow, Page
from july.contest.exclusions import Exclusion
from july.contest.rankings import Board, page_of
from july.contest.scoring import ScoringRule
from july.deferred import task
from july.hosts import Host, Instructions
from july.hosts.host import delivery_id_from, header
from july.hosts.push import HOST as PLAIN
from july.web.guide import GuidePage
from poets.models import Poem
from dataclasses import replace


def is_poem(message):
    return message.count("\\n") == 2


def hear(event):
    told = json.loads(event.data)
    if is_poem(told["message"]):
        Poem(id=told["hash"], poet=(told["person"] or {}).get("name"), lines=3).put()


@task("poets.read", every=timedelta(days=1))
def read():
    """Nothing to do today."""


def page(game, limit, cursor):
    poems = Poem.query(Poem.lines == 3).order(-Poem.poet).fetch()
    count = {}
    for poem in poems:
        count[poem.poet] = count.get(poem.poet, 0) + 1
    rows = [
        BoardRow(rank, poet, poet, f"/people/{poet}/", points)
        for rank, (poet, points) in enumerate(sorted(count.items(), key=lambda each: -each[1]), 1)
    ]
    return page_of(rows, limit, cursor, f"poets {game.slug}")


def parse(headers, body):
    content = PLAIN.parse({}, body)
    if not hasattr(content, "commits"):
        return content
    return replace(content, repository=replace(content.repository, host="inkwell"))


def verify(headers, body, secret):
    wanted = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(header(headers, "x-inkwell").encode(), wanted.encode())


@hookimpl
def exclusions():
    return [Exclusion("only-fix", "Messages that only say fix.", lambda c, p: c.message == "fix")]


@hookimpl
def scoring_rules():
    return [ScoringRule("haiku", "5 for a poem.", lambda c, g: 5 * is_poem(c.message))]


@hookimpl
def boards():
    return [Board("poets", gettext_lazy("Poets"), gettext_lazy("Who wrote most."), page)]


@hookimpl
def badges():
    return [
        BadgeRule(
            "poet",
            lambda at: "Poet",
            "",
            lambda had, game: [Badge("poet", "poet", 1, None)] if had.bonus else [],
        )
    ]


@hookimpl
def listeners():
    return [Listener("poets", ("commits",), hear)]


@hookimpl
def tasks():
    return ["poets"]


@hookimpl
def help_pages():
    return [
        GuidePage("/help/poems/", gettext_lazy("Poems"), gettext_lazy("Poems"), "", "poems.html")
    ]


@hookimpl
def hosts():
    return [
        Host(
            name="inkwell",
            prefix="ink",
            title="Inkwell",
            events=("push",),
            parse=parse,
            verify=verify,
            event_headers=("x-inkwell-event",),
            delivery_id=delivery_id_from("x-inkwell-id"),
            instructions=Instructions(
                "Add a webhook on Inkwell", ("Dip your pen.",), "X-Inkwell: an HMAC."
            ),
        )
    ]
'''
MODELS = """
from google.cloud import ndb

class Poem(ndb.Model):
    poet = ndb.StringProperty()
    lines = ndb.IntegerProperty()
"""
PAGE = """
{% extends "help/page.html" %}
{% block guide %}<p id="how">{{ _("A poem has three lines.") }} {{ _("Boards") }}</p>{% endblock %}
"""
GERMAN = {
    "Poets": "Dichter",
    "Who wrote most.": "Wer am meisten schrieb.",
    "A poem has three lines.": "Ein Gedicht hat drei Zeilen.",
    "Boards": "Bretter vom Plugin",
}


def write_poets(folder: Path) -> None:
    """The plugin, with its models, indexes, a page and its German."""
    package = write_plugin(folder, "poets", CODE, models=MODELS)
    (package / "index.yaml").write_text(POEMS)
    (package / "templates").mkdir()
    (package / "templates" / "poems.html").write_text(PAGE)
    german = package / "locale" / "de" / "LC_MESSAGES"
    german.mkdir(parents=True)
    catalogue = Catalog(locale="de")
    for text, translation in GERMAN.items():
        catalogue.add(text, translation)
    with (german / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
