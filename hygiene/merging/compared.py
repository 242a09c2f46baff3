"""Which records take part in matching, and the table that the matcher reads of them."""

from dataclasses import dataclass
from weakref import ref

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.id_order import Rows
from hygiene.kept_rows import kept, taken_rows
from hygiene.matching.lexicon import Lexicon
from hygiene.matching.memory import Memory
from hygiene.merging.texts import positions
from hygiene.normalize.distinct import to_arrow
from hygiene.normalize.people import people_table
from hygiene.policy import Policy
from hygiene.policy.models import TestLeads
from hygiene.selection import is_open, is_test_lead
from hygiene.snapshot import Snapshot
from hygiene.windowed import windowed
from schemas.columns import TEXT, fields_of

Mask = NDArray[np.bool_]


def compared(snapshot: Snapshot, object_name: str, policy: Policy) -> pd.DataFrame:
    """Records of the object that take part: not deleted, not converted, and no test lead.

    A test lead cannot swallow, or be swallowed by, a real person (domain rules, section 4 [P]).
    """
    table = snapshot.table(object_name)
    return kept(table, _takes_part(table, object_name, policy))


def _takes_part(table: pd.DataFrame, object_name: str, policy: Policy) -> Mask:
    wanted = is_open(table)
    if object_name == "Lead":
        wanted &= ~is_test_lead(table, policy)
    return wanted.to_numpy()


def people(snapshot: Snapshot, object_name: str, policy: Policy) -> pd.DataFrame:
    """The compared leads or contacts: `id`, `reading` and `email_is_role`; the lexicon has read the rest of them.

    A record keeps its reading through the rules and rounds of a run while it stays as it is; no two records have one.
    The snapshot remembers what was read, so that later rules and rounds read only the records that changed since.
    """
    whole, accounts, region = snapshot.table(object_name), snapshot.table("Account"), policy.reading.region
    known: _Known | None = snapshot.memo.get(("people", object_name, region))
    if known is not None and known.is_of(whole, accounts, policy):
        return known.table
    wanted = np.flatnonzero(_takes_part(whole, object_name, policy))
    # Of an empty column not even the emptiness is kept: of a large org's fields most are, and each fills megabytes.
    records = whole[["Id", *(name for name in _read_columns(object_name) if whole[name].notna().any())]]
    if known is None or not known.accounts.equals(accounts):
        table = _coded(
            people_table(taken_rows(records, wanted), object_name, region, accounts, snapshot.workers), snapshot
        )
    else:
        table = _partly_read(records, wanted, known, object_name, region, snapshot)
    snapshot.memo[("people", object_name, region)] = _Known(
        ref(whole), policy.test_leads, records, wanted, accounts, table
    )
    return table


def memory_of(snapshot: Snapshot, rule: str) -> Memory:
    """What a rule's matching remembers from round to round; the codes of values are those of all rules."""
    memory: Memory | None = snapshot.memo.get(("matched", rule))
    return Memory(lexicon=_lexicon(snapshot)) if memory is None else memory


def remember(snapshot: Snapshot, rule: str, memory: Memory) -> None:
    """What `memory_of` gives from now on."""
    snapshot.memo[("matched", rule)] = memory


def _lexicon(snapshot: Snapshot) -> Lexicon:
    lexicon: Lexicon = snapshot.memo.setdefault("lexicon", Lexicon())
    return lexicon


@dataclass(frozen=True)
class _Known:
    """What was read before: row by row, `table` is what stays of the `wanted` rows of `records` beside the lexicon.

    whole: the table that `records` are some columns of; held weakly, as in `hygiene.shown`. test_leads: what told whom
    to leave out.
    """

    whole: ref[pd.DataFrame]
    test_leads: TestLeads
    records: pd.DataFrame
    wanted: Rows
    accounts: pd.DataFrame
    table: pd.DataFrame

    def is_of(self, whole: pd.DataFrame, accounts: pd.DataFrame, policy: Policy) -> bool:
        """Whether these very tables were read, and the same test leads left out."""
        return self.whole() is whole and self.accounts is accounts and self.test_leads == policy.test_leads

    def places(self) -> Rows:
        """For each of the records, and for one more that is none, its row in `table`, or -1."""
        places = np.full(len(self.records) + 1, -1, dtype=np.int64)
        places[self.wanted] = np.arange(len(self.wanted))
        return places


def _coded(table: pd.DataFrame, snapshot: Snapshot) -> pd.DataFrame:
    """What stays of the table once it is read; `reading` is a number (int64) for each record that no other one had."""
    lexicon = _lexicon(snapshot)
    return lexicon.read(table.assign(reading=lexicon.new_readings(len(table))), snapshot.workers)


def _partly_read(
    records: pd.DataFrame, wanted: Rows, known: _Known, object_name: str, region: str, snapshot: Snapshot
) -> pd.DataFrame:
    """The comparable form of the wanted records: of the unchanged ones from before, of the others read anew.

    `people_table` reads each record alone, so the answer is the same as of all of them together.
    """
    places = _places_before(records, known, snapshot.workers)[wanted]
    fresh = np.flatnonzero(places < 0)
    if not len(fresh):
        whole = np.array_equal(places, np.arange(len(known.table)))
        return known.table if whole else known.table.take(places).reset_index(drop=True)
    changed = people_table(taken_rows(records, wanted[fresh]), object_name, region, known.accounts, snapshot.workers)
    places[fresh] = len(known.table) + np.arange(len(fresh))
    both = pd.concat([known.table, _coded(changed, snapshot)], ignore_index=True)
    return both.take(places).reset_index(drop=True)


def _places_before(records: pd.DataFrame, known: _Known, workers: int) -> Rows:
    """The row in which each record was read before, as it is now; -1 where it is new, or differs in any column."""
    before = positions(records["Id"], known.records["Id"])
    same, stayed = before >= 0, np.array_equal(before, np.arange(len(known.records)))
    at = None if stayed else pa.array(before, mask=~same)

    def unlike(column: str) -> Mask:
        return _unlike(_array(records, column), _array(known.records, column), at)

    columns = [name for name in records.columns.union(known.records.columns) if name != "Id"]
    for differs in windowed(unlike, columns, workers):
        same &= ~differs
    return np.where(same, known.places()[before], -1)


def _unlike(values: pa.Array, earlier: pa.Array, at: pa.Array | None) -> Mask:
    """Which values differ from the earlier ones at those places (None: at their own)."""
    if values.null_count == len(values) and earlier.null_count == len(earlier):
        return np.zeros(len(values), dtype=bool)
    # What is null throughout was given no type.
    earlier, values = (
        one.cast(two.type) if one.type == pa.null() else one for one, two in ((earlier, values), (values, earlier))
    )
    earlier = earlier if at is None else earlier.take(at)
    unlike = pc.or_(pc.fill_null(pc.not_equal(values, earlier), False), pc.xor(values.is_null(), earlier.is_null()))
    found: Mask = unlike.to_numpy(zero_copy_only=False)
    return found


def _array(records: pd.DataFrame, column: str) -> pa.Array:
    if column not in records.columns:
        return pa.nulls(len(records))
    values = records[column]
    return to_arrow(values) if values.dtype == TEXT else pa.array(values)


def _read_columns(object_name: str) -> tuple[str, ...]:
    """Every field that `people_table` may read, and some more: a record that differs in one of them is read anew."""
    account = ("AccountId",) if object_name == "Contact" else ()
    return (*fields_of(object_name, "text"), *fields_of(object_name, "phone"), *account, "CreatedDate")
