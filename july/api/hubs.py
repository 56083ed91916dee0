"""`/api/v1/hubs/…`: which widgets stand on the page about a thing."""

from typing import Any

from july import widgets
from july.api.handler import Handler, address_of
from july.errors import BadField
from july.hubs.actions import change_layout
from july.hubs.layouts import layout_from
from july.hubs.queries import Editing, editing_of, state_of
from july.hubs.subjects import SITE, Subject, find_subject


class HubHandler(Handler):
    """`/api/v1/hubs/KIND/SLUG`."""

    def get(self, kind: str, slug: str = "") -> None:
        """How a page is arranged, and its version."""
        subject = _subject(kind, slug)
        self.reply(_told(subject, editing_of(subject)))

    def put(self, kind: str, slug: str = "") -> None:
        """Arrange a page of one's own anew: needs a token and the version that is to be replaced.

        Raises Unauthorized, Forbidden, Conflict for another version, BadField.
        """
        person = self.require_person("pages")
        subject = _subject(kind, slug)
        body = self.body_as_object()
        unknown = set(body) - {"version", "widgets"}
        if unknown:
            name = min(unknown)[:50]
            raise BadField(f"There is no {name!r} here; known: version, widgets.", field=name)
        version = body.get("version")
        if isinstance(version, bool) or not isinstance(version, int):
            raise BadField("Send the version that you read, a whole number.", field="version")
        layout = layout_from(body.get("widgets"))
        change_layout(subject, person, version, lambda _old: layout)
        self.reply(_told(subject, editing_of(subject)))


class SiteHubHandler(HubHandler):
    """`/api/v1/hubs/site`: the front page."""

    def get(self, kind: str = SITE, slug: str = "") -> None:
        """How the front page is arranged, and its version."""
        super().get(kind, slug)

    def put(self, kind: str = SITE, slug: str = "") -> None:
        """Arrange the front page anew, as an organiser: as any other page."""
        super().put(kind, slug)


def _subject(kind: str, slug: str) -> Subject:
    widgets.load()
    return find_subject(kind, slug)


def _told(subject: Subject, editing: Editing) -> dict[str, Any]:
    return {
        "kind": subject.kind,
        "slug": subject.slug,
        "title": subject.title,
        "url": address_of(subject.path),
        "stars": state_of(subject).stars,
        "version": editing.version,
        "default": editing.is_default,
        "undo": editing.steps,
        "widgets": editing.layout.as_json(),
    }
