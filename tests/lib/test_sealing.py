"""Texts that only the site can read."""

from hypothesis import given
from hypothesis import strategies as st

from july.lib.sealing import seal, unseal

KEY = "k" * 32


@given(st.text())
def test_what_is_sealed_can_be_read_again_and_not_seen(text: str) -> None:
    sealed = seal(KEY, "a test", text)
    assert unseal(KEY, "a test", sealed) == text
    assert len(text) < 8 or text.encode() not in sealed


def test_another_key_or_purpose_reads_nothing() -> None:
    sealed = seal(KEY, "a test", "a token")
    assert unseal("l" * 32, "a test", sealed) is None
    assert unseal(KEY, "another test", sealed) is None


def test_what_was_changed_is_read_no_more() -> None:
    sealed = seal(KEY, "a test", "a token")
    assert unseal(KEY, "a test", sealed[:-6] + b"AAAA==") is None
