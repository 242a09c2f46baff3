"""From levels to a probability: Fellegi-Sunter match weights in bits, added up from the policy's table.

weight = prior + sum of level weights + sum of slope * rarity. probability = 1 / (1 + 2^-weight).
(Fellegi and Sunter 1969; the rarity term is Winkler's frequency weight, damped by its slope.)
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hygiene.matching.people import People
from hygiene.matching.people_levels import LEVELS, Levels, Rows, code
from hygiene.policy.matching import Matching

Bits = NDArray[np.float64]

AGREEING: Mapping[str, tuple[str, ...]] = {
    "first": ("same", "nickname"),
    "last": ("same", "part", "typo"),
    "employer": (
        "both_same", "company_same", "company_same_domain_other", "domain_same", "domain_same_company_other",
        "company_near", "domain_names_company",
    ),
    "phone": ("same", "same_other_extension"),
    "mailbox": ("same_shared",),
}  # fmt: skip
"""Factor -> the levels whose weight depends on how rare the value is."""


def weigh(people: People, left: Rows, right: Rows, levels: Mapping[str, Levels], settings: Matching) -> dict[str, Bits]:
    """For each factor the bits it adds for each pair, rarity included."""
    rarities = rarity(people, left, right, levels)
    weights = {}
    for factor, names in LEVELS.items():
        table = np.array([settings.weights[factor].get(name, 0.0) for name in names])
        weights[factor] = table[levels[factor]] + settings.rarity.get(factor, 0.0) * rarities.get(factor, 0.0)
    return weights


def prior_bits(records: int, settings: Matching) -> float:
    """Log odds (bits) that two records of one block-sized neighbourhood match; one bit less for each doubling."""
    return settings.prior.bits - settings.prior.per_doubling * np.log2(max(records, 2) / settings.prior.records)


def probability(total: Bits) -> Bits:
    """The probability that stands behind a total weight in bits."""
    return 1.0 / (1.0 + np.exp2(-np.clip(total, -500, 500)))


def rarity(people: People, left: Rows, right: Rows, levels: Mapping[str, Levels]) -> dict[str, Bits]:
    """Bits for how rare the agreeing value is: log2 of records / records with it; 0 where nothing agrees.

    Phones and shared mailboxes: minus log2 of the surnames seen with them.
    """
    phone = people.phones[0].codes[left]
    scores = {
        "first": _rarer(people.canonical.codes, people.canonical.counts, left, right),
        "last": _rarer(people.core.codes, people.core.counts, left, right),
        "employer": np.minimum(
            _rarer(people.company.codes, people.company.counts, left, right),
            _rarer(people.domain.codes, people.domain.counts, left, right),
        ),
        "phone": -np.log2(np.maximum(np.where(phone >= 0, people.phone_surnames[phone], 1), 1)),
        "mailbox": -np.log2(np.maximum(people.mailbox_surnames[left], 1)),
    }
    return {
        factor: np.where(np.isin(levels[factor], [code(factor, name) for name in AGREEING[factor]]), score, 0.0)
        for factor, score in scores.items()
    }


def _rarer(codes: NDArray[np.int32], counts: NDArray[np.int64], left: Rows, right: Rows) -> Bits:
    """Bits of the commoner of the two values; as rare as can be where both are missing."""
    commoner = np.maximum(
        np.where(codes[left] >= 0, counts[codes[left]], 1), np.where(codes[right] >= 0, counts[codes[right]], 1)
    )
    return np.log2(len(codes) / commoner)
