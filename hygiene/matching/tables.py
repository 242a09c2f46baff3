"""Matching of any table: the policy names columns and kinds, the weights come from the data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hygiene.execution import spread
from hygiene.matching.blocking import BlockedKey, Chunk, Key, chunks, found_by, make_blocks, new_pairs, pairs_in
from hygiene.matching.codes import combine
from hygiene.matching.decided import decided_rows
from hygiene.matching.estimate import RANDOM_PAIRS, Model, Patterns, chance_shares, fit, patterns_of, without_matches
from hygiene.matching.grouping import Judge, Matches, matches_of
from hygiene.matching.kinds import KINDS, columns_of, starts_of
from hygiene.matching.levels import Levels, Rows
from hygiene.matching.records import Records, gather
from hygiene.matching.scoring import Scored, joined, probability
from hygiene.matching.vocabulary import Column
from hygiene.policy import Policy
from hygiene.progress import Progress

Bits = NDArray[np.float64]
SEED: Final = 20261123
DAMPING: Final = 0.8
"""Share of the full frequency weight that a rare value is given (Winkler 1988)."""
MOST_MATCHES: Final = 2.0
"""Matches a record that may stand among random pairs of companies; more agreement than that is chance."""
UNSELECTIVE: Final = 30
"""A column with fewer distinct values than this is no blocking key by itself."""
NAMES: Final = ("first_name", "last_name")
NAME_ALONE: Final = "nothing but the name of the company agrees"
SAME_OR_SLIP: Final = (1, 2)


@dataclass(frozen=True)
class Table:
    """Records and their coded columns."""

    records: Records
    kinds: Mapping[str, str]
    columns: Mapping[str, Column]


def find_in_tables(
    left: pd.DataFrame, right: pd.DataFrame | None, policy: Policy, progress: Progress | None = None, workers: int = 1
) -> Matches:
    """Pairs and groups within a table with an `id` column, or between two, by `matching.columns` of the policy.

    The answer has the shape that `find_duplicates` gives; the levels and weights are named after the columns. Pairs are
    compared twice, a chunk at a time: to estimate the weights, and to weigh them. So memory holds none but those shown.
    workers: threads; the answer does not depend on them, nor on the order of rows.
    """
    table = _table(gather(left, right), policy.matching.columns)
    blocks = [make_blocks(key, policy.matching.block_limit) for key in keys_of(table)]
    compared = _Comparison(table, blocks)
    stream = partial(_streamed, compared, policy.matching.chunk_pairs, progress)
    nothing = compare(table, *_no_rows())
    blocked = sum(spread(_patterns, compared, stream("estimating weights"), workers), patterns_of(nothing))
    model = _estimated(table, blocked)
    weighing = (compared, model, policy.tiers.review)
    found = spread(_shown, weighing, stream("comparing pairs"), workers)
    scored = joined([_scored(table, _no_rows(), nothing, model), *found])
    chance = probability(scored.total)
    names = {name: KINDS[kind].levels for name, kind in table.kinds.items()}
    facts: dict[str, object] = {
        "records": len(table.records), "candidate_pairs": int(blocked.counts.sum()),
        "prior_bits": round(model.prior_bits, 3),
        "keys": found_by(blocks, scored.left, scored.right), "weights": "estimated from these records",
    }  # fmt: skip
    judge = Judge(
        names, phrases(names), lambda one, other: _scored(table, (one, other), compare(table, one, other), model),
        lambda inner: np.zeros(len(inner.left), dtype=bool),
        lambda shown: [NAME_ALONE if alone else "" for alone in _by_name_alone(table, shown)],
    )  # fmt: skip
    decided = decided_rows(table.records, None)
    auto = (chance >= policy.tiers.auto) & ~_by_name_alone(table, scored)
    return matches_of(table.records, scored, chance, auto, decided, judge, policy, facts)


def phrases(names: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, str]]:
    """Words for the levels of any column: `same surname`, `typo in surname`, `other surname`."""
    return {name: {level: _phrase(level, name) for level in levels[1:]} for name, levels in names.items()}


def _phrase(level: str, name: str) -> str:
    if level in ("same", "different"):
        return f"{'same' if level == 'same' else 'other'} {name}"
    return f"{level.replace('_', ' ')} in {name}"


def _table(records: Records, kinds: Mapping[str, str]) -> Table:
    texts = {name: records.text(name) for name in kinds}
    return Table(records, dict(kinds), columns_of(texts, kinds))


def keys_of(table: Table) -> tuple[Key, ...]:
    """Each selective column alone, each two columns by their first letters, and the letters of names in any order."""
    codes = {name: column.codes for name, column in table.columns.items()}
    keys = []
    for name, column in table.columns.items():
        if len(column.vocabulary) >= UNSELECTIVE:
            keys.append(Key(name, (codes[name],), tuple(starts_of(table.columns[o], 3) for o in codes if o != name)))
        if table.kinds[name] in ("text", "company") and len(column.vocabulary) >= UNSELECTIVE:
            keys.append(Key(f"words of {name}", column.vocabulary.words.rarest(column.codes), (codes[name],)))
    names = list(codes)
    for at, one in enumerate(names):
        for other in names[at + 1 :]:
            start = combine(starts_of(table.columns[one], 3), starts_of(table.columns[other], 3)).astype(np.int32)
            keys.append(Key(f"{one}+{other}", (start,), tuple(codes[o] for o in names if o not in (one, other))))
    first, last = (_of_kind(table, kind) for kind in NAMES)
    if first is not None and last is not None:
        turned = combine(np.minimum(first.codes, last.codes), np.maximum(first.codes, last.codes)).astype(np.int32)
        keys.append(Key("names in any order", (turned,), tuple(codes.values())))
    return tuple(keys)


def _of_kind(table: Table, kind: str) -> Column | None:
    return next((table.columns[name] for name, other in table.kinds.items() if other == kind), None)


@dataclass(frozen=True)
class _Comparison:
    """What every chunk of pairs is compared with."""

    table: Table
    blocks: list[BlockedKey]


def _streamed(compared: _Comparison, size: int, progress: Progress | None, label: str) -> Iterator[Chunk]:
    """The chunks of all pairs; the progress is told as they are taken."""
    records, seen = compared.table.records, 0
    total = pairs_in(compared.blocks, records.left, records.link)
    for chunk in chunks(compared.blocks, records.left, records.link, size):
        yield chunk
        seen += len(chunk)
        if progress is not None:
            progress(label, seen, total)


def _patterns(compared: _Comparison, chunk: Chunk) -> Patterns:
    """How many pairs of a chunk have which levels."""
    return patterns_of(compare(compared.table, *new_pairs(compared.blocks, chunk)))


def _shown(weighing: tuple[_Comparison, Model, float], chunk: Chunk) -> Scored:
    """The pairs of a chunk at or above the review threshold. weighing: with the weights and that threshold."""
    compared, model, least = weighing
    rows = new_pairs(compared.blocks, chunk)
    scored = _scored(compared.table, rows, compare(compared.table, *rows), model)
    return scored.where(probability(scored.total) >= least)


def _no_rows() -> tuple[Rows, Rows]:
    return np.empty(0, np.int64), np.empty(0, np.int64)


def compare(table: Table, left: Rows, right: Rows) -> dict[str, Levels]:
    """The level of each column; swapped names are compared crosswise where that agrees better."""
    levels = {
        name: KINDS[kind].compare(
            table.columns[name].codes[left], table.columns[name].codes[right], table.columns[name].vocabulary
        )
        for name, kind in table.kinds.items()
    }
    one, other = (next((n for n, k in table.kinds.items() if k == kind), None) for kind in NAMES)
    if one is None or other is None:
        return levels
    first, last = table.columns[one], table.columns[other]
    crossed = (first.codes[left] == last.codes[right]) & (last.codes[left] == first.codes[right])
    crossed &= (first.codes[left] >= 0) & (last.codes[left] >= 0) & (first.codes[left] != last.codes[left])
    typo = np.int8(2)
    levels[one], levels[other] = (np.where(crossed, typo, levels[name]) for name in (one, other))
    return levels


def _estimated(table: Table, blocked: Patterns) -> Model:
    records = table.records
    total, right = len(records), len(records) - records.left
    pairs = records.left * right if records.link else total * (total - 1) / 2
    random = np.random.default_rng(SEED)
    size = int(min(RANDOM_PAIRS, max(pairs, 1)))
    one = random.integers(0, max(records.left, 1), size) if records.link else random.integers(0, max(total, 1), size)
    other = (
        random.integers(records.left, total, size)
        if records.link and right
        else random.integers(0, max(total, 1), size)
    )
    different = np.flatnonzero(one != other) if total > 1 else np.empty(0, np.int64)
    chance = compare(table, one[different], other[different])
    sizes = {name: len(KINDS[kind].levels) for name, kind in table.kinds.items()}
    expected = {name: KINDS[kind].expected for name, kind in table.kinds.items()}
    shipped = _shipped(table)
    u = chance_shares(chance, sizes)
    u |= {
        name: without_matches(u[name], least, MOST_MATCHES * total / max(pairs, 1)) for name, least in shipped.items()
    }
    return fit(blocked, u, expected, float(pairs), float(total), shipped)


def _shipped(table: Table) -> dict[str, Bits]:
    """The shipped chance shares of columns whose weights are not estimated: none where names of people stand beside.

    In a table of companies alone random pairs hold many matches (one firm in a hundred spellings), and little beside
    the name tells one from the other.
    """
    if any(kind in NAMES for kind in table.kinds.values()):
        return {}
    return {name: np.array(KINDS[kind].by_chance) for name, kind in table.kinds.items() if KINDS[kind].by_chance}


def _by_name_alone(table: Table, scored: Scored) -> NDArray[np.bool_]:
    """Pairs of companies that agree in nothing but the name: there are many `Summit`s (domain rules, section 4 [P])."""
    names = _shipped(table)
    beside = [np.isin(level, SAME_OR_SLIP) for name, level in scored.levels.items() if name not in names]
    nothing = ~np.any(beside, axis=0) if beside else np.ones(len(scored.left), dtype=bool)
    answer: NDArray[np.bool_] = nothing & bool(names)
    return answer


def _scored(table: Table, rows: tuple[Rows, Rows], levels: Mapping[str, Levels], model: Model) -> Scored:
    weights = {
        name: model.weight(name)[level] + _rarity(table, name, level, rows, model) for name, level in levels.items()
    }
    total = model.prior_bits + np.sum(list(weights.values()), axis=0) if weights else np.zeros(len(rows[0]))
    return Scored(rows[0], rows[1], dict(levels), weights, total)


def _rarity(table: Table, name: str, level: Levels, rows: tuple[Rows, Rows], model: Model) -> Bits:
    """Bits that agreement on this very value weighs more or less than agreement on an average one."""
    column = table.columns[name]
    share = np.append(column.counts, 1) / max(int(column.counts.sum()), 1)
    usual = float((share[:-1] ** 2).sum()) if name in _shipped(table) else model.u[name][0]
    bits = DAMPING * np.log2(usual / share[column.codes[rows[0]]])
    return np.where(level == 1, bits, 0.0)
