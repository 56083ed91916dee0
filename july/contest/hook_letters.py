"""Letters to the owners of hooks that worked and have gone silent, or are refused.

A hook that never worked gets none: its page says so. Silence tells something only while a game runs
in which the hook has brought something already. Of each trouble its owner is told once; once the
hook has worked again, of the next.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _
from google.cloud import ndb

from july import deferred
from july.config import settings
from july.contest.queries import current_game
from july.hosts import HOSTS
from july.lib import clock
from july.lib.words import day
from july.people.letters import Letter, mail
from july.people.queries import find_person, letterbox_of
from july.projects.models import Delivery, Hook
from july.projects.queries import deliveries_to, find_hook

LOOK_AFTER, WRITE_OF_HOOK = "contest.look_after_hooks", "contest.write_of_hook"
SILENT, FAILS = "silent", "fails"
SILENCE = timedelta(days=14)
FAILURES = 3
"""Deliveries in a row that must have been refused."""
LOOKED_AT = 20
AT_ONCE = 100


def look_after(after: str | None) -> str | None:
    """See to the hundred hooks after a cursor; gives that of the next, None if there are none."""
    start = ndb.Cursor(urlsafe=after) if after else None
    hooks, following, more = Hook.query().fetch_page(AT_ONCE, start_cursor=start)
    for hook in hooks:
        _look_at(hook)
    return following.urlsafe().decode() if more and following else None


def _look_at(hook: Hook) -> None:
    if hook.deleted or hook.quiet or hook.first is None:
        return
    sent = [each for each in deliveries_to(hook.id, LOOKED_AT) if each.again is None]
    trouble = trouble_of(sent)
    if trouble is None or _was_told(hook, sent):
        return
    outbox = _note(hook.id, trouble)
    if outbox is not None:
        deferred.settle(outbox)


def trouble_of(sent: Sequence[Delivery]) -> str | None:
    """What is wrong with a hook to which these deliveries came, the newest first."""
    last = [delivery.status >= 400 for delivery in sent[:FAILURES]]
    if len(last) == FAILURES and all(last):
        return FAILS
    return SILENT if sent and _is_silent(sent[0]) else None


def _is_silent(newest: Delivery) -> bool:
    game, now = current_game(), clock.now()
    if game is None or not game.first <= now.date() <= game.last:
        return False
    came = clock.from_microseconds(newest.received)
    return came.date() >= game.first and now - came > SILENCE


def _was_told(hook: Hook, sent: Sequence[Delivery]) -> bool:
    """Whether the owner knows, and it has not worked since."""
    if hook.told is None:
        return False
    return not any(each.status < 400 and each.received > hook.told for each in sent)


@ndb.transactional(retries=5)
def _note(id: str, trouble: str) -> deferred.Outbox | None:
    """Note that the owner is told, together with the letter that tells."""
    hook = ndb.Key(Hook, id).get()
    if hook is None or hook.deleted:
        return None
    hook.told = clock.microseconds(clock.now())
    call = deferred.Call(WRITE_OF_HOOK, (id, trouble))
    outbox = deferred.Outbox.holding(deferred.Work(calls=(call,)))
    ndb.put_multi([hook, outbox])
    return outbox


def write(id: str, trouble: str) -> None:
    """Send the letter now; whoever is gone, or wants none by now, gets none."""
    hook = find_hook(id)
    owner = find_person(hook.owner) if hook else None
    address = letterbox_of(owner.name) if owner and not owner.disabled else None
    if hook is None or hook.quiet or address is None:
        return
    with translation.override(hook.language or "en"):
        mail(_letter(hook, trouble), address)


def _letter(hook: Hook, trouble: str) -> Letter:
    last = deliveries_to(hook.id, 1)
    values = {
        "hook": hook.title or _(HOSTS.title_of(hook.host)),
        "site": settings().base_url,
        "day": day(clock.from_microseconds(last[0].received).date()) if last else "",
        "link": f"{settings().base_url}/account/repositories/{hook.id}/",
    }
    if trouble == FAILS:
        return Letter(
            _("Your hook for %(hook)s is refused") % values,
            _(
                "What came last through your hook for %(hook)s at %(site)s was refused, so its"
                " commits do not count.\n\nThe page of the hook says why, and what to do:"
                "\n\n%(link)s\n\nYou get no further letter about this. To get none about this hook"
                " at all, say so on that page."
            )
            % values,
        )
    return Letter(
        _("Your hook for %(hook)s has gone silent") % values,
        _(
            "Nothing has come through your hook for %(hook)s at %(site)s since %(day)s.\n\nIf you"
            " have not pushed since, all is well. If you have, see what your git host says of its"
            " deliveries, and compare the address:\n\n%(link)s\n\nYou get no further letter about"
            " this. To get none about this hook at all, say so on that page."
        )
        % values,
    )
