"""What GitHub sends to its webhooks."""

import hashlib
import hmac
import json
from typing import Any

import httpx


def deliver(webhook: dict[str, Any], event: str, body: dict[str, Any]) -> int:
    """Send that over the network; gives the status of the answer."""
    config = webhook["config"]
    raw = json.dumps(body).encode()
    digest = hmac.new(config["secret"].encode(), raw, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": f"{webhook['id']}-{event}",
        "X-Hub-Signature-256": f"sha256={digest}",
    }
    return httpx.post(config["url"], content=raw, headers=headers).status_code


def ping(webhook: dict[str, Any]) -> None:
    """What a new webhook gets first."""
    deliver(webhook, "ping", {"zen": "Keep it logically awesome.", "hook_id": webhook["id"]})


def push(webhook: dict[str, Any], repository: dict[str, Any], *commits: dict[str, Any]) -> int:
    """Commits to a repository of the server."""
    told = {"ref": "refs/heads/main", "repository": repository, "commits": commits}
    return deliver(webhook, "push", told)
