"""`/ws` over real sockets, with a client of the `websockets` library."""

import json
import random
import socket as sockets
import time

from july import bus
from july.bus import notices
from july.site.websocket import FrontSocket
from tests.site.conversing import Connect, ask, receive, silent
from tests.site.running import Running, eventually, request
from tests.site.speaking import Speaker


def test_a_message_is_answered(spoken: Running, open_socket: Connect) -> None:
    told = ask(open_socket(spoken), method="echo", params=["ä"], callback="1")
    assert told == {"callback": "1", "data": ["ä"]}


def test_messages_of_one_client_are_answered_in_their_order(
    spoken: Running, open_socket: Connect
) -> None:
    client = open_socket(spoken)
    for number in range(50):
        client.send(json.dumps({"method": "echo", "params": number, "callback": "1"}))
    assert [receive(client)["data"] for _ in range(50)] == list(range(50))


def test_a_notice_pushes_the_changed_answer_to_everybody_who_has_another(
    spoken: Running, open_socket: Connect, speaker: Speaker
) -> None:
    clients = [open_socket(spoken) for _ in range(5)]
    for client in clients:
        assert ask(client, method="watch", client="a")["data"] == 0
    speaker.value = {"n": 1}
    notices.notify(["numbers"], "set_number")
    for client in clients:
        assert client.recv(timeout=5) == '{"client":"a","data":{"n": 1},"trigger":"set_number"}'
    assert speaker.asked.count("again") == 1


def test_whatever_is_told_during_a_call_makes_one_more_and_not_many(
    spoken: Running, open_socket: Connect, speaker: Speaker
) -> None:
    client = open_socket(spoken)
    ask(client, method="watch", client="a")
    speaker.during = lambda: speaker.go_on.wait(5)
    notices.notify(["numbers"])
    eventually(lambda: "again" in speaker.asked)
    speaker.value = "last"
    for _ in range(10):
        notices.notify(["numbers"])
    event = bus.publish(["numbers"], "commit", 1)
    eventually(lambda: spoken.site.switchboard.newest == event.id)
    speaker.go_on.set()
    assert receive(client)["data"] == "last"
    assert silent(client)
    assert speaker.asked.count("again") == 2


def test_news_without_end_call_a_service_about_once_a_second(
    spoken: Running, open_socket: Connect, speaker: Speaker
) -> None:
    client = open_socket(spoken)
    ask(client, method="watch", client="a")
    for number in range(1, 61):
        speaker.value = number
        notices.notify(["numbers"])
        time.sleep(0.025)
    while receive(client)["data"] != 60:
        pass
    assert 2 <= speaker.asked.count("again") <= 4


def test_an_answer_that_has_not_changed_is_not_pushed(
    spoken: Running, open_socket: Connect, speaker: Speaker
) -> None:
    client = open_socket(spoken)
    ask(client, method="watch", client="a")
    notices.notify(["numbers"])
    eventually(lambda: "again" in speaker.asked)
    assert silent(client)


def test_a_subscription_with_a_callback_has_both_in_its_pushes(
    spoken: Running, open_socket: Connect, speaker: Speaker
) -> None:
    client = open_socket(spoken)
    ask(client, method="watch", client="a", callback="b")
    speaker.value = 1
    notices.notify(["numbers"])
    assert receive(client) == {"callback": "b", "client": "a", "data": 1, "trigger": "manual"}


def test_the_answer_comes_before_what_it_caused(spoken: Running, open_socket: Connect) -> None:
    client = open_socket(spoken)
    ask(client, method="watch", client="a")
    assert ask(client, method="tell", params=7, callback="1")["callback"] == "1"
    assert receive(client) == {"client": "a", "data": 7, "trigger": "tell"}


def test_a_commit_on_a_channel_is_a_notice_too(
    spoken: Running, open_socket: Connect, speaker: Speaker
) -> None:
    client = open_socket(spoken)
    ask(client, method="watch", params="commits", client="a")
    speaker.value = 3
    bus.publish(["project:x", "commits"], "commit", {"hash": "ab"})
    assert receive(client)["data"] == 3


def test_a_notice_is_part_of_no_event_stream(spoken: Running, open_socket: Connect) -> None:
    opened = spoken.line(request("GET", "/events"))
    notices.notify(["commits"])
    assert opened.seen == b""


def test_what_is_told_while_an_answer_is_worked_out_is_not_lost(
    spoken: Running, open_socket: Connect, speaker: Speaker
) -> None:
    client = open_socket(spoken)

    def change() -> None:
        speaker.during = lambda: None
        speaker.value = "newer"
        newest = bus.publish(["numbers"], "commit", 1)
        eventually(lambda: spoken.site.switchboard.newest == newest.id)

    speaker.during = change
    assert ask(client, method="watch", client="a")["data"] == 0
    assert receive(client)["data"] == "newer"


def test_a_flipped_subscription_hears_of_its_new_channel_only(
    spoken: Running, open_socket: Connect, speaker: Speaker
) -> None:
    client = open_socket(spoken)
    ask(client, method="watch", params="one", client="a")
    ask(client, method="watch", params="two", client="a")
    speaker.value = 1
    notices.notify(["one"])
    assert silent(client)
    notices.notify(["two"])
    assert receive(client)["data"] == 1


def test_who_unsubscribes_hears_nothing_more(
    spoken: Running, open_socket: Connect, speaker: Speaker
) -> None:
    client = open_socket(spoken)
    ask(client, method="watch", client="a")
    client.send(json.dumps({"action": "unsubscribe", "client": ["a", "unknown"]}))
    assert silent(client)
    speaker.value = 1
    notices.notify(["numbers"])
    assert silent(client)
    assert len(spoken.site.sockets.subscriptions) == 0


def test_raw_messages_are_passed_on_as_they_are(spoken: Running, open_socket: Connect) -> None:
    client = open_socket(spoken)
    ask(client, method="relay", params="ecg", client="a")
    for text in ("12|3", "12|3"):
        bus.publish(["ecg"], "stream", text)
        assert receive(client) == {"client": "a", "data": "12|3", "trigger": "manual"}


def test_an_error_of_a_push_reaches_its_subscribers_once_and_nobody_else(
    spoken: Running, open_socket: Connect, speaker: Speaker
) -> None:
    client, other = open_socket(spoken), open_socket(spoken)
    ask(client, method="watch", client="a")
    ask(other, method="relay", params="numbers", client="b")
    speaker.value = "broken"
    bus.publish(["numbers"], "stream", 1)
    assert receive(client) == {"client": "a", "error": "unexpected error", "trigger": "manual"}
    assert receive(other)["data"] == 1
    notices.notify(["numbers"])
    speaker.value = "whole"
    notices.notify(["numbers"])
    assert receive(client)["data"] == "whole"


def test_who_leaves_is_forgotten_with_all_subscriptions(
    spoken: Running, open_socket: Connect
) -> None:
    clients = [open_socket(spoken) for _ in range(3)]
    for client in clients:
        ask(client, method="watch", client="a")
    for client in clients[:2]:
        client.close()
    clients[2].socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, bytes([1] + [0] * 7))
    clients[2].socket.close()
    eventually(lambda: len(spoken.site.sockets) == 0)
    assert len(spoken.site.sockets.subscriptions) == 0


def test_the_app_is_told_who_is_there(
    spoken: Running, open_socket: Connect, speaker: Speaker
) -> None:
    client = open_socket(spoken)
    eventually(lambda: len(speaker.presence) == 1)
    path, body = speaker.presence[0]
    assert path == "/_ah/channel/connected/"
    assert body.startswith("from=socket-")
    client.close()
    eventually(lambda: ("/_ah/channel/disconnected/", body) in speaker.presence)


def test_nothing_stays_behind_after_many_rounds(
    spoken: Running, open_socket: Connect, speaker: Speaker
) -> None:
    for number in range(10):
        clients = [open_socket(spoken) for _ in range(10)]
        for client in clients:
            ask(client, method="watch", client=random.choice("abc"))
        speaker.value = number + 1
        notices.notify(["numbers"])
        for client in clients:
            assert receive(client)["data"] == number + 1
            client.close()
    eventually(lambda: len(spoken.site.sockets) == 0)
    subscriptions = spoken.site.sockets.subscriptions
    assert (len(subscriptions), subscriptions._listening) == (0, {})
    assert not [
        each for each in spoken.server.server_state.connections if isinstance(each, FrontSocket)
    ]
