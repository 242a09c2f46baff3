"""Drawn tables for tests: text in, frames out, and back.

    people = snapshot(Lead='''
        Id     | LastName | Title  | IsConverted
        Lead 1 | Lovelace | Test   |
        Lead 2 | Babbage  | Tester | true
    ''')
    assert_table('''
        action | record_id
        delete | Lead 1
    ''', RULE.propose(people, policy).changes)

How to draw: the first line names the columns. Columns are parted by `|`; a table without any `|` is parted by two or
more spaces, and then no cell can be empty. An empty cell is a missing value. A cell in double quotes is taken
verbatim, with its spaces (`" Test "`), and `""` is the empty text. A cell that reads `Lead 1`, `Contact 2`,
`Account 3`, `Campaign 4`, `Bizible 5` ... stands for a valid 18-character id of that object; so it does in
`assert_table`, which also shows ids that way when it fails.
"""

import re
from collections.abc import Iterable
from string import ascii_uppercase

import pandas as pd

from hygiene.snapshot import Snapshot, snapshot_of
from schemas.columns import ID_PREFIXES, OBJECTS, TEXT
from schemas.values import from_text, to_text

AS_OF = pd.Timestamp("2026-11-06T18:00:00Z")
"""The moment that the tables speak of: a Friday evening."""

PREFIXES = {**ID_PREFIXES, "Bizible": "a0B", "Campaign": "701", "User": "005"}
_SHORT_ID = re.compile(rf"({'|'.join(PREFIXES)}) (\d+)")
_CHECKSUM = ascii_uppercase + "012345"


def frame(drawn: str) -> pd.DataFrame:
    """The drawn table with every column as `TEXT` and a RangeIndex."""
    lines = [line.strip() for line in drawn.strip().splitlines() if line.strip()]
    part = re.compile(r"\|" if "|" in lines[0] else r"\s{2,}")
    header, *rows = [[_cell(cell.strip()) for cell in part.split(line)] for line in lines]
    ragged = [number for number, row in enumerate(rows, start=1) if len(row) != len(header)]
    assert not ragged, f"drawn rows {ragged} have not {len(header)} cells"
    return pd.DataFrame(rows, columns=header, dtype=TEXT)


def snapshot(as_of: pd.Timestamp = AS_OF, **drawn: str) -> Snapshot:
    """A snapshot from one drawn table an object (`Lead=...`, `Contact=...`), each column in its known kind.

    `Bizible=...` is short for `bizible2__Bizible_Person__c=...`. The drawn columns are the `given` ones.
    """
    names = {"Bizible": "bizible2__Bizible_Person__c"}
    tables = {names.get(name, name): frame(text) for name, text in drawn.items()}
    return snapshot_of(as_of, **{name: _known_kinds(name, table) for name, table in tables.items()})


def assert_table(drawn: str | pd.DataFrame, actual: pd.DataFrame) -> None:
    """`actual` has exactly the drawn rows, in any order, in the columns that are drawn; other columns are free."""
    expected = frame(drawn) if isinstance(drawn, str) else drawn
    missing = [column for column in expected.columns if column not in actual.columns]
    assert not missing, f"the table lacks {missing}"
    text = pd.DataFrame({column: to_text(actual[column]) for column in expected.columns})
    assert _lines(expected) == _lines(text)


def sf_id(short: str) -> str:
    """The 18-character id that a short one like `Lead 1` stands for."""
    matched = _SHORT_ID.fullmatch(short)
    assert matched, f"{short} is no short id; known objects: {', '.join(PREFIXES)}"
    core = f"{PREFIXES[matched[1]]}5e{int(matched[2]):010d}"
    return core + "".join(_checksum(core[start : start + 5]) for start in (0, 5, 10))


def short_id(text: str) -> str:
    """The short form of an id made by `sf_id`; any other text as it is."""
    name = {prefix: name for name, prefix in PREFIXES.items()}.get(text[:3])
    made = name is not None and len(text) == 18 and text[5:15].isdigit()
    return f"{name} {int(text[5:15])}" if made else text


def _checksum(five: str) -> str:
    return _CHECKSUM[sum(1 << place for place, letter in enumerate(five) if letter in ascii_uppercase)]


def _cell(text: str) -> str | None:
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        return text[1:-1]
    return sf_id(text) if _SHORT_ID.fullmatch(text) else text or None


def _known_kinds(name: str, table: pd.DataFrame) -> pd.DataFrame:
    kinds = {field.name: field.kind for field in OBJECTS[name]}
    unknown = [column for column in table.columns if column not in kinds]
    assert not unknown, f"{name} has no field {unknown}"
    return pd.DataFrame({column: from_text(table[column], kinds[column]) for column in table.columns})


def _lines(table: pd.DataFrame) -> list[str]:
    """A line a row, sorted, ids short: what a failing assertion prints."""
    return sorted(" | ".join(_shown(row)) for row in table.itertuples(index=False))


def _shown(row: Iterable[object]) -> list[str]:
    return ["" if pd.isna(cell) else short_id(str(cell)) for cell in row]  # type: ignore[call-overload]
