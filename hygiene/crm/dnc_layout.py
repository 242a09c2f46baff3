"""How a Do-Not-Call list is laid out: one number a line, `area,number`, or a CSV with a column of numbers."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Final

from hygiene.errors import InputError

NUMBER_HEADERS: Final = (
    "phone", "phonenumber", "number", "telephone", "telephonenumber", "tel", "mobile", "mobilenumber", "msisdn", "e164",
)  # fmt: skip
"""Names of a column of whole numbers, in small letters without blanks and marks."""
AREA_HEADERS: Final = ("area", "areacode", "npa", "code")
LOCAL_HEADERS: Final = ("number", "local", "localnumber", "phone", "phonenumber", "telephone")

_DELIMITERS: Final = (",", ";", "\t", "|")
_DATE: Final = re.compile(r"(19|20)[0-9]{2}[-/.]?[0-9]{2}[-/.]?[0-9]{2}")
_LOOKED_AT: Final = 200
_FEWEST_DIGITS: Final = 7


@dataclass(frozen=True)
class Layout:
    """delimiter: one character (a list without columns has none in it). width: number of columns.

    columns: positions of what makes the number, joined in this order. header_rows: 0 or 1.
    """

    delimiter: str
    width: int
    columns: tuple[int, ...]
    header_rows: int


def layout_of(head: str, column: str | None, name: str) -> Layout:
    """The layout of a list, from its first lines.

    column: the header of the column of numbers, where the policy names one. name: stands in messages.

    Raises:
        InputError: the named column is not there, it is a list of changes, or it is not clear where the numbers are.
    """
    lines = [line for line in head.splitlines() if line.strip()][:_LOOKED_AT]
    delimiter = max(_DELIMITERS, key=lambda sign: sum(line.count(sign) == lines[0].count(sign) > 0 for line in lines))
    rows = [[cell.strip() for cell in row] for row in islice(csv.reader(lines, delimiter=delimiter), _LOOKED_AT)]
    has_header = column is not None or _is_header(rows[0])
    header, body = (rows[0], rows[1:]) if has_header else ([], rows)
    whole = [row for row in body if len(row) == len(rows[0])]
    _refuse_changes(whole, name)
    named = (_named(header, column, name),) if column is not None else _by_header(header)
    return Layout(delimiter, len(rows[0]), named or _by_content(whole, len(rows[0]), name), int(has_header))


def _is_header(row: Sequence[str]) -> bool:
    return any(re.search(r"[A-Za-z]", cell) for cell in row) and not any(
        _digits(cell) >= _FEWEST_DIGITS for cell in row
    )


def _named(header: Sequence[str], column: str, name: str) -> int:
    folded = [cell.casefold() for cell in header]
    if column.strip().casefold() in folded:
        return folded.index(column.strip().casefold())
    near = get_close_matches(column.casefold(), folded, n=1)
    hint = f" The nearest header is {header[folded.index(near[0])]}." if near else ""
    raise InputError(f"{name} has no column {column}, which the policy names (dnc.lists).{hint}")


def _by_header(header: Sequence[str]) -> tuple[int, ...]:
    folded = [re.sub(r"[^a-z0-9]", "", cell.casefold()) for cell in header]
    area = [place for place, cell in enumerate(folded) if cell in AREA_HEADERS]
    local = [place for place, cell in enumerate(folded) if cell in LOCAL_HEADERS]
    whole = [place for place, cell in enumerate(folded) if cell in NUMBER_HEADERS]
    if len(area) == 1 and len(local) == 1:
        return (area[0], local[0])
    return (whole[0],) if len(whole) == 1 and not area else ()


def _by_content(rows: Sequence[Sequence[str]], width: int, name: str) -> tuple[int, ...]:
    if width == 1:
        return (0,)
    long = [place for place in range(width) if _mostly(rows, place, 8, 15)]
    if len(long) > 1:
        long = [place for place in long if not all(_DATE.match(row[place]) for row in rows)]
    if len(long) == 1:
        return (long[0],)
    if width >= 2 and not long and _mostly(rows, 0, 3, 3) and _mostly(rows, 1, 7, 7):
        return (0, 1)
    raise InputError(
        f"{name}: it is not clear which column holds the numbers; name it in the policy (dnc.lists, column) or give"
        " one number a line, or area,number."
    )


def _mostly(rows: Sequence[Sequence[str]], place: int, fewest: int, most: int) -> bool:
    fitting = sum(fewest <= _digits(row[place]) <= most for row in rows)
    return fitting * 2 > len(rows)


def _digits(cell: str) -> int:
    return sum(character.isdigit() for character in cell)


def _refuse_changes(rows: Sequence[Sequence[str]], name: str) -> None:
    """A list of changes holds what was added (A) and deleted (D) since another list: alone it clears nobody."""
    for column in zip(*rows, strict=True):
        if set(column) <= {"A", "D"}:
            raise InputError(f"{name} is a list of changes (added and deleted numbers); give the full list instead.")
