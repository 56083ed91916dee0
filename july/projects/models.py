"""What is stored about projects, hooks and deliveries."""

from google.cloud import ndb

from july.lib.search import words_of


class Project(ndb.Model):
    """One repository. Key: its identity, `host:site:id`, which a rename leaves as it is."""

    slug = ndb.StringProperty()
    host = ndb.TextProperty()
    owner = ndb.TextProperty()
    name = ndb.TextProperty()
    url = ndb.TextProperty()
    private = ndb.BooleanProperty(indexed=False, default=False)
    disabled = ndb.BooleanProperty(indexed=False, default=False)
    brought_by = ndb.StringProperty()
    """The owner of the hook that brought it, "" for the open endpoint, ~ for who is gone. Their
    deliveries tell what it is called and whether it is private. None where it is older."""
    words = ndb.StringProperty(repeated=True)
    """By which the project is found."""
    created = ndb.DateTimeProperty(auto_now_add=True)

    @property
    def id(self) -> str:
        """The identity."""
        return str(self.key.id())

    @property
    def title(self) -> str:
        """Owner and name, as people read it."""
        return f"{self.owner}/{self.name}" if self.owner else self.name

    def _pre_put_hook(self) -> None:
        self.words = words_of(self.owner, self.name)


class ProjectAddress(ndb.Model):
    """A slug that a project has or had; the old ones redirect. Key: the slug."""

    project = ndb.StringProperty()


class Hook(ndb.Model):
    """An address with a secret to which a git host sends deliveries. Key: a random id."""

    owner = ndb.StringProperty()
    host = ndb.StringProperty()
    secret = ndb.TextProperty()
    earlier = ndb.JsonProperty()
    """Secrets before it that are still good: [[secret, until, microseconds since 1970], …]."""
    moved = ndb.TextProperty(repeated=True)
    """Ids of projects for which no earlier secret is good: they have used the present one."""
    first = ndb.IntegerProperty(indexed=False)
    """When the first delivery with a right signature came: microseconds since 1970."""
    repository = ndb.StringProperty()
    """The host's id of the one repository for which July made it there; None for one by hand."""
    title = ndb.TextProperty()
    """Owner and name of that repository, as people read it."""
    quiet = ndb.BooleanProperty(indexed=False, default=False)
    """Whether its owner wants no letters about it."""
    told = ndb.IntegerProperty(indexed=False)
    """When its owner was last told that it does not work: microseconds since 1970."""
    language = ndb.TextProperty()
    """In which its owner made it, and reads letters about it."""
    deleted = ndb.BooleanProperty(indexed=False, default=False)
    created = ndb.DateTimeProperty(auto_now_add=True)

    @property
    def id(self) -> str:
        """The id, as it stands in the address."""
        return str(self.key.id())


class Connection(ndb.Model):
    """A repository whose webhook July has set up, or recognised, at its host.

    Key: owner, host and the host's id of the repository, joined by |.
    """

    owner = ndb.StringProperty()
    host = ndb.StringProperty()
    repository = ndb.TextProperty()
    """The host's id of it."""
    place = ndb.TextProperty()
    """What the host's API calls it."""
    title = ndb.TextProperty()
    """Owner and name, as people read it."""
    hook = ndb.TextProperty()
    """Id of the Hook by which it delivers."""
    remote = ndb.TextProperty()
    """The host's own id of the webhook."""
    created = ndb.DateTimeProperty(auto_now_add=True, indexed=False)


class Delivery(ndb.Model):
    """One HTTP request from a git host, and what became of it. Key: a random id."""

    hook = ndb.StringProperty()
    """Id of the hook, or None at the open endpoint."""
    owner = ndb.TextProperty()
    """Name of the hook's owner, who may look the delivery up."""
    host = ndb.TextProperty()
    event = ndb.TextProperty()
    """What the host calls it: `push`, `ping`, …"""
    again = ndb.TextProperty()
    """Id of the delivery of which this is a repetition from here, None for a request of a host."""
    project = ndb.StringProperty()
    received = ndb.IntegerProperty()
    """Microseconds since 1970."""
    headers = ndb.JsonProperty()
    size = ndb.IntegerProperty(indexed=False)
    status = ndb.IntegerProperty(indexed=False)
    answer = ndb.JsonProperty()
    milliseconds = ndb.FloatProperty(indexed=False)
    body = ndb.BlobProperty(compressed=True)
    """What was sent, for a limited time."""
    body_from = ndb.IntegerProperty()
    """When the body was received, as long as it is kept: microseconds since 1970."""
