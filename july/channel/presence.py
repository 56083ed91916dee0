"""`/_ah/channel/connected/` and `/disconnected/`: whose connections are open."""

from urllib.parse import parse_qs

import webapp2

from july.channel.application import Handler
from july.channel.questions import believed_body
from july.errors import BadField, BadRequest
from july.live.presence import MOST_IDS, presence

LONGEST_ID = 200


class ConnectedHandler(Handler):
    """They are there, or still there."""

    verbs = ("OPTIONS", "POST")

    def post(self) -> None:
        """Count `from=CLIENT_ID`, which may be repeated. Raises Forbidden, BadField."""
        presence().connected(_clients(self.request))
        self.reply_json({})


class DisconnectedHandler(Handler):
    """They are gone."""

    verbs = ("OPTIONS", "POST")

    def post(self) -> None:
        """Count them no more. Raises Forbidden, BadField."""
        presence().disconnected(_clients(self.request))
        self.reply_json({})


def _clients(request: webapp2.Request) -> list[str]:
    # Read by hand: a switchboard names another type for the body of all its questions.
    try:
        given = parse_qs(believed_body(request).decode("ascii"), max_num_fields=MOST_IDS)
    except ValueError:
        message = f"The body must be a form with at most {MOST_IDS} fields"
        raise BadRequest(message) from None
    ids = given.get("from", [])
    if not ids or any(len(id) > LONGEST_ID for id in ids):
        message = f"from must name a client by at most {LONGEST_ID} characters"
        raise BadField(message, field="from")
    return ids
