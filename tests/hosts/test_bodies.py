from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from july.errors import BadRequest
from july.hosts.bodies import json_bytes, read_body

FORM = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}


def test_json_is_read() -> None:
    assert read_body({}, b'{"a": 1}').values == {"a": 1}


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_body({}, b'\xef\xbb\xbf{"a": 1}').values == {"a": 1}


@pytest.mark.parametrize("headers", [FORM, {}, {"content-type": "text/plain"}])
def test_the_field_payload_of_a_form_is_read(headers: dict[str, str]) -> None:
    assert read_body(headers, b"payload=%7B%22a%22%3A+%22%C3%A9%22%7D").values == {"a": "é"}


@pytest.mark.parametrize(
    "body", [b"a=1&payload={}&b=2", b" payload={}", b"payload={}\n", b"payload={}&payload=[]"]
)
def test_the_first_field_named_payload_counts(body: bytes) -> None:
    assert read_body(FORM, body).values == {}


@given(st.binary())
def test_what_was_put_into_a_form_comes_out_again(payload: bytes) -> None:
    assert json_bytes(FORM, urlencode({"event": "=", "payload": payload}).encode()) == payload


@given(st.text(st.sampled_from("%+=ab09 é")))
def test_a_form_is_read_as_others_read_it(payload: str) -> None:
    form = urlencode({"payload": payload})
    assert json_bytes(FORM, form.encode()).decode() == parse_qs(form, True)["payload"][0]


def test_json_that_calls_itself_a_form_is_read() -> None:
    assert read_body(FORM, b' {"a": "payload=1"}').values == {"a": "payload=1"}


@pytest.mark.parametrize(
    ("headers", "body", "message"),
    [
        ({}, b"", "The body is not JSON: Expecting value (line 1, column 1)."),
        ({}, b'{"a":\n}', "The body is not JSON: Expecting value (line 2, column 1)."),
        ({}, b"\xff\xfe{}", "The body is not UTF-8."),
        ({}, b'{"a": "\xed\xa0\x80"}', "The body is not UTF-8."),
        ({}, b"[" * 100_000, "The JSON is nested too deeply."),
        ({}, b'{"a":' * 100_000, "The JSON is nested too deeply."),
        ({}, b'{"a": ' + b"9" * 5000 + b"}", "The JSON has a number with too many digits."),
        ({}, b'{"a": NaN}', "The body is not JSON: NaN is not a number there."),
        ({}, b'{"a": -Infinity}', "The body is not JSON: -Infinity is not a number there."),
        ({}, b"[]", "The body should be a JSON object, not a list."),
        ({}, b"null", "The body should be a JSON object, not null."),
        ({}, b'"x"', "The body should be a JSON object, not a text."),
        ({}, b"1e999", "The body should be a JSON object, not a number."),
        (FORM, b"", "The form has no field named payload; the JSON should be in it."),
        (FORM, b"a=%7B%7D", "The form has no field named payload; the JSON should be in it."),
        (FORM, b"payload=%FF", "The body is not UTF-8."),
        (FORM, b"payload=\xff", "The body is not UTF-8."),
        (FORM, b"payload=no", "The body is not JSON: Expecting value (line 1, column 1)."),
    ],
)
def test_a_body_that_is_no_json_object_is_a_bad_request(
    headers: dict[str, str], body: bytes, message: str
) -> None:
    with pytest.raises(BadRequest) as caught:
        read_body(headers, body)
    assert caught.value.message == message
