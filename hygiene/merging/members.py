"""The records of all groups in one table, and the first fitting record of every group at once.

Everything that merging decides is "of each group the first record in some order that has something": so orders are
made once by sorting, and each field then costs one pass over an array of codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.kept_rows import taken_rows
from hygiene.merging.partition import in_groups
from hygiene.merging.texts import taken
from hygiene.normalize.distinct import LARGE
from hygiene.normalize.fillers import is_filler
from hygiene.normalize.text import words_only
from hygiene.normalize.word_list import words
from schemas.columns import OBJECTS

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Keys = NDArray[Any]

NONE: Final = -1
"""Row of a group in which no record fits; also the code of a missing value."""

_FILLER_FIELDS: Final = words("Title Company Street City MailingStreet MailingCity")
# Not names, states or countries: "Na", "No" and "NA" are somebody's there.

_NO_CONTENT: Final = words(
    "Id OwnerId MasterRecordId CreatedById CreatedDate LastModifiedDate SystemModstamp IsDeleted IsConverted"
)
# What every record has says nothing of how complete it is.


@dataclass(frozen=True)
class Origins:
    """What members are made of that absorbed others earlier in the run: these and themselves, as they were extracted.

    table: fields of the members' object, oldest first. into: the row of the member that each is part of now.
    """

    table: pd.DataFrame
    into: Rows

    def of(self, members: Rows) -> "Origins | None":
        """The origins of those rows of the members (ascending), numbered from 0; None where there are none."""
        mine = np.flatnonzero(np.isin(self.into, members))
        if not len(mine):
            return None
        return Origins(taken_rows(self.table, mine), np.searchsorted(members, self.into[mine]))


@dataclass(frozen=True)
class Members:
    """Records of groups of one object.

    table: fields of the object, RangeIndex, sorted by group and then by `Id`, so that ties fall to the lowest id.
    group: number of each row's group, from 0, dense.
    unreadable: a boolean column for each consent flag: the source has the column but no value for the record.
    object_name: whose fields the table has. rows: the number of each record among all that were found.
    origins: of members that absorbed others in this run; None where none did.
    """

    table: pd.DataFrame
    group: Rows
    unreadable: pd.DataFrame
    object_name: str
    rows: Rows
    origins: Origins | None = None
    _codes: dict[str, Rows] = field(default_factory=dict, repr=False, compare=False)
    _filled: dict[str, Mask] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def count(self) -> int:
        """Number of groups."""
        return int(self.group[-1]) + 1 if len(self.group) else 0

    @cached_property
    def completeness(self) -> Rows:
        """How many fields with content each record has."""
        return self.completeness_of([f.name for f in OBJECTS[self.object_name] if f.name not in _NO_CONTENT])

    def completeness_of(self, fields: Sequence[str]) -> Rows:
        """How many of the fields each record has."""
        counted = np.zeros(len(self.table), dtype=np.int64)
        for name in fields:
            counted += self.filled(name)
        return counted

    def codes(self, name: str) -> Rows:
        """A number for each distinct value of a field, NONE for missing ones: equal numbers, equal values."""
        if name not in self._codes:
            self._read(name)
        return self._codes[name]

    def filled(self, name: str) -> Mask:
        """Records that have a value there: not missing, not blank, no filler such as `-` or `n/a`."""
        if name not in self._filled:
            self._read(name)
        return self._filled[name]

    def created_in(self, name: str) -> pd.Series:
        """When each record was created; of one that absorbed others, when the oldest of its origins with a value."""
        created = self.table["CreatedDate"]
        if self.origins is None:
            return created
        origin = self.oldest_origin(name)
        then = self.origins.table["CreatedDate"].take(origin).reset_index(drop=True)
        return created.mask(origin != NONE, then)

    def oldest_origin(self, name: str) -> Rows:
        """For each record the row of the oldest of its origins that has a value there; NONE where there is none."""
        answer = np.full(len(self.table), NONE, dtype=np.int64)
        if self.origins is not None:
            rows = np.flatnonzero(self._coded(self.origins.table, name)[1])[::-1]
            answer[self.origins.into[rows]] = rows
        return answer

    def _read(self, name: str) -> None:
        self._codes[name], self._filled[name] = self._coded(self.table, name)

    def _coded(self, table: pd.DataFrame, name: str) -> tuple[Rows, Mask]:
        """The codes of a field, and where it has a value."""
        codes, distinct = pd.factorize(table[name], use_na_sentinel=True)
        present = codes >= 0
        if present.any() and pd.api.types.is_string_dtype(distinct.dtype):
            present &= ~self._says_nothing(name, pa.array(distinct, LARGE))[codes]
        return codes.astype(np.int64), present

    def _says_nothing(self, name: str, distinct: pa.Array) -> Mask:
        texts = distinct.combine_chunks() if isinstance(distinct, pa.ChunkedArray) else distinct
        nothing = pc.equal(pc.utf8_trim_whitespace(texts), "")
        if name in _FILLER_FIELDS or name in self._phones:
            nothing = pc.or_(nothing, is_filler(words_only(texts)))
        answer: Mask = nothing.to_numpy(zero_copy_only=False).astype(bool)
        return answer

    @cached_property
    def _phones(self) -> frozenset[str]:
        return frozenset(f.name for f in OBJECTS[self.object_name] if f.kind == "phone")

    def sorted_by(self, *keys: Keys) -> Rows:
        """Rows by group, then by the keys (first key first, each ascending), then by id."""
        order = np.arange(len(self.group))
        for key in reversed(keys):
            # Groups are small and stand in order: what is nearly sorted is soon sorted stably.
            low = int(key.min()) if len(key) else 0
            span = int(key.max()) - low + 1 if len(key) else 1
            within = self.group * span + (key.astype(np.int64) - low)
            order = order[np.argsort(within[order], kind="stable")]
        return order

    def first(self, order: Rows, fitting: Mask | None = None) -> Rows:
        """Of each group the first row in `order` (of `sorted_by`) that fits; NONE where none does."""
        rows = order if fitting is None else order[fitting[order]]
        answer = np.full(self.count, NONE, dtype=np.int64)
        answer[self.group[rows[::-1]]] = rows[::-1]
        return answer

    def of_groups(self, groups: Rows) -> "tuple[Members, Rows]":
        """The members of those groups (ascending), which are numbered from 0, and their rows here."""
        rows = np.flatnonzero(np.isin(self.group, groups))
        alone = replace(
            self, table=taken_rows(self.table, rows), group=np.searchsorted(groups, self.group[rows]),
            unreadable=self.unreadable.iloc[rows].reset_index(drop=True), rows=self.rows[rows],
            origins=None if self.origins is None else self.origins.of(rows), _codes={}, _filled={},
        )  # fmt: skip
        return alone, rows

    def ids(self, rows: Rows) -> pd.Series:
        """The ids of rows (TEXT, RangeIndex)."""
        return taken(self.table["Id"], rows)


def members_of(records: pd.DataFrame, at: Rows, group: Rows, unreadable: pd.DataFrame, object_name: str) -> Members:
    """The records of all groups of two and more.

    records: with the object's fields. at: where the record of each found row stands there. group: the group of each
    found row, named by one of its rows; rows are in the order of ids. unreadable: flags of each found row.
    """
    rows = np.flatnonzero(in_groups(group))
    rows = rows[np.lexsort((rows, group[rows]))]
    numbers = np.unique(group[rows], return_inverse=True)[1]
    return Members(
        taken_rows(records, at[rows]),
        numbers.astype(np.int64),
        unreadable.iloc[rows].reset_index(drop=True),
        object_name,
        rows,
    )


def ascending(values: pd.Series) -> Keys:
    """A sort key, low values first, missing ones last."""
    return _key(values, 1)


def descending(values: pd.Series) -> Keys:
    """A sort key, high values first, missing ones last."""
    return _key(values, -1)


def _key(values: pd.Series, sign: int) -> Keys:
    codes = pd.factorize(values, sort=True, use_na_sentinel=True)[0].astype(np.int64)
    return np.where(codes < 0, len(codes), sign * codes)
