"""Gitea, Forgejo (Codeberg) and Gogs."""

from july.hosts.gitea.parser import EVENT_HEADERS, EVENTS, parse
from july.hosts.gitea.signature import verify
from july.hosts.host import Host, Instructions, delivery_id_from
from july.lib.texts import gettext_noop

HOST = Host(
    name="gitea",
    prefix="gt",
    title=gettext_noop("Gitea, Forgejo and Gogs"),
    events=tuple(EVENTS),
    parse=parse,
    verify=verify,
    event_headers=EVENT_HEADERS,
    delivery_id=delivery_id_from(
        "x-forgejo-delivery", "x-gitea-delivery", "x-gogs-delivery", "x-github-delivery"
    ),
    instructions=Instructions(
        title="Add a webhook on Gitea, Forgejo or Gogs",
        steps=(
            "Open your repository or your organization and go to Settings, Webhooks.",
            "Choose Add webhook and the kind that is named like your server.",
            "Paste the address of your hook as Target URL and its secret as Secret.",
            "Leave the method POST and the content type application/json.",
            "Leave 'Push events' and all branches, and save.",
        ),
        signature=gettext_noop(
            "X-Gitea-Signature, X-Forgejo-Signature or X-Gogs-Signature: the HMAC-SHA256 of "
            "the JSON in hexadecimal."
        ),
    ),
)
