"""Bitbucket Cloud."""

from july.hosts.bitbucket.oauth import OAUTH
from july.hosts.bitbucket.parser import EVENTS, parse
from july.hosts.bitbucket.signature import verify
from july.hosts.host import Host, Instructions, delivery_id_from
from july.lib.texts import gettext_noop

HOST = Host(
    name="bitbucket",
    prefix="bb",
    title="Bitbucket",
    events=tuple(EVENTS),
    parse=parse,
    verify=verify,
    event_headers=("x-event-key",),
    delivery_id=delivery_id_from("x-request-uuid"),
    instructions=Instructions(
        title="Add a webhook on Bitbucket",
        steps=(
            "Open your repository and go to Repository settings, Webhooks, Add webhook.",
            "Paste the address of your hook as URL and its secret as Secret.",
            "Choose the triggers 'Push' and 'Updated', so that July follows a renamed repository.",
            "Save and push. Bitbucket sends at most five commits of a push, so push often.",
        ),
        signature=gettext_noop(
            "X-Hub-Signature: sha256=, then the HMAC-SHA256 of the body in hexadecimal."
        ),
    ),
    oauth=OAUTH,
)
