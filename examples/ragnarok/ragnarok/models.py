"""What is stored: the websites that are asked, and what each said."""

from datetime import UTC

from google.cloud import ndb


class RagnarokWebsite(ndb.Model):
    """A website that tells whether the world has ended. Key: its address."""

    search_for = ndb.TextProperty()
    """What it says as long as the world has not ended."""
    last_checked = ndb.DateTimeProperty(tzinfo=UTC, indexed=False)
    """When it last said anything; None if it never did."""

    @property
    def url(self) -> str:
        """Its address."""
        return str(self.key.id())


class RagnarokResult(ndb.Model):
    """What a website said at one time."""

    website = ndb.KeyProperty(RagnarokWebsite)
    world_ended = ndb.BooleanProperty()
    checked = ndb.DateTimeProperty(tzinfo=UTC, indexed=False)
