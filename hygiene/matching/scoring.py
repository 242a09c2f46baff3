"""From levels to a probability: Fellegi-Sunter match weights in bits, added up from the policy's table.

weight = prior + sum of level weights + sum of slope * rarity. probability = 1 / (1 + 2^-weight).
(Fellegi and Sunter 1969; the rarity term is Winkler's frequency weight, damped by its slope.)

Factors are compared one after the other, and a pair leaves as soon as nothing that is left could bring it up to the
least weight: so most pairs cost no more than their names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hygiene.matching import compare_contacts as contacts
from hygiene.matching.compare_names import compare_names
from hygiene.matching.levels import AGREEING, LEVELS, Levels, Rows, codes
from hygiene.matching.people import SMALLEST, People
from hygiene.policy.matching import Matching

Bits = NDArray[np.float64]
Compare = Callable[[People, Rows, Rows], dict[str, Levels]]
NEVER: Final = -np.inf


def _one(factor: str, compare: Callable[[People, Rows, Rows], Levels]) -> Compare:
    return lambda people, left, right: {factor: compare(people, left, right)}


STEPS: Final[tuple[Compare, ...]] = (
    compare_names,
    _one("phone", contacts.compare_phone),
    _one("employer", contacts.compare_employer),
    _one("mailbox", contacts.compare_mailbox),
    _one("suffix", contacts.compare_suffix),
    _one("title", contacts.compare_title),
    _one("country", contacts.compare_country),
    _one("place", contacts.compare_place),
)
STEP_FACTORS: Final = (
    ("first", "last", "order"),
    ("phone",),
    ("employer",),
    ("mailbox",),
    ("suffix",),
    ("title",),
    ("country",),
    ("place",),
)


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
        return Scored(
            self.left[keep], self.right[keep],
            {name: level[keep] for name, level in self.levels.items()},
            {name: weight[keep] for name, weight in self.weights.items()},
            self.total[keep],
        )  # fmt: skip


def score(people: People, left: Rows, right: Rows, settings: Matching, prior: float, least: float = NEVER) -> Scored:
    """Levels and bits of the given pairs of rows, without the pairs that stay below `least` bits."""
    scored = Scored(left, right, {}, {}, np.full(len(left), prior))
    best = _best_bits(people, settings)
    for step, compare in enumerate(STEPS):
        scored = _add(scored, people, compare(people, scored.left, scored.right), settings)
        if least == NEVER:
            continue
        rest = sum((best[factor] for later in STEP_FACTORS[step + 1 :] for factor in later), 0.0)
        mailbox = 0.0 if "mailbox" in scored.levels else _mailbox_best(people, scored, settings)
        scored = scored.where(scored.total + rest + mailbox >= least)
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
    return np.minimum(
        _rarer(people.company.codes, people.company_rarity, left, right),
        _rarer(people.domain.codes, people.domain_rarity, left, right),
    )


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


def _best_bits(people: People, settings: Matching) -> dict[str, float]:
    """The most that each factor can add in these records; the mailbox's is told by pair."""
    rarest = {
        "first": people.first_rarity, "last": people.core_rarity,
        "employer": np.maximum(people.company_rarity.max(), people.domain_rarity.max()), "phone": np.zeros(1),
    }  # fmt: skip
    absent = {"title": people.title, "country": people.country, "suffix": people.suffix}
    best = {}
    for factor in LEVELS:
        slope = settings.rarity.get(factor, 0.0)
        best[factor] = max(0.0, *settings.weights[factor].values()) + slope * float(np.max(rarest.get(factor, 0.0)))
        if factor in absent and not len(absent[factor].vocabulary):
            best[factor] = 0.0
    if not any(len(column.vocabulary) for column in people.place):
        best["place"] = 0.0
    best["mailbox"] = 0.0
    return best


def _mailbox_best(people: People, scored: Scored, settings: Matching) -> Bits:
    """The most that the mailboxes can add: only where the local parts are one it is much."""
    table = settings.weights["mailbox"]
    equal = max(table[name] for name in ("same", "same_shared", "local_same"))
    other = max(0.0, *(value for name, value in table.items() if name not in ("same", "same_shared", "local_same")))
    return np.where(contacts.same(people.local.codes, scored.left, scored.right), equal, other)


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
