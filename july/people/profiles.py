"""What people say of themselves, checked, and what of it everybody gets to see."""

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from july.errors import BadField
from july.lib.texts import one_line
from july.lib.zones import zone_named
from july.people.models import Person
from july.stores.plain import Plain

HIDEABLE = ("location", "links", "days")
"""What a person may keep to themselves: `days` is by day and hour when they commit."""
LONGEST_TITLE = 100
LONGEST_ABOUT = 1000
LONGEST_LINK = 300
MOST_LINKS = 5
_SPACES = re.compile(r"[^\S\n]+")


def shows(person: Person | Plain, what: str) -> bool:
    """Whether everybody gets to see that of the person."""
    return what not in (person.hidden or ())


def public_location(person: Person | Plain) -> str | None:
    """Slug of the person's location, None for who has none or keeps it to themselves."""
    location: str | None = person.location
    return location if shows(person, "location") else None


def checked_title(text: str) -> str:
    """A person's name as they write it, in one line. Raises BadField."""
    title = one_line(text)
    if len(title) > LONGEST_TITLE:
        raise BadField(_too_long(LONGEST_TITLE), field="title")
    return title


def checked_about(text: str) -> str:
    """A few lines about oneself, without space that nobody sees. Raises BadField."""
    lines = (one_line(_SPACES.sub(" ", line)) for line in text.splitlines())
    about = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if len(about) > LONGEST_ABOUT:
        raise BadField(_too_long(LONGEST_ABOUT), field="about")
    return about


def checked_links(text: str) -> tuple[str, ...]:
    """Addresses of pages, one a line, each once. Raises BadField for what is none."""
    links = tuple(dict.fromkeys(_checked_link(line) for line in text.split()))
    if len(links) > MOST_LINKS:
        message = _("These are %(count)s links; there is room for %(most)s.")
        raise BadField(message % {"count": len(links), "most": MOST_LINKS}, field="links")
    return links


def checked_zone(name: str) -> str:
    """The name of a time zone, "" for the browser's. Raises BadField."""
    if name and zone_named(name) is None:
        message = _("%(text)r is no time zone; one is called like Europe/Berlin.")
        raise BadField(message % {"text": name}, field="time_zone")
    return name


def checked_hidden(shown: list[str]) -> tuple[str, ...]:
    """What is kept private where only `shown` is not."""
    return tuple(each for each in HIDEABLE if each not in shown)


def _checked_link(text: str) -> str:
    """The address. Names without a scheme are taken for https. Raises BadField."""
    link = text if re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE) else f"https://{text}"
    if not _is_link(link):
        message = _("%(text)r is no link; one begins with https:// and names a site.")
        raise BadField(message % {"text": text[:LONGEST_LINK]}, field="links")
    return link


def _is_link(link: str) -> bool:
    if len(link) > LONGEST_LINK or one_line(link) != link or "\\" in link:
        return False
    try:
        parts = urlsplit(link)
        named = parts.hostname is not None and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    # Whoever reads `https://bank.example@evil.example` believes to be led to the first.
    return named and parts.scheme in {"http", "https"} and "@" not in parts.netloc


def _too_long(most: int) -> str:
    return _("This is too long: there is room for %(most)s characters.") % {"most": most}
