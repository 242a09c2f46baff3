"""Why two records are a pair, in words: which fields agreed, which did not, and how many bits each weighed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from schemas.columns import TEXT

Bits = NDArray[np.float64]

PHRASES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "first": {
            "same": "same first name", "nickname": "first name is a nickname of the other",
            "initial": "first name fits the initial", "typo": "first name differs by one letter",
            "far_typo": "first name differs by two letters", "cut": "first name is cut short",
            "similar_name": "first names are alike, but two names in use",
            "different": "other first name", "mailbox_says": "the mailbox tells the other first name",
        },
        "last": {
            "same": "same last name", "part": "last name is part of a double name",
            "typo": "last name differs by one letter", "far_typo": "last name differs by two letters",
            "cut": "last name is cut short", "similar_name": "last names are alike, but two names in use",
            "different": "other last name",
            "mailbox_says": "the mailbox tells the other last name",
        },
        "order": {"swapped": "first and last name stand in each other's field"},
        "employer": {
            "both_same": "same company and domain", "company_same": "same company",
            "company_same_domain_other": "same company but another domain", "domain_same": "same company domain",
            "domain_same_company_other": "same domain but another company",
            "company_near": "similar company", "domain_names_company": "domain of the company",
            "company_other": "other company", "domain_other": "other company domain",
            "both_other": "other company and domain",
        },
        "mailbox": {
            "same": "same mailbox", "same_shared": "same mailbox, but a shared one",
            "same_other_person": "same mailbox, under another first name",
            "numbered": "mailboxes that only a number tells apart",
            "each_own_name": "two mailboxes, each made of its own name",
            "typo": "similar mailbox",
            "local_same": "same local part at another domain",
            "local_same_made_of_name": "same local part, made of the name",
            "made_of_name": "mailbox made of the other's name",
            "made_of_name_at_same_domain": "other mailbox at the same domain, made of the same name",
            "role": "other mailbox, one of them for a role", "other": "other mailbox",
            "other_at_same_domain": "other mailbox at the same domain",
        },
        "suffix": {"same": "same generation", "one": "only one has a generation", "different": "other generation"},
        "phone": {
            "same": "same phone", "same_other_extension": "same phone with another extension",
            "near": "phone differs by one digit", "different": "other phone",
        },
        "title": {"same": "same title", "near": "similar title", "different": "other title"},
        "country": {"same": "same country", "different": "other country"},
        "place": {
            "same_street": "same street", "same_postal": "same postal code", "same_city": "same city",
            "different": "other place",
        },
    }
)  # fmt: skip
"""Factor -> level -> the words for it. `missing` has none: it says nothing."""


def reasons(
    names: Mapping[str, tuple[str, ...]], phrases: Mapping[str, Mapping[str, str]],
    levels: Mapping[str, NDArray[np.int8]], weights: Mapping[str, Bits], total: Bits,
) -> pd.Series:  # fmt: skip
    """One sentence for each pair: `same mailbox (+9.1), same last name (+5.0), other phone (-1.2): 13.8 bits`."""
    spoken = [
        _phrase(names[factor], phrases[factor], levels[factor], weights[factor])
        for factor in levels
        if factor in phrases
    ]
    listed = pc.binary_join_element_wise(*spoken, ", ", null_handling="skip")
    sentence = pc.binary_join_element_wise(listed, _numbers(total), pa.scalar(": "))
    return pd.Series(pd.array(pc.binary_join_element_wise(sentence, pa.scalar("bits"), " "), dtype=TEXT))


def _phrase(
    names: tuple[str, ...], phrases: Mapping[str, str], levels: NDArray[np.int8], weights: Bits
) -> pa.StringArray:
    words = pa.array([phrases.get(name) for name in names], pa.string())
    spoken = words.take(pa.array(levels.astype(np.int32)))
    number = pc.binary_join_element_wise(pa.scalar("("), _numbers(weights, signed=True), pa.scalar(")"), "")
    return pc.binary_join_element_wise(spoken, number, " ")


def _numbers(values: Bits, signed: bool = False) -> Any:
    """Numbers with one decimal as text, each distinct one spelled once."""
    tenths, codes = np.unique(np.round(values * 10).astype(np.int64), return_inverse=True)
    spelled = pa.array([f"{tenth / 10:+.1f}" if signed else f"{tenth / 10:.1f}" for tenth in tenths], pa.string())
    return spelled.take(pa.array(codes))
