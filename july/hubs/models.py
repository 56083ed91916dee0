"""What is stored about hubs."""

from google.cloud import ndb


class HubLayout(ndb.Model):
    """The widgets of a hub that somebody has changed. Key: kind and id of its thing, by |."""

    placements = ndb.JsonProperty()
    """As `july.hubs.layouts.Layout.as_json` gives them."""
    before = ndb.JsonProperty()
    """What it was earlier, the newest last: what undo brings back. None in it is the default."""
    version = ndb.IntegerProperty(indexed=False, default=0)
    """One more with every change: who edits an older one is told."""
    changed_by = ndb.TextProperty()
    changed = ndb.DateTimeProperty(auto_now=True, indexed=False)
