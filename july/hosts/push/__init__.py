"""Any other git server, in July's own format."""

from july.hosts.host import Host, Instructions, delivery_id_from
from july.hosts.push.parser import EVENTS, parse
from july.hosts.push.signature import verify
from july.lib.texts import gettext_noop

HOST = Host(
    name="push",
    prefix="push",
    title=gettext_noop("Any git server"),
    events=tuple(EVENTS),
    parse=parse,
    verify=verify,
    event_headers=("x-july-event",),
    delivery_id=delivery_id_from("x-july-delivery"),
    instructions=Instructions(
        title="Push from any git server",
        steps=(
            "Let the repository's post-receive hook POST JSON to the address of your hook.",
            "Sign the body with the secret of your hook.",
            "Required are only repository.name, commits and the id of each commit.",
            "Commits come oldest first, their times as in RFC 3339.",
        ),
        signature=gettext_noop(
            "X-July-Signature: sha256=, then the HMAC-SHA256 of the body in hexadecimal."
        ),
    ),
)
