"""Letters: what the site mails to people.

Each is sent by a task, so that how long a page takes tells nobody whether there was anything to
send. Links in them are signed, good for a while, and name what they are for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from django.core import signing
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from july import deferred
from july.config import settings
from july.errors import BadField
from july.people.models import Person
from july.people.queries import addresses_of, find_person, owners_of
from july.people.reports import OPEN, find_report

SEND = "people.send_letter"
SEND_RESETS = "people.send_resets"
VERIFY, RESET = "verify", "reset"
GOOD_FOR = {VERIFY: timedelta(days=3), RESET: timedelta(hours=2)}


@dataclass(frozen=True, slots=True)
class Letter:
    """What is mailed to one address."""

    subject: str
    text: str


def send_letter(kind: str, name: str, address: str) -> None:
    """Have the letter sent, in the language that is spoken now."""
    deferred.defer(SEND, kind, name, address, translation.get_language() or "en")


def send_resets(who: str) -> None:
    """Have whoever is meant by a name or an address sent a link to a new password.

    Who that is, if anybody, is looked up by the task.
    """
    deferred.defer(SEND_RESETS, who, translation.get_language() or "en")


def deliver_resets(who: str, language: str) -> None:
    """Send those letters now."""
    for name, address in _meant(who):
        deliver(RESET, name, address, language)


def deliver(kind: str, name: str, address: str, language: str) -> None:
    """Send the letter now; whoever is gone, or has nothing to be told, gets none."""
    person = find_person(name)
    if person is None or person.disabled:
        return
    with translation.override(language):
        mail(_WRITERS[kind](person, address), address)


def mail(letter: Letter, address: str) -> None:
    """Send that to one address now."""
    message = EmailMessage(letter.subject, letter.text, to=[address])
    message.extra_headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: answer with none
    message.send()


def deliver_report(id: str) -> None:
    """Tell the organisers of a report now, if they want to be told."""
    filed, to = find_report(id), settings().reports_to
    if filed is None or to is None or filed.state != OPEN:
        return
    values = {
        "by": filed.by or "Somebody who is gone",
        "kind": filed.kind,
        "subject": filed.subject,
        "title": filed.title or "what is gone",
        "reason": filed.reason,
        "words": filed.words or "-",
        "site": settings().base_url,
        "id": filed.id,
    }
    text = (
        "%(by)s reported %(title)s (%(kind)s: %(subject)s) at %(site)s.\n\n"
        "Reason: %(reason)s\n%(words)s\n\n"
        "All that is open: manage.py reports\n"
        "When it is dealt with: manage.py reports --close %(id)s\n"
    )
    message = EmailMessage("A report", text % values, to=[to])
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    message.send()


def link_to_verify(name: str, address: str) -> str:
    """The link with which somebody shows that an address is theirs."""
    return _link("/account/emails/verify/", VERIFY, {"name": name, "address": address})


def link_to_reset(person: Person) -> str:
    """The link with which somebody gets another password. It is good for one change of it."""
    return _link("/account/password/new/", RESET, {"name": person.name, "mark": _mark(person)})


def read_verification(token: str) -> tuple[str, str]:
    """Name and address of a link to verify. Raises BadField."""
    told = _read(VERIFY, token)
    return told["name"], told["address"]


def read_reset(token: str) -> Person:
    """Whose password a link may change. Raises BadField."""
    told = _read(RESET, token)
    person = find_person(told["name"])
    if person is None or person.disabled or told["mark"] != _mark(person):
        raise BadField(_("This link has been used already; ask for another."), field="token")
    return person


def _meant(text: str) -> list[tuple[str, str]]:
    """Who is meant by a name or an address, and where they get their letter: (name, address)."""
    if "@" in text:
        return [(name, address) for address, name in owners_of([text]).items()]
    person = find_person(text)
    return [(person.name, address) for address in addresses_of(person.name)] if person else []


def _verification(person: Person, address: str) -> Letter:
    link = link_to_verify(person.name, address)
    values = {"name": person.name, "site": settings().base_url, "link": link}
    return Letter(
        _("Is this address yours?"),
        _(
            "Somebody, probably you, wants commits by this address to count for %(name)s at"
            " %(site)s.\n\nIf that is right, open this page within three days:\n\n%(link)s\n\n"
            "If it is not, do nothing: the address stays whose it is."
        )
        % values,
    )


def _reset(person: Person, _address: str) -> Letter:
    values = {"name": person.name, "site": settings().base_url, "link": link_to_reset(person)}
    return Letter(
        _("A new password"),
        _(
            "Somebody, probably you, wants a new password for %(name)s at %(site)s.\n\n"
            "Choose it here within two hours:\n\n%(link)s\n\n"
            "If it was not you, do nothing: your password stays as it is."
        )
        % values,
    )


_WRITERS: dict[str, Callable[[Person, str], Letter]] = {VERIFY: _verification, RESET: _reset}


def _link(path: str, kind: str, told: dict[str, str]) -> str:
    token = signing.dumps(told, salt=f"july.letters.{kind}")
    return f"{settings().base_url}{path}?token={quote(token)}"


def _read(kind: str, token: str) -> dict[str, str]:
    try:
        told: dict[str, str] = signing.loads(
            token, salt=f"july.letters.{kind}", max_age=GOOD_FOR[kind]
        )
    except signing.SignatureExpired:
        raise BadField(_("This link is too old; ask for another."), field="token") from None
    except signing.BadSignature:
        message = _("This link is not whole; copy all of it from the letter.")
        raise BadField(message, field="token") from None
    return told


def _mark(person: Person) -> str:
    """Another one as soon as the password is another, which tells nothing of it."""
    return salted_hmac("july.letters.reset", person.password or "", algorithm="sha256").hexdigest()
