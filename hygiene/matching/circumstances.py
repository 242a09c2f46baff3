"""What all records together tell of each one: how rare its values are, with whom it shares a mailbox or a number.

The levels and bits of a pair follow from the values of its two records and from this alone. So a pair of two records
with the same values weighs the same while this is the same, and little more while it has moved little.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hygiene.matching.codes import MISSING, Codes
from hygiene.matching.people import People
from hygiene.matching.use_of_names import changed_use
from hygiene.matching.vocabulary import Vocabulary
from hygiene.policy.matching import Matching

Bits = NDArray[np.float64]
Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
MANY: Final = 2**12 - 1
"""So many surnames and more are not told apart, and always count as moved."""
ROUNDING: Final = 1e-6


@dataclass(frozen=True)
class Rarities:
    """The lowest rarity of each text since its records' pairs were compared; the last one is that of a missing text."""

    texts: pa.StringArray
    bits: Bits

    def codes(self, vocabulary: Vocabulary) -> Rows:
        """Where the texts of another vocabulary stand here; -1 for those that do not."""
        return _positions(vocabulary.texts, self.texts)

    def gained(self, vocabulary: Vocabulary, now: Bits) -> Bits:
        """Bits by which each text is rarer now, the missing one last; 0 for a text that is new."""
        return np.maximum(now - self._before(vocabulary, now), 0.0)

    def lowered(self, vocabulary: Vocabulary, now: Bits) -> "Rarities":
        """The lower one of what is remembered and what is now."""
        return Rarities(vocabulary.texts, np.minimum(now, self._before(vocabulary, now)))

    def _before(self, vocabulary: Vocabulary, now: Bits) -> Bits:
        at = self.codes(vocabulary)
        return np.append(np.where(at >= 0, self.bits[at], now[:-1]), self.bits[-1])


RARITIES: Final[dict[str, tuple[Callable[[People], Vocabulary], Callable[[People], Bits]]]] = {
    "first": (lambda people: people.first.vocabulary, lambda people: people.first_rarity),
    "last": (lambda people: people.core.vocabulary, lambda people: people.core_rarity),
    "company": (lambda people: people.company.vocabulary, lambda people: people.company_rarity),
    "domain": (lambda people: people.domain.vocabulary, lambda people: people.domain_rarity),
}


@dataclass(frozen=True)
class Circumstances:
    """What was told of each record and each name, and the prior, when pairs were compared.

    told: a number for each record that stands for its shared mailbox and numbers and for what is somebody's name.
    first_counts, core_counts: of each name, as first name and as surname. prior, rarities: the lowest since then.
    """

    told: Rows
    names: pa.StringArray
    first_counts: Counts
    core_counts: Counts
    prior: float
    rarities: dict[str, Rarities]

    def moved(
        self, people: People, rows: Rows, earlier: Rows, prior: float, settings: Matching, margin: float
    ) -> Mask | None:  # fmt: skip
        """Of which records, unchanged themselves, a pair may have gained more than `margin` bits or changed a level.

        rows, earlier: where they stand now and stood before. None where that takes too long to tell.
        """
        bears_changed_name = self._bears_changed_name(people)
        if bears_changed_name is None:
            return None
        told = told_of(people)[rows]
        answer: Mask = (told != self.told[earlier]) | (told == MISSING) | bears_changed_name[rows]
        allowed = (margin - max(0.0, prior - self.prior)) / 2 - ROUNDING
        answer |= self._gains(people, settings)[rows] > allowed
        return answer

    def _gains(self, people: People, settings: Matching) -> Bits:
        """The most that the rarer values of each record can add to the weight of a pair."""
        gained = {
            name: self.rarities[name].gained(words(people), now(people)) for name, (words, now) in RARITIES.items()
        }
        employer = np.maximum(gained["company"][people.company.codes], gained["domain"][people.domain.codes])
        each = {
            "first": gained["first"][people.first.codes], "last": gained["last"][people.core.codes],
            "employer": employer,
        }  # fmt: skip
        bits = [abs(settings.rarity.get(factor, 0.0)) * gain for factor, gain in each.items()]
        total: Bits = np.sum(bits, axis=0)
        return total

    def _bears_changed_name(self, people: People) -> Mask | None:
        """Records with a name that was a name in use beside another one's and is none now, or the other way round."""
        vocabulary = people.first.vocabulary
        at = _positions(vocabulary.texts, self.names)
        answer = np.zeros(len(people), dtype=bool)
        bearers = people.first_counts + people.core_counts
        for before, now, listed in (
            (self.first_counts, people.first_counts, people.first_in_use),
            (self.core_counts, people.core_counts, people.core_in_use),
        ):
            # A name that nobody bore before is borne by new records only, which are compared anyway.
            was = np.where(at >= 0, np.append(before, 0)[at], now)
            changed = changed_use(vocabulary, was, now, listed[:-1], bearers)
            if changed is None:
                return None
            changed = np.append(changed, False)
            answer |= changed[people.first.codes] | changed[people.core.codes]
        return answer


def circumstances_of(people: People, prior: float, earlier: Circumstances | None) -> Circumstances:
    """What to remember. earlier: of a look since which not every pair has been compared anew."""
    lowest = {}
    for name, (vocabulary, bits) in RARITIES.items():
        words, now = vocabulary(people), bits(people)
        lowest[name] = Rarities(words.texts, now) if earlier is None else earlier.rarities[name].lowered(words, now)
    return Circumstances(
        told_of(people), people.first.vocabulary.texts, people.first_counts, people.core_counts,
        prior if earlier is None else min(prior, earlier.prior), lowest,
    )  # fmt: skip


def told_of(people: People) -> Rows:
    """A number for each record: surnames of its mailbox and of each number, and which of its parts are somebody's name.

    `MISSING` where so many surnames share one that they are not counted here.
    """
    numbers = [_of(people.phone_surnames, column.codes) for column in people.phones]
    flags = [people.is_some_name[people.letters], *(part >= 0 for part in people.last_parts)]
    answer = np.zeros(len(people), dtype=np.int64)
    many = np.zeros(len(people), dtype=bool)
    for counts in (people.mailbox_surnames, *numbers):
        many |= counts >= MANY
        answer = answer * (MANY + 1) + np.minimum(counts, MANY)
    for flag in flags:
        answer = answer * 2 + flag
    return np.where(many, MISSING, answer)


def _of(by_code: Counts, codes: Codes) -> Counts:
    """The number of each record's code, 0 for a missing one."""
    return np.append(by_code, 0)[codes]


def _positions(texts: pa.StringArray, among: pa.StringArray) -> Rows:
    if texts is among:
        return np.arange(len(texts))
    found = pc.index_in(texts, value_set=among).fill_null(MISSING)
    return np.asarray(found.to_numpy(zero_copy_only=False)).astype(np.int64)
