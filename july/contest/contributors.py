"""Whose commits they are, as far as is known."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contributor:
    """A person, or an email that nobody has verified."""

    person: str | None
    email: str
    """Normalised; "" if the commit had none."""

    @property
    def id(self) -> str:
        """The person's name, or ~ and a digest of the orphan's email."""
        return self.person or orphan_id(self.email)


def orphan_id(email: str) -> str:
    """What stands for an orphan, so that no email is part of a key."""
    return "~" + hashlib.sha256(email.encode()).hexdigest()[:24]
