"""What is stored about people. Every key is the thing's name in addresses."""

from google.cloud import ndb

from july.lib.search import words_of


class Person(ndb.Model):
    """Somebody who takes part. Key: the name, in lower case."""

    title = ndb.TextProperty()
    """The name as the person writes it."""
    about = ndb.TextProperty()
    picture = ndb.TextProperty()
    location = ndb.StringProperty()
    """Slug of a Location, or None."""
    team = ndb.StringProperty()
    """Slug of a Team, or None."""
    password = ndb.TextProperty()
    """Encoded by Django's hashers; None where nobody can sign in by password."""
    organizer = ndb.BooleanProperty(indexed=False, default=False)
    disabled = ndb.BooleanProperty(indexed=False, default=False)
    disowned = ndb.TextProperty(repeated=True)
    """Ids of the projects of which the person said: these commits are not mine."""
    words = ndb.StringProperty(repeated=True)
    """By which the person is found."""
    created = ndb.DateTimeProperty(auto_now_add=True)

    @property
    def name(self) -> str:
        """The name in addresses."""
        return str(self.key.id())

    def _pre_put_hook(self) -> None:
        self.words = words_of(self.name, self.title)


class NameLook(ndb.Model):
    """Who has a name that looks like this. Key: the look (`july.people.names.look_of`)."""

    person = ndb.TextProperty()


class Email(ndb.Model):
    """A verified address. Key: the address, normalised."""

    person = ndb.StringProperty()
    created = ndb.DateTimeProperty(auto_now_add=True, indexed=False)


class PendingEmail(ndb.Model):
    """An address that nobody has shown to be theirs yet. Key: person and address, joined by |."""

    person = ndb.StringProperty()
    created = ndb.DateTimeProperty(auto_now_add=True, indexed=False)


class Recognised(ndb.Model):
    """The projects of which a person said: these commits are mine. Key: the person's name."""

    projects = ndb.TextProperty(repeated=True)
    """Their ids."""


class Report(ndb.Model):
    """What somebody wants the organisers to look at. Key: who, what and why, as a digest.

    The same report again is the same row.
    """

    kind = ndb.TextProperty()
    """A kind of page, or `commits`."""
    subject = ndb.TextProperty()
    """Its slug, id or hash."""
    title = ndb.TextProperty()
    """What it was called when it was reported."""
    whose = ndb.TextProperty()
    """Name of the person whose it is, None if it is nobody's."""
    by = ndb.StringProperty()
    """Name of who reported it."""
    reason = ndb.TextProperty()
    """One of `july.people.reports.REASONS`."""
    words = ndb.TextProperty()
    """What they wrote to it."""
    state = ndb.StringProperty()
    """`open` or `closed`."""
    created = ndb.IntegerProperty()
    """Microseconds since 1970."""
    closed = ndb.IntegerProperty(indexed=False)
    outcome = ndb.TextProperty()
    """What came of it, in the words of who closed it."""

    @property
    def id(self) -> str:
        """The id by which it is closed."""
        return str(self.key.id())


class ReportsOfDay(ndb.Model):
    """How often a person has reported something today. Key: the person's name."""

    day = ndb.TextProperty()
    """In UTC, ISO 8601."""
    count = ndb.IntegerProperty(indexed=False, default=0)


class Token(ndb.Model):
    """Lets a script act for a person. Key: SHA-256 of the token; the token itself is not kept."""

    person = ndb.StringProperty()
    created = ndb.DateTimeProperty(auto_now_add=True, indexed=False)


class Location(ndb.Model):
    """Where people are. Key: the slug."""

    name = ndb.TextProperty()
    words = ndb.StringProperty(repeated=True)
    """By which it is found."""
    created = ndb.DateTimeProperty(auto_now_add=True)

    @property
    def slug(self) -> str:
        """The name in addresses."""
        return str(self.key.id())

    def _pre_put_hook(self) -> None:
        self.words = words_of(self.name)


class Team(ndb.Model):
    """People who add up their points. Key: the slug."""

    name = ndb.TextProperty()
    words = ndb.StringProperty(repeated=True)
    """By which it is found."""
    created = ndb.DateTimeProperty(auto_now_add=True)

    @property
    def slug(self) -> str:
        """The name in addresses."""
        return str(self.key.id())

    def _pre_put_hook(self) -> None:
        self.words = words_of(self.name)
