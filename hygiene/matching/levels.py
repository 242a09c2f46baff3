"""The named levels of each factor: small integers, positions in `LEVELS[factor]`.

A factor is what may count once: company, its domain and its address are one (`employer`); a mailbox that a name
explains says little more than the name (`mailbox`).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.int8]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

LEVELS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "first": (
            "missing", "same", "nickname", "initial", "typo", "far_typo", "cut", "similar_name", "different",
            "mailbox_says",
        ),
        "last": ("missing", "same", "part", "typo", "far_typo", "cut", "similar_name", "different", "mailbox_says"),
        "order": ("straight", "swapped"),
        "employer": (
            "missing", "both_same", "company_same", "company_same_domain_other", "domain_same",
            "domain_same_company_other", "company_near", "domain_names_company", "company_other", "domain_other",
            "both_other",
        ),
        "mailbox": (
            "missing", "same", "same_shared", "same_other_person", "typo", "numbered", "each_own_name",
            "local_same", "local_same_made_of_name", "made_of_name",
            "made_of_name_at_same_domain", "role", "other", "other_at_same_domain",
        ),
        "suffix": ("missing", "same", "one", "different"),
        "phone": ("missing", "same", "same_other_extension", "near", "different"),
        "title": ("missing", "same", "near", "different"),
        "country": ("missing", "same", "different"),
        "place": ("missing", "same_street", "same_postal", "same_city", "different"),
    }
)  # fmt: skip
"""Factor -> its levels. `missing` (for the order `straight`) is 0 and weighs nothing."""

AGREEING: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "first": ("same", "nickname", "typo", "far_typo", "cut"),
        "last": ("same", "part", "typo", "far_typo", "cut"),
        "employer": (
            "both_same", "company_same", "company_same_domain_other", "domain_same", "domain_same_company_other",
            "company_near", "domain_names_company",
        ),
        "phone": ("same", "same_other_extension"),
    }
)  # fmt: skip
"""Factor -> the levels whose weight grows with the rarity of the value."""


def code(factor: str, level: str) -> np.int8:
    """The integer of a level."""
    return np.int8(LEVELS[factor].index(level))


def codes(factor: str, names: tuple[str, ...]) -> Levels:
    """The integers of several levels."""
    return np.array([LEVELS[factor].index(name) for name in names], dtype=np.int8)


def choose(size: int, factor: str, **conditions: Mask) -> Levels:
    """The level of the last condition that holds; later ones override earlier ones."""
    level = np.zeros(size, dtype=np.int8)
    for name, holds in conditions.items():
        level[holds] = code(factor, name)
    return level
