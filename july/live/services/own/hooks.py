"""`hooks.…`: whether a hook of one's own works."""

from july.errors import NotFound
from july.live.services import current_call, login_required, subscribes
from july.live.services.own.reading import checked_text
from july.projects.notices import hook_channel
from july.projects.queries import find_own_hook, state_of

__all__ = ["state"]


def _channel(id: object) -> str:
    return hook_channel(checked_text(id, "id"))


@login_required
@subscribes(_channel)
def state(id: str) -> str:
    """Of a hook of whoever calls: `waiting` for its first delivery, `refused` if there were only
    such, or `works`. Raises NotFound.
    """
    user = current_call().user
    hook = find_own_hook(user.name, checked_text(id, "id")) if user else None
    if hook is None:
        raise NotFound("There is no such hook of yours.")
    return state_of(hook)
