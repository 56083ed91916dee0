"""What must not be open to everybody."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from july.config import Settings
from july.errors import Suspended
from july.management.demo import ORGANIZER, PASSWORD
from july.management.doctor.findings import Finding, fine, wrong
from july.people.models import Person
from july.people.queries import person_with_password

OPEN_TO_OTHERS = 0o077


def secrets(settings: Settings) -> Iterator[Finding]:
    """Whether keys are kept, and nothing for trying July out stands open on a public site."""
    found = [*_key(settings)]
    if _is_public(settings):
        found += _on_public_site(settings)
    yield from found or [fine("secrets", "keys are kept, nothing stands open")]


def _key(settings: Settings) -> Iterator[Finding]:
    path = settings.data / "secret_key"
    if path.is_file() and path.stat().st_mode & OPEN_TO_OTHERS:
        yield wrong("secrets", f"others may read {path}", f"chmod 600 {path}, then make another")


def _on_public_site(settings: Settings) -> Iterator[Finding]:
    if not settings.secure:
        told = f"{settings.base_url} is plain HTTP: passwords and sessions can be read on the way"
        yield wrong("secrets", told, "put a proxy with TLS before it (docs/machine.md)")
    if settings.debug:
        yield wrong("secrets", "error pages show their cause to everybody", "unset JULY_DEBUG")
    if settings.open_hooks:
        told = "anybody may push commits in anybody's name, without a signature"
        yield wrong("secrets", told, "unset JULY_OPEN_HOOKS")
    if _demo() is not None:
        told = f"everybody knows the password of {ORGANIZER}, who organises the demo"
        yield wrong("secrets", told, f"`manage.py createuser {ORGANIZER} --password ...`")


def _demo() -> Person | None:
    try:
        return person_with_password(ORGANIZER, PASSWORD)
    except Suspended:
        return None


def _is_public(settings: Settings) -> bool:
    """Whether others than this machine are told to come."""
    host = urlsplit(settings.base_url).hostname or ""
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"
