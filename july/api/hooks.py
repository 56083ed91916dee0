"""Where git hosts deliver."""

from dataclasses import asdict

import webapp2

from july.api.handler import Handler, address_of
from july.contest.receiving import receive
from july.errors import NotFound, TooLarge
from july.hosts import HOSTS
from july.projects.queries import open_hook
from july.stores.plain import Plain

LARGEST_BODY = 25 * 1024 * 1024
"""GitHub's own limit, and the contract's."""


class HookHandler(Handler):
    """`/api/v1/HOST[/HOOK_ID]`."""

    def get(self, host: str, hook_id: str | None = None) -> None:
        """Tell what this endpoint is and how to set it up."""
        hook = _require_hook(host, hook_id) if hook_id else None
        described = HOSTS[host]
        path = f"/api/v1/{host}" + (f"/{hook.key.id()}" if hook else "")
        self.reply(
            {
                "host": described.name,
                "title": described.title,
                "message": f"{described.title} delivers pushes here, by POST.",
                "uri": address_of(path),
                "signed": hook is not None,
                "instructions": asdict(described.instructions),
            }
        )

    def post(self, host: str, hook_id: str | None = None) -> None:
        """Take a delivery."""
        body = _read_body(self.request)
        hook = _require_hook(host, hook_id) if hook_id else None
        headers = {name.lower(): value for name, value in self.request.headers.items()}
        answer = receive(HOSTS[host], hook, headers, body)
        self.reply(answer.body, answer.status)


def _read_body(request: webapp2.Request) -> bytes:
    """The raw body. Raises TooLarge before reading more than the limit."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise TooLarge("A delivery may have 25 MB; push in smaller parts.")
    body = bytes(request.body_file.read(LARGEST_BODY + 1))
    if len(body) > LARGEST_BODY:
        raise TooLarge("A delivery may have 25 MB; push in smaller parts.")
    return body


def _require_hook(host: str, hook_id: str) -> Plain:
    hook = open_hook(hook_id)
    if hook is None or hook.host != host:
        raise NotFound("There is no such hook; it was deleted, or the address is cut off.")
    return hook
