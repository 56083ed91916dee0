"""Private channels over a WebSocket."""

import pytest

from july.lib import clock
from july.live.private import create_channel, private_channel
from july.testing.site import Site
from tests.channel.conftest import Line


def test_a_token_opens_its_private_channel(line: Line) -> None:
    token = create_channel("page-7")
    expires = int(clock.now().timestamp()) + 7200
    told = line.send({"action": "token", "token": token, "callback": 1})
    assert told == [
        {"callback": 1, "client": "page-7", "data": {"expires": expires}, "trigger": "subscribe"}
    ]
    kept = line.held["page-7", None]
    assert (kept["channels"], kept["relays"]) == ([private_channel("page-7")], True)
    assert kept["until"] == expires


def test_an_expired_token_opens_nothing(site: Site, line: Line) -> None:
    token = create_channel("page-7")
    with site.later(hours=2, seconds=1):
        told = line.send({"action": "token", "token": token, "callback": 1})
    assert told == [
        {"callback": 1, "error": "this token has expired; load the page anew to get another"}
    ]
    assert line.held == {}


@pytest.mark.parametrize("token", [None, "", "x", "é" * 5000, "\ud800", "W10:abc"])
def test_what_is_no_token_opens_nothing(line: Line, token: object) -> None:
    (told,) = line.send({"action": "token", "token": token})
    assert "no token" in told["error"]


def test_a_private_channel_can_not_be_watched_by_its_name(line: Line) -> None:
    (told,) = line.send({"method": "streams.watch", "params": ["client:page-7"], "client": "a"})
    assert "no stream" in told["error"]
    assert line.held == {}
