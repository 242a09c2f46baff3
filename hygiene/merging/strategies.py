"""Survivorship by field: from which record of each group a value survives.

A strategy names a record of each group, or makes a value of several. Ties always go to the master, then to the newest
record, then to the lowest id, so that the same group gives the same answer each time.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.merging.members import NONE, Keys, Mask, Members, Rows, ascending, descending
from hygiene.merging.texts import sentence, taken
from hygiene.normalize.distinct import LARGE, to_arrow, to_frame
from schemas.columns import TEXT

SOURCE_FIELD: Final = "LeadSource"
_OLDEST: Final = "the oldest record that has one"


@dataclass(frozen=True)
class Pick:
    """What survives in each group.

    rows: the record that the value comes from, NONE where no record has one (the master then stays as it is).
    how: the strategy in words, of each group where they differ.
    made: the value of each group (by group number) where it was made of several records.
    decided: groups in which a person chose the record instead.
    """

    rows: Rows
    how: str | pd.Series
    made: pd.Series | None = None
    decided: Mask | None = None


@dataclass(frozen=True)
class Standing:
    """Members with their masters, and the orders that strategies ask for."""

    members: Members
    masters: Rows

    @cached_property
    def is_other(self) -> Keys:
        """0 for masters and 1 for the others: a key that puts the master first."""
        others = np.ones(len(self.members.table), dtype=np.int8)
        others[self.masters] = 0
        return others

    @cached_property
    def oldest(self) -> Rows:
        """Rows of each group by creation, oldest first."""
        return self.members.sorted_by(ascending(self.members.table["CreatedDate"]), self.is_other)

    def oldest_in(self, field: str) -> Rows:
        """As `oldest`, but who absorbed others is as old as the oldest record with a value there that it is made of."""
        if self.members.origins is None:
            return self.oldest
        return self.members.sorted_by(ascending(self.members.created_in(field)), self.is_other)

    @cached_property
    def newest(self) -> Rows:
        """Rows of each group by creation, newest first."""
        return self.members.sorted_by(self._newest_first, self.is_other)

    @cached_property
    def master_then_newest(self) -> Rows:
        """The master, then the others, newest first."""
        return self.members.sorted_by(self.is_other, self._newest_first)

    def best(self, key: Keys) -> Rows:
        """Rows of each group by a key, ties to the master, then to the newest."""
        return self.members.sorted_by(key, self.is_other, self._newest_first)

    @cached_property
    def _newest_first(self) -> Keys:
        return descending(self.members.table["CreatedDate"])


def pick(standing: Standing, field: str, strategy: str) -> Pick:
    """What survives of `field` in every group.

    Raises:
        KeyError: a strategy that does not exist; the policy lets none through.
    """
    return STRATEGIES[strategy](standing, field)


def with_choice(standing: Standing, field: str, picked: Pick, chosen: Collection[str]) -> Pick:
    """The pick with the value of a chosen record (by id) in each group that has one with a value there."""
    members = standing.members
    named = members.table["Id"].isin(chosen).to_numpy(dtype=bool) & members.filled(field)
    rows = members.first(np.arange(len(members.table)), named)
    decided = rows != NONE
    made = None
    if picked.made is not None:
        made = picked.made.mask(decided, members.table[field].take(rows).reset_index(drop=True))
    return replace(picked, rows=np.where(decided, rows, picked.rows), made=made, decided=decided)


def _oldest(standing: Standing, field: str) -> Pick:
    rows = _first(standing, standing.oldest_in(field), field)
    return Pick(rows, _why_oldest(standing.members, rows, field))


def _why_oldest(members: Members, rows: Rows, field: str) -> str | pd.Series:
    """The strategy in words; of a record that absorbed the oldest one these name it."""
    if members.origins is None:
        return _OLDEST
    origin = np.where(rows == NONE, NONE, members.oldest_origin(field)[rows])
    oldest = taken(members.origins.table["Id"], origin)
    absorbed = (oldest != members.ids(rows)).fillna(False)
    return sentence("it absorbed ", oldest, f", {_OLDEST}").where(absorbed, _OLDEST)


def _newest(standing: Standing, field: str) -> Pick:
    return Pick(_first(standing, standing.newest, field), "the newest record that has one")


def _lowest(words: str) -> Callable[[Standing, str], Pick]:
    def choose(standing: Standing, field: str) -> Pick:
        order = standing.best(ascending(standing.members.table[field]))
        return Pick(_first(standing, order, field), words)

    return choose


def _highest(words: str) -> Callable[[Standing, str], Pick]:
    def choose(standing: Standing, field: str) -> Pick:
        order = standing.best(descending(standing.members.table[field]))
        return Pick(_first(standing, order, field), words)

    return choose


def _most_complete(standing: Standing, field: str) -> Pick:
    order = standing.best(-standing.members.completeness)
    return Pick(_first(standing, order, field), "the most complete record that has one")


def _most_common(standing: Standing, field: str) -> Pick:
    codes = pd.factorize(standing.members.table[field], use_na_sentinel=True)[0].astype(np.int64) + 1
    key = standing.members.group * (int(codes.max(initial=0)) + 1) + codes
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    return Pick(_first(standing, standing.best(-counts[inverse]), field), "the most common value")


def _longest(standing: Standing, field: str) -> Pick:
    lengths = standing.members.table[field].astype(TEXT).str.len().fillna(0).to_numpy(dtype=np.int64)
    return Pick(_first(standing, standing.best(-lengths), field), "the longest value")


def _master(standing: Standing, _field: str) -> Pick:
    return Pick(standing.masters, "the master's, whatever the others have")


def _fill(standing: Standing, field: str) -> Pick:
    rows = _first(standing, standing.master_then_newest, field)
    return Pick(rows, "the master has none, and this is the newest of the others that has one")


def _with_source(standing: Standing, field: str) -> Pick:
    """From the record whose Initial Source survives; else from the oldest one with that same source."""
    members = standing.members
    oldest = standing.oldest_in(SOURCE_FIELD)
    source = _first(standing, oldest, SOURCE_FIELD)
    codes = pd.factorize(members.table[SOURCE_FIELD], use_na_sentinel=True)[0]
    chosen = np.where(source < 0, -2, codes[source])
    same = members.filled(field) & (codes == chosen[members.group])
    named = members.first(oldest, same)
    own = members.filled(field)[source] & (source >= 0)
    rows = np.where(own | (named < 0), source, named)
    return Pick(rows, "it goes with the Initial Source that survives")


def _joined(separator: str, how: str) -> Callable[[Standing, str], Pick]:
    """Every distinct part once, the master's first."""

    def choose(standing: Standing, field: str) -> Pick:
        members = standing.members
        order = standing.master_then_newest
        order = order[members.filled(field)[order]]
        parts = pc.split_pattern(to_arrow(members.table[field].astype(TEXT).iloc[order]), separator)
        owner = members.group[order][pc.list_parent_indices(parts).to_numpy(zero_copy_only=False)]
        text = pc.utf8_trim_whitespace(pc.list_flatten(parts))
        table = to_frame({"text": text}, pd.RangeIndex(len(text))).assign(group=owner)
        table = table[table["text"] != ""].drop_duplicates()
        sizes = np.bincount(table["group"], minlength=members.count)
        offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]), pa.int64())
        lists = pa.LargeListArray.from_arrays(offsets, to_arrow(table["text"]))
        joined = to_frame({"text": pc.binary_join(lists, pa.scalar(separator, LARGE))}, pd.RangeIndex(len(sizes)))
        return Pick(members.first(order), how, joined["text"].mask(sizes == 0, pd.NA))

    return choose


def _first(standing: Standing, order: Rows, field: str) -> Rows:
    return standing.members.first(order, standing.members.filled(field))


STRATEGIES: Final[Mapping[str, Callable[[Standing, str], Pick]]] = MappingProxyType(
    {
        "oldest": _oldest,
        "newest": _newest,
        "earliest": _lowest("the earliest of all"),
        "latest": _highest("the latest of all"),
        "most_complete": _most_complete,
        "most_common": _most_common,
        "longest": _longest,
        "concatenate": _joined("; ", "every distinct value of the group, the master's first"),
        "union": _joined(";", "every value picked in the group, the master's first"),
        "any_true": _highest("true when it is true on any record"),
        "max": _highest("the highest of all"),
        "min": _lowest("the lowest of all"),
        "master": _master,
        "fill": _fill,
        "with_source": _with_source,
    }
)
"""Names that the policy may use under `survivorship.fields` and `survivorship.default`."""
