"""Kinds of columns of any table, and how two values of a kind compare.

For files that are not CRM people: the policy names columns and kinds, and weights are estimated from the data
(`estimate.py`). Levels are positions in `KINDS[kind].levels`; 0 is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from hygiene.matching.codes import Codes
from hygiene.matching.levels import Levels, Mask
from hygiene.matching.similar import distances
from hygiene.matching.vocabulary import Column, Vocabulary, encode
from hygiene.normalize import company
from hygiene.normalize.distinct import LARGE, to_arrow, to_pandas
from hygiene.normalize.people import website_domain

NEAR_SHARE: Final = 0.88
SIMILAR_SHARE: Final = 0.7
NEAR_WORDS: Final = 0.75
SIMILAR_WORDS: Final = 0.5


@dataclass(frozen=True)
class Kind:
    """A kind of column.

    levels: names; `expected`: the share of matches at each known level (of `levels[1:]`), the shipped belief that
    data outweigh as they grow. clean: the text as it is compared. compare: levels of pairs of codes. by_chance: the
    share of chance pairs at each known level where it is shipped: then neither moves in a table without people.
    """

    levels: tuple[str, ...]
    expected: tuple[float, ...]
    clean: Callable[[pa.StringArray], pa.StringArray]
    compare: Callable[[Codes, Codes, Vocabulary], Levels]
    by_chance: tuple[float, ...] = ()


def prepared(texts: pa.StringArray, kind: str) -> pa.StringArray:
    """The values as they are compared; empty is missing."""
    cleaned = KINDS[kind].clean(pc.utf8_trim_whitespace(pc.utf8_lower(texts)))
    return pc.if_else(pc.equal(cleaned, ""), pa.scalar(None, pa.string()), cleaned)


def _letters(texts: pa.StringArray) -> pa.StringArray:
    return pc.replace_substring_regex(texts, r"[^\pL]", "")


def _signs(texts: pa.StringArray) -> pa.StringArray:
    return pc.replace_substring_regex(texts, r"[^\pL\pN]", "")


def _words(texts: pa.StringArray) -> pa.StringArray:
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(texts, r"[^\pL\pN]+", " "))


def _company_core(texts: pa.StringArray) -> pa.StringArray:
    """Without legal forms, abbreviations spelled out: `The Intl. Tech Co., Inc.` -> `international technology`."""
    return to_arrow(company.parts(pd.Series(to_pandas(texts)))["company_core"]).cast(pa.string())


def _domain(texts: pa.StringArray) -> pa.StringArray:
    """The registrable domain of a website; of an e-mail address too."""
    address = pc.replace_substring_regex(texts, r"^[^/]*@", "")
    return website_domain(address.cast(LARGE)).cast(pa.string())


def _as_is(texts: pa.StringArray) -> pa.StringArray:
    return texts


def _known(a: Codes, b: Codes) -> Mask:
    return (a >= 0) & (b >= 0)


def _by_edits(a: Codes, b: Codes, vocabulary: Vocabulary) -> Levels:
    """same, typo (one edit), far_typo (two, in five signs or more), different."""
    near = distances(a, b, vocabulary, 2)
    lengths = vocabulary.lengths
    far = (near == 2) & (np.minimum(lengths[a], lengths[b]) >= 5) if len(vocabulary) else near == 2
    level = np.where(_known(a, b), 4, 0)
    level[far] = 3
    level[near == 1] = 2
    level[near == 0] = 1
    return level.astype(np.int8)


def _by_likeness(a: Codes, b: Codes, vocabulary: Vocabulary) -> Levels:
    """same, near, similar, different, by the share of signs in order or of rare words in common."""
    level = np.where(_known(a, b), 4, 0).astype(np.int8)
    level[(a == b) & (a >= 0)] = 1
    rest = np.flatnonzero((a != b) & _known(a, b))
    low, high = np.minimum(a[rest], b[rest]), np.maximum(a[rest], b[rest])
    packed, back = np.unique(low.astype(np.int64) << 32 | high, return_inverse=True)
    one, other = (packed >> 32).astype(np.int32), (packed & 0xFFFFFFFF).astype(np.int32)
    signs = process.cpdist(
        vocabulary.strings_at(one), vocabulary.strings_at(other),
        scorer=OSA.normalized_similarity, score_cutoff=SIMILAR_SHARE, dtype=np.float64,
    )  # fmt: skip
    words = vocabulary.words.likeness(one, other)
    near, similar = (signs >= NEAR_SHARE) | (words >= NEAR_WORDS), (signs >= SIMILAR_SHARE) | (words >= SIMILAR_WORDS)
    level[rest] = np.select([near, similar], [2, 3], 4)[back]
    return level


def _by_date(a: Codes, b: Codes, vocabulary: Vocabulary) -> Levels:
    """same, typo (one edit, so also two neighbouring digits swapped), turned (same digits), different."""
    near = distances(a, b, vocabulary, 2)
    sums = np.append(vocabulary.letter_sums, 0)
    level = np.where(_known(a, b), 4, 0)
    level[_known(a, b) & ((near == 2) | (sums[a] == sums[b]))] = 3
    level[near == 1] = 2
    level[near == 0] = 1
    return level.astype(np.int8)


def _exactly(a: Codes, b: Codes, vocabulary: Vocabulary) -> Levels:  # noqa: ARG001  one shape for all kinds
    return np.where(_known(a, b), np.where(a == b, 1, 2), 0).astype(np.int8)


_EDITS: Final = ("missing", "same", "typo", "far_typo", "different")
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "first_name": Kind(_EDITS, (0.75, 0.1, 0.05, 0.1), _letters, _by_edits),
        "last_name": Kind(_EDITS, (0.8, 0.1, 0.04, 0.06), _letters, _by_edits),
        "date": Kind(("missing", "same", "typo", "turned", "different"), (0.85, 0.08, 0.04, 0.03), _signs, _by_date),
        "identifier": Kind(_EDITS, (0.88, 0.06, 0.02, 0.04), _signs, _by_edits),
        "phone": Kind(_EDITS, (0.7, 0.05, 0.02, 0.23), _signs, _by_edits),
        "postal_code": Kind(_EDITS, (0.75, 0.08, 0.02, 0.15), _signs, _by_edits),
        "number": Kind(_EDITS, (0.75, 0.1, 0.0001, 0.15), _signs, _by_edits),
        "email": Kind(_EDITS, (0.7, 0.06, 0.04, 0.2), _as_is, _by_edits),
        "text": Kind(("missing", "same", "near", "similar", "different"), (0.6, 0.15, 0.1, 0.15), _words, _by_likeness),
        "company": Kind(
            ("missing", "same", "near", "similar", "different"), (0.49, 0.12, 0.15, 0.24), _company_core,
            _by_likeness, (1e-5, 6e-5, 1.2e-3, 0.99873),
        ),
        "domain": Kind(_EDITS, (0.75, 0.05, 0.02, 0.18), _domain, _by_edits),
        "category": Kind(("missing", "same", "different"), (0.9, 0.1), _signs, _exactly),
    }
)  # fmt: skip
"""Kind -> how its values are cleaned and compared, and what share of matches stands at each level.

Those of `company` lie between two sets: 2,260 labelled affiliations, and spellings of 4,800 firms that share a domain.
"""


def columns_of(texts: Mapping[str, pa.StringArray], kinds: Mapping[str, str]) -> dict[str, Column]:
    """Each column cleaned and coded; first and last names share a vocabulary, since they may be swapped."""
    cleaned = {name: prepared(texts[name], kind) for name, kind in kinds.items()}
    names = [name for name, kind in kinds.items() if kind in ("first_name", "last_name")]
    coded = dict(zip(names, encode([cleaned[name] for name in names]), strict=True)) if names else {}
    return {name: coded[name] if name in coded else encode([cleaned[name]])[0] for name in kinds}


def starts_of(column: Column, letters: int) -> NDArray[np.int32]:
    """A code of the first letters of each record's value; -1 for missing."""
    start = encode([pc.utf8_slice_codeunits(column.vocabulary.texts, 0, letters)])[0].codes
    return np.append(start, np.int32(-1))[column.codes]
