"""What a view may read from a request."""

from dataclasses import replace

import pytest
from django.test import RequestFactory

from july import config
from july.web import requests
from july.web.requests import address_of

NGINX = "127.0.0.1"


def asked_by(direct: str, **headers: str) -> str:
    return address_of(RequestFactory(headers=headers).get("/", REMOTE_ADDR=direct))


def test_who_asks_directly_is_known_by_their_own_address_whatever_they_claim() -> None:
    assert asked_by("192.0.2.1", X_Forwarded_For="198.51.100.7") == "192.0.2.1"
    assert asked_by("192.0.2.1", X_Appengine_User_IP="198.51.100.7") == "192.0.2.1"


def test_behind_a_proxy_on_this_machine_the_address_it_added_counts() -> None:
    assert asked_by(NGINX, X_Forwarded_For="192.0.2.1") == "192.0.2.1"
    assert asked_by(NGINX, X_Forwarded_For="198.51.100.7, 192.0.2.1") == "192.0.2.1"
    assert asked_by(NGINX) == NGINX


def test_app_engine_tells_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    there = replace(config.settings(), app_engine=True)
    monkeypatch.setattr(requests, "settings", lambda: there)

    assert asked_by("169.254.1.1", X_Appengine_User_IP="192.0.2.1") == "192.0.2.1"
    assert asked_by("169.254.1.1", X_Forwarded_For="198.51.100.7") == "169.254.1.1"
