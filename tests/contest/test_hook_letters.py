"""Letters about hooks that worked and do so no more."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import translation

from july.contest import hook_letters
from july.contest.receiving import redeliver
from july.contest.tasks import look_after_hooks
from july.lib import clock
from july.projects.actions import change_hook, delete_hook, save_hook
from july.projects.models import Hook
from july.projects.queries import deliveries_to
from july.testing.site import NOON, Site
from tests.api.test_hooks import deliver


@pytest.fixture
def hook(site: Site, octo: str) -> Hook:
    """One that has worked on the second of July."""
    mail.outbox = []
    hook = save_hook(octo, "push")
    with clock.freeze(NOON - timedelta(days=12)):
        push(site, hook)
    return hook


def push(site: Site, hook: Hook, *, secret: str | None = None) -> None:
    sent = Hook(key=hook.key, secret=secret or hook.secret)
    deliver(site, sent, site.body(site.commit()), expect_errors=True)


def letters(site: Site, **later: int) -> list[mail.EmailMessage]:
    """What is mailed when the hooks are looked at so much later."""
    mail.outbox = []
    with site.later(**later):
        look_after_hooks()
        site.drain()
    return mail.outbox


def refuse(site: Site, hook: Hook, times: int = 3) -> None:
    for _ in range(times):
        push(site, hook, secret="another")


def test_of_a_hook_that_has_gone_silent_its_owner_is_told_once(site: Site, hook: Hook) -> None:
    assert letters(site, days=1) == []
    (letter,) = letters(site, days=3)
    assert letter.to == ["octo@example.org"]
    assert letter.subject == "Your hook for Any git server has gone silent"
    assert "since 2 July 2026" in letter.body
    assert f"http://testserver/account/repositories/{hook.id}/" in letter.body
    assert letters(site, days=4) == []


def test_of_a_hook_that_is_refused_its_owner_is_told_once(site: Site, hook: Hook) -> None:
    refuse(site, hook, 2)
    assert letters(site) == []
    refuse(site, hook, 1)
    (letter,) = letters(site)
    assert letter.subject.endswith("is refused")
    refuse(site, hook)
    assert letters(site, hours=6) == []


def test_a_hook_that_has_worked_again_is_told_of_the_next_time(site: Site, hook: Hook) -> None:
    refuse(site, hook)
    assert len(letters(site)) == 1
    with site.later(hours=1):
        push(site, hook)
    assert letters(site, hours=2) == []
    with site.later(hours=3):
        refuse(site, hook)
    assert len(letters(site, hours=4)) == 1


def test_a_hook_that_never_worked_is_nothing_to_write_of(site: Site, hook: Hook) -> None:
    never = save_hook("octo", "github")
    for _ in range(3):
        site.api.post(f"/api/v1/github/{never.id}", b"{}", status=401)
    assert letters(site) == []


def test_nobody_gets_letters_that_they_do_not_want(site: Site, hook: Hook) -> None:
    change_hook(hook.id, quiet=True)
    assert letters(site, days=3) == []


def test_a_hook_that_is_gone_is_missed_by_nobody(site: Site, hook: Hook) -> None:
    delete_hook(hook)
    assert letters(site, days=3) == []


def test_silence_after_the_game_is_nothing_to_write_of(site: Site, hook: Hook) -> None:
    assert letters(site, days=40) == []


def test_what_is_taken_once_more_from_here_does_not_count_as_a_delivery(
    site: Site, hook: Hook
) -> None:
    with site.later(days=2):
        redeliver(deliveries_to(hook.id, 1)[0])
    assert len(letters(site, days=3)) == 1


def test_a_letter_is_in_the_language_in_which_the_hook_was_made(site: Site, hook: Hook) -> None:
    change_hook(hook.id, language="de")
    refuse(site, hook)
    (letter,) = letters(site)
    with translation.override("de"):
        assert letter.subject == translation.gettext("Your hook for %(hook)s is refused") % {
            "hook": translation.gettext("Any git server")
        }


def test_many_hooks_are_looked_at_some_at_a_time(
    site: Site, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook_letters, "AT_ONCE", 1)
    for host in ("github", "gitlab", "gitea"):
        save_hook("octo", host)
    assert len(letters(site, days=3)) == 1
