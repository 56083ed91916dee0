"""The CSV reader of raw streams, and the sample."""

import csv
import io
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from july.errors import BadField
from july.live.streams import Row, heartbeat, read_rows, rows

NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.integers(
    -(10**9), 10**9
).map(str)
TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(NUMBERS, min_size=width, max_size=width), min_size=1)
)


def written(table: list[list[str]], **dialect: str) -> io.StringIO:
    file = io.StringIO(newline="")
    csv.writer(file, **dialect).writerows(table)  # type: ignore[arg-type]
    file.seek(0)
    return file


def test_the_first_column_is_a_time_and_left_out() -> None:
    assert read_rows(["0.000,1.5,-2", "0.007, 3e-1 ,4"]) == (Row(("1.5", "-2")), Row(("3e-1", "4")))


def test_a_heading_and_empty_lines_are_skipped() -> None:
    assert read_rows(["seconds,left,right", "", "0,1,2", " , , ", "1,3,4"]) == (
        Row(("1", "2")),
        Row(("3", "4")),
    )


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("", "1", "no row"),
        ("a,b\n", "1", "no row"),
        ("0,1\n1,x\n", "2", "'x' is no number"),
        ("0,1\n1,nan\n", "2", "no number"),
        ("0,1\n1,1_0\n", "2", "no number"),
        ("0,1\n1,٣\n", "2", "no number"),
        ("0,1\n1,2,3\n", "2", "3 columns, and the first 2"),
        ("1\n", "1", "1 columns"),
        ("0" + ",1" * 65, "1", "66 columns"),
    ],
)
def test_what_is_no_row_is_told_with_its_line(text: str, line: str, told: str) -> None:
    with pytest.raises(BadField, match=told) as raised:
        read_rows(io.StringIO(text))
    assert raised.value.field == line


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_ROWS", 3)
    assert len(read_rows(["0,1"] * 3)) == 3
    with pytest.raises(BadField, match="more than 3 rows"):
        read_rows(["0,1"] * 4)


@settings(max_examples=60, deadline=None)
@given(TABLES, st.sampled_from(["\n", "\r\n"]))
def test_every_table_of_numbers_is_read_as_it_was_written(table: list[list[str]], end: str) -> None:
    read = read_rows(written(table, lineterminator=end))
    assert [list(row.values) for row in read] == [cells[1:] for cells in table]


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from('0123456789.,-e"\n\r x\x00é'), max_size=60) | st.text(max_size=40))
def test_any_text_gives_rows_of_one_width_or_an_error_with_a_field(text: str) -> None:
    try:
        read = read_rows(io.StringIO(text, newline=""))
    except BadField as error:
        assert error.field  # noqa: PT017 - either end will do
    else:
        assert len({len(row.values) for row in read}) == 1
        assert all(math.isfinite(float(value)) for row in read for value in row.values)
        assert not any(set("|\n\r") & set(value) for row in read for value in row.values)


def test_the_sample_is_one_beat_of_two_leads() -> None:
    sample = heartbeat()
    assert len(sample) == 129
    assert {len(row.values) for row in sample} == {2}
    first = [float(row.values[0]) for row in sample]
    assert max(first) > 1.0
    assert 45 <= first.index(max(first)) <= 55
    assert min(float(row.values[1]) for row in sample) < -0.7


def test_the_end_of_the_sample_joins_its_beginning() -> None:
    first, last = heartbeat()[0], heartbeat()[-1]
    assert all(
        abs(float(a) - float(b)) < 0.01 for a, b in zip(first.values, last.values, strict=True)
    )
