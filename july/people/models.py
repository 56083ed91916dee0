"""What is stored about people. Every key is the thing's name in addresses."""

from google.cloud import ndb

from july.lib.search import words_of


class Person(ndb.Model):
    """Somebody who takes part. Key: the name, in lower case."""

    title = ndb.TextProperty()
    """The name as the person writes it."""
    about = ndb.TextProperty()
    links = ndb.TextProperty(repeated=True)
    """Addresses of pages of their own, http or https."""
    picture = ndb.TextProperty()
    """Digest of their Picture, None for who has the one that is drawn from the name."""
    time_zone = ndb.TextProperty()
    """Name in the IANA's database, or None for that of the browser."""
    hidden = ndb.TextProperty(repeated=True)
    """What they keep to themselves, of `july.people.profiles.HIDEABLE`."""
    location = ndb.StringProperty()
    """Slug of a Location, or None."""
    team = ndb.StringProperty()
    """Slug of a Team, or None."""
    password = ndb.TextProperty()
    """Encoded by Django's hashers; None where nobody can sign in by password."""
    organizer = ndb.BooleanProperty(default=False)
    role = ndb.TextProperty()
    """`moderator` or `reader`, of those who have no greater one (`july.people.roles`)."""
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


class Identity(ndb.Model):
    """Somebody as a git host knows them. Key: host and id there, joined by |."""

    person = ndb.StringProperty()
    host = ndb.TextProperty()
    login = ndb.TextProperty()
    """The name there, which may change; the id doesn't."""
    picture = ndb.TextProperty()
    access = ndb.BlobProperty()
    """What lets July act there for the person, encrypted; None unless they have allowed it."""
    created = ndb.DateTimeProperty(auto_now_add=True, indexed=False)

    @property
    def id(self) -> str:
        """The id at the host."""
        return str(self.key.id()).partition("|")[2]


class LastAccess(ndb.Model):
    """What lets July act at a git host for somebody who went, while their hooks are removed there.

    Key: who went, host and id there, joined by |.
    """

    person = ndb.StringProperty()
    """Name of who went."""
    host = ndb.TextProperty()
    access = ndb.BlobProperty()
    """Encrypted."""
    since = ndb.IntegerProperty()
    """When they went, microseconds since 1970."""


class Sessions(ndb.Model):
    """Where a person is signed in. Key: the person's name."""

    running = ndb.JsonProperty()
    """By id: {"begun": microseconds since 1970, "browser": "Firefox"}."""


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
    """Its slug, id or hash; None of a person who is gone."""
    title = ndb.TextProperty()
    """What it was called when it was reported, as long as it may be told."""
    whose = ndb.StringProperty()
    """Name of the person whose it is, None if it is nobody's, or theirs who is gone."""
    by = ndb.StringProperty()
    """Name of who reported it, None of who is gone."""
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


class Today(ndb.Model):
    """How often a person has done today what has a limit. Key: the person's name."""

    day = ndb.TextProperty()
    """In UTC, ISO 8601."""
    counts = ndb.JsonProperty()
    """By what they did."""


class Token(ndb.Model):
    """Lets a script act for a person. Key: SHA-256 of the token; the token itself is not kept."""

    person = ndb.StringProperty()
    title = ndb.TextProperty()
    """What the person calls it, to tell it from others."""
    scopes = ndb.TextProperty(repeated=True)
    """What it is good for; none named, from before there were scopes: everything."""
    expires = ndb.IntegerProperty(indexed=False)
    """Until when it is good, microseconds since 1970; None for always."""
    used = ndb.IntegerProperty(indexed=False)
    """When it was last used, to the hour: microseconds since 1970, None for never."""
    created = ndb.DateTimeProperty(auto_now_add=True, indexed=False)


class Picture(ndb.Model):
    """A person's own picture, made anew from what they sent. Key: the person's name."""

    data = ndb.BlobProperty(indexed=False)
    """WebP."""


class Move(ndb.Model):
    """The last change of somebody's location or team, and how far it has got. Key: the name."""

    number = ndb.IntegerProperty(indexed=False, default=0)
    """Of the change; each has the next one."""
    followed = ndb.IntegerProperty(indexed=False, default=0)
    """Of the last change of which it is known which recounts it waits for."""
    places = ndb.JsonProperty()
    """Both sides: [["locations", "berlin"], …]."""
    awaited = ndb.JsonProperty()
    """The recounts: [[game, kind, slug, generation], …]."""


class Place(ndb.Model):
    """What locations and teams have in common. Key: the slug."""

    name = ndb.TextProperty()
    words = ndb.StringProperty(repeated=True)
    """By which it is found."""
    merged_into = ndb.StringProperty()
    """Slug of the place for which this is just another name, else None."""
    created = ndb.DateTimeProperty(auto_now_add=True)

    @property
    def slug(self) -> str:
        """The name in addresses."""
        return str(self.key.id())

    @property
    def is_listed(self) -> bool:
        """Whether it stands in lists and on boards."""
        return not self.merged_into

    def _pre_put_hook(self) -> None:
        self.words = words_of(self.name)


class Location(Place):
    """Where people are."""


class Team(Place):
    """People who add up their points."""

    founder = ndb.StringProperty()
    """Name of who named it first, None of who is gone."""
    lead = ndb.StringProperty()
    """Name of who looks after it. Once they are no member any more, all members do."""
    invitation = ndb.TextProperty()
    """The secret of the link with which members let others join."""
    by_invitation = ndb.BooleanProperty(indexed=False, default=False)
    """Whether nobody joins without that link."""
    waits = ndb.BooleanProperty(default=False)
    """Whether an organiser has yet to let it on the boards."""

    @property
    def is_listed(self) -> bool:
        """Whether it stands in lists and on boards."""
        return not self.merged_into and not self.waits
