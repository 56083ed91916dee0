"""What there is to say of a person, a project or the site itself, and where else to look."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from july.hosts import HOSTS
from july.hubs.contract import Data, Widget, heard_by
from july.hubs.settings import Text
from july.hubs.subjects import SITE, Subject
from july.live.services.own import people, projects


def data(subject: Subject) -> Data:
    """What everybody may know of it."""
    if subject.kind == "people":
        person = people.get(subject.slug, subject.game_slug)
        return {name: person[name] for name in ("about", "name")}
    if subject.kind == "projects":
        project = projects.get(subject.slug, subject.game_slug)
        host = HOSTS.get(project["host"])
        return {"repository": project["repository"], "host": host.title if host else ""}
    return {}


def channels(subject: Subject) -> Iterable[str]:
    """What changes it."""
    if subject.kind == "people":
        return heard_by(people.get, subject.slug, subject.game_slug)
    if subject.kind == "projects":
        return heard_by(projects.get, subject.slug, subject.game_slug)
    return ()


def heading(subject: Subject, _data: Data) -> Text:
    """Of the site its name, of a thing just what it is."""
    return gettext_lazy("What July is") if subject.kind == SITE else gettext_lazy("About")


WIDGET = Widget(
    name="about",
    title=gettext_lazy("About"),
    about=gettext_lazy("A few words about a person, a project or the site, and links."),
    data=data,
    channels=channels,
    kinds=(SITE, "people", "projects"),
    heading=heading,
)
