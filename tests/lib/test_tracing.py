"""The id of a request: taken over where it is one, and known to all that is done inside."""

import pytest

from july.lib import tracing


def test_inside_a_request_its_id_is_known_and_outside_there_is_none() -> None:
    with tracing.tracing("request-1"):
        assert tracing.current() == "request-1"
        with tracing.tracing("request-2"):
            assert tracing.current() == "request-2"
        assert tracing.current() == "request-1"
    assert tracing.current() == ""


@pytest.mark.parametrize("id", ["7c28675ea26ad1b1", "Root-1.67891233_abcdef", "a" * 64])
def test_the_id_of_a_proxy_is_taken_over(id: str) -> None:
    assert tracing.id_from(id) == id


@pytest.mark.parametrize("header", ["", "short", "a" * 65, "two words here", "line\nbreak-in-it"])
def test_what_could_be_no_id_gets_a_new_one(header: str) -> None:
    made = tracing.id_from(header)
    assert made != header
    assert tracing.id_from(made) == made
