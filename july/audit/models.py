"""What is stored of one action."""

from google.cloud import ndb


class AuditEntry(ndb.Model):
    """One thing that an organiser did. Key: the moment and something random, in order of time."""

    by = ndb.StringProperty()
    """Name of the person; None from the shell, or of who is gone."""
    shell = ndb.BooleanProperty(indexed=False, default=False)
    """Whether it was done by a command on the machine."""
    moment = ndb.IntegerProperty()
    """Microseconds since 1970."""
    what = ndb.StringProperty()
    """`suspend`, `approve`, `merge`, ..."""
    kind = ndb.TextProperty()
    """The sort of thing: `people`, `teams`, `games`, ..."""
    about = ndb.StringProperty()
    """The thing: its kind and its key, joined by a slash."""
    title = ndb.TextProperty()
    """What it was called then."""
    before = ndb.JsonProperty()
    after = ndb.JsonProperty()
    """What was changed: name of a field to its value."""
    why = ndb.TextProperty()

    @property
    def id(self) -> str:
        """The entry's name in exports."""
        return str(self.key.id())

    @property
    def subject(self) -> str:
        """The key of the thing."""
        return str(self.about).partition("/")[2]


def about_thing(kind: str, subject: str) -> str:
    """How an entry names a thing."""
    return f"{kind}/{subject}"
