"""Hooks: one for an owner and a host, with a secret that nobody else has."""

import base64

import pytest

from july.errors import BadField, NotFound
from july.hosts import HOSTS
from july.projects.actions import delete_hook, save_hook
from july.projects.queries import find_hook
from july.testing.site import Site


def test_a_hook_is_made_once_for_an_owner_and_a_host(site: Site, octo: str, ada: str) -> None:
    hook = save_hook("octo", "github")
    assert save_hook("OCTO", "github") == hook
    others = [save_hook("octo", "gitea"), save_hook("ada", "github")]
    assert len({each.id for each in (hook, *others)}) == 3
    assert len({each.secret for each in (hook, *others)}) == 3


def test_after_a_hook_was_deleted_a_new_one_is_made(site: Site, octo: str) -> None:
    hook = save_hook("octo", "github")
    delete_hook(hook)
    new = save_hook("octo", "github")
    assert (new.id, new.secret) != (hook.id, hook.secret)
    assert find_hook(hook.id) is None
    removed = find_hook(hook.id, deleted_too=True)
    assert removed
    assert removed.secret == hook.secret
    assert find_hook(new.id) == new


@pytest.mark.parametrize("id", ["", "unknown", "\0", "x" * 400])
def test_a_hook_that_is_not_there_is_not_found(site: Site, id: str) -> None:
    assert find_hook(id) is None


def test_a_hook_for_nobody_is_refused(site: Site) -> None:
    with pytest.raises(NotFound, match="createuser"):
        save_hook("nobody", "github")


def test_a_hook_for_a_host_there_is_not_is_refused(site: Site, octo: str) -> None:
    with pytest.raises(BadField, match="github") as caught:
        save_hook("octo", "sourceforge")
    assert caught.value.field == "host"


@pytest.mark.parametrize("host", sorted(HOSTS))
def test_a_secret_is_long_and_its_host_can_sign_with_it(site: Site, octo: str, host: str) -> None:
    secret = save_hook("octo", host).secret
    assert secret.isascii()
    assert len(secret) >= 40
    if host == "gitlab":
        assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
