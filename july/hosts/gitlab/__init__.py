"""GitLab, gitlab.com and instances of one's own."""

from july.hosts.gitlab.oauth import OAUTH
from july.hosts.gitlab.parser import EVENTS, parse
from july.hosts.gitlab.signature import verify
from july.hosts.host import Host, Instructions, delivery_id_from
from july.lib.texts import gettext_noop

HOST = Host(
    name="gitlab",
    prefix="gl",
    title="GitLab",
    events=tuple(EVENTS),
    parse=parse,
    verify=verify,
    # The key stays the same when GitLab sends a delivery again.
    event_headers=("x-gitlab-event",),
    delivery_id=delivery_id_from("idempotency-key", "webhook-id", "x-gitlab-event-uuid"),
    instructions=Instructions(
        title="Add a webhook on GitLab",
        steps=(
            "Open your project, or your group, and go to Settings, Webhooks, Add new webhook.",
            "Paste the address of your hook as URL and its secret as Secret token.",
            "Choose the trigger 'Push events' for all branches.",
            "Save, then choose Test, Push events. GitLab sends at most 20 commits of a push.",
        ),
        signature=gettext_noop(
            "X-Gitlab-Token: the secret itself; or, for a secret that begins with whsec_, "
            "webhook-signature as in Standard Webhooks."
        ),
    ),
    oauth=OAUTH,
)
