"""GitHub and GitHub Enterprise."""

from july.hosts.github.oauth import OAUTH
from july.hosts.github.parser import EVENTS, parse
from july.hosts.github.signature import verify
from july.hosts.host import Host, Instructions, delivery_id_from
from july.lib.texts import gettext_noop

HOST = Host(
    name="github",
    prefix="gh",
    title="GitHub",
    events=tuple(EVENTS),
    parse=parse,
    verify=verify,
    event_headers=("x-github-event",),
    delivery_id=delivery_id_from("x-github-delivery"),
    instructions=Instructions(
        title="Add a webhook on GitHub",
        steps=(
            "Open your repository or your organization: Settings, Webhooks, Add webhook.",
            "Paste the address of your hook as Payload URL and its secret as Secret.",
            "Choose application/json as content type; a form is understood too.",
            "Choose the events Pushes and Repositories; with the latter July follows a rename.",
            "Save. GitHub sends a ping at once, and July answers pong.",
        ),
        signature=gettext_noop(
            "X-Hub-Signature-256: sha256=, then the HMAC-SHA256 of the body in hexadecimal."
        ),
    ),
    oauth=OAUTH,
)
