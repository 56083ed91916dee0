"""Rows of a CSV file: a time and the values at it."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import isfinite

from july.errors import BadField

MOST_ROWS = 100_000
MOST_VALUES = 64
LONGEST_VALUE = 32


@dataclass(frozen=True, slots=True)
class Row:
    """Values that belong together, as texts: they are passed on as they stand."""

    values: tuple[str, ...]


def read_rows(lines: Iterable[str]) -> tuple[Row, ...]:
    """The rows of a CSV file, whose first column is a time in seconds and not kept.

    A first line without any number is a heading; empty lines are skipped. Raises BadField, whose
    field is the line, for anything else that is no number, and for rows of different length.
    """
    rows = tuple(_rows(csv.reader(lines)))
    if not rows:
        raise BadField("There is no row in it: give a time and values, a comma between", field="1")
    if len(rows) > MOST_ROWS:
        raise BadField(f"It has more than {MOST_ROWS:,} rows", field=str(MOST_ROWS))
    return rows


def _rows(lines: Iterator[list[str]]) -> Iterator[Row]:
    width = 0
    for number, cells in enumerate(islice(_parsed(lines), MOST_ROWS + 2), 1):
        if not cells or (number == 1 and not any(_is_number(cell) for cell in cells)):
            continue
        width = width or len(cells)
        yield _checked(cells, width, number)


def _parsed(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    """The cells of each line. What CSV can't be is told as everything else that is wrong."""
    try:
        for cells in lines:
            yield [cell.strip() for cell in cells] if any(map(str.strip, cells)) else []
    except csv.Error as error:
        raise BadField(f"It is no CSV file: {error}", field="file") from None


def _checked(cells: list[str], width: int, number: int) -> Row:
    if not 2 <= len(cells) <= MOST_VALUES + 1:
        message = (
            f"Row {number} has {len(cells)} columns: give a time and 1 to {MOST_VALUES} values"
        )
        raise BadField(message, field=str(number))
    if len(cells) != width:
        message = f"Row {number} has {len(cells)} columns, and the first {width}"
        raise BadField(message, field=str(number))
    for cell in cells:
        if not _is_number(cell):
            message = f"Row {number}: {cell[:LONGEST_VALUE]!r} is no number"
            raise BadField(message, field=str(number))
    return Row(tuple(cells[1:]))


def _is_number(cell: str) -> bool:
    if len(cell) > LONGEST_VALUE or "_" in cell or not cell.isascii():
        return False
    try:
        return isfinite(float(cell))
    except ValueError:
        return False
