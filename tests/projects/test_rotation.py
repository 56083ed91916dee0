"""Another secret for a hook, without a gap."""

import pytest

from july.people.tokens import create_token
from july.projects.actions import change_hook, save_hook
from july.projects.models import Hook
from july.projects.queries import find_hook
from july.projects.rotation import MOST_EARLIER, rotate
from july.testing.site import Site
from tests.api.test_hooks import deliver


@pytest.fixture
def old(site: Site, octo: str) -> Hook:
    """A hook as it was before it got another secret."""
    return save_hook(octo, "push")


@pytest.fixture
def new(old: Hook) -> Hook:
    return rotate(old.id)


def push(site: Site, hook: Hook, status: int, repository: str = "octo/hello") -> None:
    deliver(site, hook, site.body(site.commit(), repository=repository), status=status)


def test_both_secrets_are_good_until_the_new_one_has_come(site: Site, old: Hook, new: Hook) -> None:
    assert old.secret != new.secret
    push(site, old, 201)
    push(site, new, 201)
    push(site, old, 401)
    push(site, new, 201)


def test_another_repository_may_still_use_the_old_one(site: Site, old: Hook, new: Hook) -> None:
    push(site, new, 201, "octo/hello")
    push(site, old, 201, "octo/parser")
    push(site, old, 401, "octo/hello")
    push(site, new, 201, "octo/parser")
    push(site, old, 401, "octo/parser")


def test_after_a_day_the_old_one_is_good_for_nothing(site: Site, old: Hook, new: Hook) -> None:
    with site.later(hours=23):
        push(site, old, 201)
    with site.later(hours=25):
        push(site, old, 401)


def test_of_one_repositorys_own_hook_the_old_one_ends_with_the_first_of_the_new(
    site: Site, old: Hook
) -> None:
    change_hook(old.id, repository="octo/hello")
    new = rotate(old.id)
    push(site, new, 201)
    stored = find_hook(old.id)
    assert stored
    assert stored.earlier is None
    push(site, old, 401, "octo/parser")


def test_a_secret_that_was_never_one_is_refused(site: Site, old: Hook, new: Hook) -> None:
    push(site, Hook(key=old.key, secret="guessed"), 401)


def test_who_rotates_twice_has_all_of_them_for_a_day(site: Site, old: Hook, new: Hook) -> None:
    newest = rotate(old.id)
    for hook in (old, new, newest):
        push(site, hook, 201, f"octo/{hook.secret}")


def test_only_so_many_secrets_are_good_at_once(site: Site, old: Hook) -> None:
    for _ in range(MOST_EARLIER):
        rotate(old.id)
    push(site, old, 201)
    rotate(old.id)
    push(site, old, 401)


def test_no_secret_is_in_what_the_api_tells(site: Site, old: Hook, new: Hook) -> None:
    push(site, old, 201)
    headers = {"Authorization": f"Bearer {create_token('octo')}"}
    told = site.api.get(f"/api/v1/deliveries?hook={old.id}", headers=headers).text
    assert old.secret not in told
    assert new.secret not in told
