"""The header row: which column is which known field, by API name, report label or the policy's own names.

Lower and upper case do not matter, as in Salesforce (the Data Loader writes headers in capitals).
"""

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz, process

from hygiene.crm.dialect import DELIMITERS
from hygiene.crm.grammar import Grammar, unquote
from hygiene.errors import InputError, UsageError
from schemas.columns import OBJECTS, fields_of

NEAR_MISS: Final = 88
"""Likeness (0 to 100, rapidfuzz ratio) from which an unknown column looks like a misspelt known one."""

_FEWEST_KNOWN: Final = 2
"""Known columns of a row that is a header: its object needs that many, and of a row of values one may look known."""
_VALUE: Final = re.compile(r"@|(?:\d\D{0,2}){7}")


@dataclass(frozen=True)
class Header:
    """The first row of one file.

    names: as they stand there. fields: the known field of each column, or None. grammar: delimiter and column count.
    end: byte offset behind the row. style: `API names`, `labels` or `mixed`.
    """

    object: str
    names: tuple[str, ...]
    fields: tuple[str | None, ...]
    grammar: Grammar
    end: int
    style: str

    @property
    def given(self) -> frozenset[str]:
        """The known fields that the file has."""
        return frozenset(field for field in self.fields if field is not None)

    def position(self, field: str) -> int:
        """Column number (from 0) of a known field that the file has."""
        return self.fields.index(field)

    def near_misses(self) -> Mapping[str, str]:
        """Unknown column -> the known, absent field that it looks like."""
        unknown = [name for name, field in zip(self.names, self.fields, strict=True) if field is None and name]
        absent = [field for field in fields_of(self.object) if field not in self.given]
        likely = {name: _most_like(name, self.object, absent) for name in unknown}
        return MappingProxyType({name: field for name, field in likely.items() if field is not None})


def read_header(
    data: bytes, object_name: str, own: Mapping[str, str], name: str, needed: Sequence[str] | None = None
) -> Header:
    """The header of a text (UTF-8), with the delimiter under which most of it is known.

    own: the policy's names of this object, ours -> the file's. name: the file, for messages.
    needed: fields that must be there; else those without which an export of the object is refused.

    Raises:
        InputError: a required column is missing, two columns are one field or have one name, or the quotes are broken.
        UsageError: the policy names a field that the object does not have.
    """
    _refuse_unknown_fields(object_name, own)
    readings = [_reading(data, delimiter, object_name, own) for delimiter in DELIMITERS]
    sound = [reading for reading in readings if reading is not None]
    if not sound:
        raise InputError(f"{name}: the quotation marks of the header row are broken; export the file again.")
    header = max(sound, key=lambda reading: (len(reading.given), len(reading.names)))
    if needed is None:
        _refuse_rows_without_header(header, name)
    refuse_doubles(header.object, header.names, header.fields, name)
    _refuse_missing(header, name, [f.name for f in OBJECTS[object_name] if f.required] if needed is None else needed)
    return header


def known_columns(object_name: str, own: Mapping[str, str], names: Sequence[str]) -> tuple[str | None, ...]:
    """The known field of each column name, or None. own: the policy's names of this object, ours -> the file's."""
    known = _known_names(object_name, own, names)
    return tuple(known.get(_plain(column)) for column in names)


def refuse_doubles(object_name: str, names: Sequence[str], fields: Sequence[str | None], name: str) -> None:
    """Raises InputError where two columns have one name, or are one field. name: the file, for messages."""
    doubled = [column for column, count in Counter(names).items() if count > 1 and column]
    if doubled:
        raise InputError(f"{name} has two columns named {told(doubled[0])}; remove or rename one of them.")
    for field, count in Counter(fields).items():
        if field is not None and count > 1:
            both = [column for column, known in zip(names, fields, strict=True) if known == field]
            raise InputError(
                f"{name}: the columns {' and '.join(map(told, both))} are both {field}; remove one of them,"
                f" or name the right one in the policy under fields.{object_name}."
            )


def _reading(data: bytes, delimiter: str, object_name: str, own: Mapping[str, str]) -> Header | None:
    """The header under one delimiter; None where its quotes make no sense."""
    grammar = Grammar(delimiter.encode(), 1)
    row = grammar.any_record.match(data)
    if row is None:
        return None
    names = tuple(unquote(cell).decode("utf-8", "replace").strip() for cell in grammar.split(row.group()))
    fields = known_columns(object_name, own, names)
    return Header(object_name, names, fields, Grammar(delimiter.encode(), len(names)), row.end(), _style(names, fields))


def _known_names(object_name: str, own: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Plain header -> field. A name of the policy that the file has is the only one of its field."""
    standing = {_plain(name) for name in names}
    mapped = {field: _plain(theirs) for field, theirs in own.items() if _plain(theirs) in standing}
    known = {**_aliases(object_name), **{_plain(field): field for field in fields_of(object_name)}}
    others = {name: field for name, field in known.items() if field not in mapped}
    return {**others, **{theirs: field for field, theirs in mapped.items()}}


@cache
def _aliases(object_name: str) -> Mapping[str, str]:
    text = files("hygiene.crm").joinpath("header_aliases.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType({_plain(row["label"]): row["field"] for row in rows if row["object"] == object_name})


def _style(names: tuple[str, ...], fields: tuple[str | None, ...]) -> str:
    """`Email` is an API name and a label; `LastName` and `Last Name` tell the two apart."""
    known = [(name, field) for name, field in zip(names, fields, strict=True) if field is not None]
    labels = any(" " in name or "/" in name for name, _ in known)
    compound = re.compile(r"_|[a-z][A-Z]")
    api_names = any(_plain(name) == _plain(field) and compound.search(field) for name, field in known)
    if labels:
        return "mixed" if api_names else "labels"
    return "API names"


def _refuse_unknown_fields(object_name: str, own: Mapping[str, str]) -> None:
    for field in own:
        if field not in fields_of(object_name):
            near = _most_like(field, object_name, list(fields_of(object_name)))
            hint = f" Did you mean {near}?" if near else ""
            raise UsageError(f"policy, fields.{object_name}: {field} is no field that this program knows.{hint}")


def _refuse_rows_without_header(header: Header, name: str) -> None:
    """A first row that is one of values is not repeated: it is a person's."""
    if "Id" not in header.given and len(header.given) < _FEWEST_KNOWN:
        raise InputError(
            f"{name}: its first row is no header of {header.object}, or has no comma, semicolon or tab between its"
            f" columns; export the file with its header row, or name your columns in the policy under"
            f" fields.{header.object}."
        )


def told(column: str) -> str:
    """The name of a column as a message may repeat it: not where it looks like a value, which may be a person's."""
    return "(looks like a value)" if _VALUE.search(column) else column


def _refuse_missing(header: Header, name: str, required: Sequence[str]) -> None:
    missing = [field for field in required if field not in header.given]
    if not missing:
        return
    columns = f"column {missing[0]}" if len(missing) == 1 else f"columns {', '.join(missing)}"
    unknown = [column for column, field in zip(header.names, header.fields, strict=True) if field is None and column]
    near = process.extractOne(missing[0], unknown or header.names, scorer=fuzz.ratio, processor=_letters)
    raise InputError(
        f"{name} has no {columns}; the nearest header to {missing[0]} is {told(near[0]) if near else 'none'}."
        f" Export it too, or name your column in the policy under fields.{header.object}."
    )


def _most_like(name: str, object_name: str, fields: list[str]) -> str | None:
    """The field whose name or label is most like the column's, when it is like enough."""
    spellings = {field: field for field in fields}
    spellings.update({label: field for label, field in _aliases(object_name).items() if field in fields})
    found = process.extractOne(name, list(spellings), scorer=fuzz.ratio, processor=_letters, score_cutoff=NEAR_MISS)
    return None if found is None else spellings[found[0]]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
