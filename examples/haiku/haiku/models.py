"""What is stored: which commits are haiku. Whose they are, and what they say, the commit knows."""

from google.cloud import ndb


class HaikuPoem(ndb.Model):
    """A commit that counted and whose message is a haiku. Key: the commit's SHA."""

    game = ndb.StringProperty()
    recorded = ndb.IntegerProperty()
    """When July recorded the commit, microseconds since 1970."""
