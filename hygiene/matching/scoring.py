"""From levels to a probability: Fellegi-Sunter match weights in bits, added up from the policy's table.

weight = prior + sum of level weights + sum of slope * rarity. probability = 1 / (1 + 2^-weight).
(Fellegi and Sunter 1969; the rarity term is Winkler's frequency weight, damped by its slope.)

Factors are compared one after the other, and a pair leaves as soon as nothing that is left could bring it up to the
least weight: so most pairs cost no more than their names.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hygiene.matching import compare_contacts as contacts
from hygiene.matching.best import Best
from hygiene.matching.compare_names import compare_names
from hygiene.matching.levels import AGREEING, LEVELS, Levels, Rows, codes
from hygiene.matching.people import SMALLEST, People
from hygiene.policy.matching import Matching

Bits = NDArray[np.float64]
Compare = Callable[[People, Rows, Rows], dict[str, Levels]]
NEVER: Final = -np.inf


def _one(factor: str, compare: Callable[[People, Rows, Rows], Levels]) -> Compare:
    return lambda people, left, right: {factor: compare(people, left, right)}


STEPS: Final[tuple[Mapping[str, Compare], ...]] = (
    {"names": compare_names},
    {
        "title": _one("title", contacts.compare_title), "country": _one("country", contacts.compare_country),
        "suffix": _one("suffix", contacts.compare_suffix), "place": _one("place", contacts.compare_place),
    },
    {"phone": _one("phone", contacts.compare_phone)},
    {"employer": _one("employer", contacts.compare_employer)},
    {"mailbox": _one("mailbox", contacts.compare_mailbox)},
)  # fmt: skip
"""What is compared, one after the other: what costs little and tells much comes first."""


@dataclass(frozen=True)
class Scored:
    """Pairs of rows with the level and the bits of each factor; parallel arrays. total: with the prior."""

    left: Rows
    right: Rows
    levels: Mapping[str, Levels]
    weights: Mapping[str, Bits]
    total: Bits

    def where(self, keep: NDArray[np.bool_] | Rows) -> "Scored":
        """The chosen pairs."""
        at = np.flatnonzero(keep) if keep.dtype == bool else keep
        return Scored(
            self.left[at], self.right[at],
            {name: level[at] for name, level in self.levels.items()},
            {name: weight[at] for name, weight in self.weights.items()},
            self.total[at],
        )  # fmt: skip


def joined(parts: Sequence[Scored]) -> Scored:
    """All parts in one, sorted by left and right row. parts: at least one, all with the same factors."""
    first = parts[0]
    whole = Scored(
        np.concatenate([part.left for part in parts]), np.concatenate([part.right for part in parts]),
        {name: np.concatenate([part.levels[name] for part in parts]) for name in first.levels},
        {name: np.concatenate([part.weights[name] for part in parts]) for name in first.weights},
        np.concatenate([part.total for part in parts]),
    )  # fmt: skip
    return whole.where(np.argsort(whole.left.astype(np.int64) << 32 | whole.right))


def distinct(pairs: Scored) -> Scored:
    """Each pair once. pairs: sorted, the same pair always with the same levels and bits."""
    again = (pairs.left[1:] == pairs.left[:-1]) & (pairs.right[1:] == pairs.right[:-1])
    return pairs.where(np.append(True, ~again)) if again.any() else pairs


def score(people: People, left: Rows, right: Rows, settings: Matching, prior: float, least: float = NEVER) -> Scored:
    """Levels and bits of the given pairs of rows, without the pairs that stay below `least` bits."""
    scored = Scored(left, right, {}, {}, np.full(len(left), prior))
    best = Best(people, settings, left, right) if least != NEVER else None
    for step in STEPS:
        for name, compare in step.items():
            scored = _add(scored, people, compare(people, scored.left, scored.right), settings)
            if best is not None:
                best.told(name)
        if best is not None:
            kept = np.flatnonzero(scored.total + best.rest() >= least)
            scored = scored.where(kept)
            best.keep(kept)
    ordered = {factor: scored.levels[factor] for factor in LEVELS}
    return Scored(
        scored.left, scored.right, ordered, {factor: scored.weights[factor] for factor in LEVELS}, scored.total
    )


def _add(scored: Scored, people: People, levels: Mapping[str, Levels], settings: Matching) -> Scored:
    weights = {
        factor: _weights(people, scored.left, scored.right, factor, level, settings) for factor, level in levels.items()
    }
    total = scored.total + np.sum(list(weights.values()), axis=0)
    return Scored(scored.left, scored.right, {**scored.levels, **levels}, {**scored.weights, **weights}, total)


def _weights(people: People, left: Rows, right: Rows, factor: str, level: Levels, settings: Matching) -> Bits:
    table = np.array([settings.weights[factor].get(name, 0.0) for name in LEVELS[factor]])
    slope = settings.rarity.get(factor, 0.0)
    return table[level] + slope * rarity(people, left, right, factor, level) if slope else table[level]


def rarity(people: People, left: Rows, right: Rows, factor: str, level: Levels) -> Bits:
    """Bits for how rare the agreeing value is, 0 where nothing agrees.

    Names and employer: log2 of records / records with the commoner of the two values, counts raised by
    SMOOTHING so that a duplicate more or less makes no difference. Phone: minus log2 of the surnames seen with it.
    """
    answer = np.zeros(len(left))
    if factor in AGREEING:
        at = np.flatnonzero(np.isin(level, codes(factor, AGREEING[factor])))
        answer[at] = RARITIES[factor](people, left[at], right[at])
    return answer


def _employer_rarity(people: People, left: Rows, right: Rows) -> Bits:
    return np.minimum(people.employer_rarity[left], people.employer_rarity[right])


def _phone_rarity(people: People, left: Rows, right: Rows) -> Bits:
    """The common number with the fewest surnames, when they have several in common."""
    fewest = np.full(len(left), len(people) + 1)
    for ours in people.phones:
        for theirs in people.phones:
            code = ours.codes[left]
            common = (code == theirs.codes[right]) & (code >= 0)
            np.minimum(fewest, people.phone_surnames[code], where=common, out=fewest)
    return -np.log2(np.where(fewest > len(people), 1, np.maximum(fewest, 1)))


def _rarer(values: NDArray[np.int32], rarities: Bits, left: Rows, right: Rows) -> Bits:
    """Bits of the commoner of the two values; `rarities` ends with that of a missing value, the rarest."""
    return np.minimum(rarities[values[left]], rarities[values[right]])


RARITIES: Final[Mapping[str, Callable[[People, Rows, Rows], Bits]]] = MappingProxyType(
    {
        "first": lambda people, left, right: _rarer(people.first.codes, people.first_rarity, left, right),
        "last": lambda people, left, right: _rarer(people.core.codes, people.core_rarity, left, right),
        "employer": _employer_rarity,
        "phone": _phone_rarity,
    }
)


def prior_bits(left: int, right: int | None, settings: Matching) -> float:
    """Log odds (bits) of a compared pair before anything is compared; less by `per_doubling` when records double.

    Linking two tables has left * right pairs, as many as there are in one table of sqrt(2 * left * right) records.
    """
    records = left if right is None else np.sqrt(2.0 * left * right)
    return float(
        settings.prior.bits - settings.prior.per_doubling * np.log2(max(records, SMALLEST) / settings.prior.records)
    )


def probability(total: Bits) -> Bits:
    """The probability that stands behind a total weight in bits."""
    return 1.0 / (1.0 + np.exp2(-np.clip(total, -500, 500)))
