"""Short-lived tokens."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from july.lib import clock
from july.lib.tokens import LIFE, is_token, make_token

KEY = "k" * 32


def test_a_token_is_good_for_its_key_and_its_purpose() -> None:
    made = make_token(KEY, "this")
    assert is_token(KEY, "this", made)
    assert not is_token(KEY, "that", made)
    assert not is_token("m" * 32, "this", made)


def test_a_token_ends() -> None:
    made = make_token(KEY, "this")
    with clock.freeze(clock.now() + timedelta(seconds=LIFE - 1)):
        assert is_token(KEY, "this", made)
    with clock.freeze(clock.now() + timedelta(seconds=LIFE + 1)):
        assert not is_token(KEY, "this", made)


def test_the_purpose_does_not_run_into_the_end() -> None:
    expires, _, signature = make_token(KEY, "1 this").partition(".")
    assert not is_token(KEY, "this", f"{expires} 1.{signature}")


@settings(max_examples=200)
@given(st.text() | st.from_regex(r"[0-9]{1,12}\.[0-9a-f]{0,64}", fullmatch=True))
def test_no_other_text_is_a_token(text: str) -> None:
    assert not is_token(KEY, "this", text)
