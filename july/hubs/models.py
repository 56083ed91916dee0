"""What is stored about hubs."""

from google.cloud import ndb


class HubLayout(ndb.Model):
    """The widgets of a hub that somebody has changed. Key: kind and id of its thing, by |."""

    placements = ndb.JsonProperty()
    """As `july.hubs.layouts.Layout.as_json` gives them; None is the default."""
    before = ndb.JsonProperty()
    """What it was earlier, the newest last: what undo brings back. None in it is the default."""
    version = ndb.IntegerProperty(indexed=False, default=0)
    """One more with every change: who edits an older one is told."""
    changed_by = ndb.StringProperty()
    """Name of who changed it last, None of who is gone."""
    changed = ndb.IntegerProperty(indexed=False)
    """Microseconds since 1970."""


class HubStars(ndb.Model):
    """How many people have starred a hub. Key: that of its layout."""

    stars = ndb.IntegerProperty(indexed=False, default=0)


class Attention(ndb.Model):
    """What one person has starred, follows and does not want to read. Key: their name.

    One row a person: whether a page is starred, and all that are, are one lookup.
    """

    stars = ndb.JsonProperty()
    """Microseconds since 1970, by the key of the hub."""
    follows = ndb.JsonProperty()
    mutes = ndb.JsonProperty()
    """The same of people whom they do not want to read, by name."""
    muted = ndb.StringProperty(repeated=True)
    """Their names, by which it is found who has muted somebody."""

    def _pre_put_hook(self) -> None:
        self.muted = sorted(self.mutes or {})
