"""The most that a pair can still gain, told cheaply: so that most pairs leave before what is dear is compared."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hygiene.matching import compare_contacts as contacts
from hygiene.matching.levels import Rows
from hygiene.matching.people import People
from hygiene.policy.matching import Matching

Bits = NDArray[np.float64]
PHONE_EQUAL: Final = ("same", "same_other_extension")
MAILBOX_EQUAL: Final = ("same", "same_shared", "same_other_person", "local_same", "local_same_made_of_name", "numbered")
"""Levels that only equal numbers, or equal mailboxes, local parts or letters of them, can reach."""


class Best:
    """Upper bounds of the bits that the factors not compared yet can add, pair by pair.

    Phone and mailbox add much only where a number, a local part or its letters are equal; the employer adds no more
    than the rarity of its commoner name allows.
    """

    def __init__(self, people: People, settings: Matching, left: Rows, right: Rows) -> None:
        self._settings = settings
        flat = {
            "title": len(people.title.vocabulary), "country": len(people.country.vocabulary),
            "suffix": len(people.suffix.vocabulary), "place": max(len(column.vocabulary) for column in people.place),
        }  # fmt: skip
        self._flat = {factor: self._most(factor) if known else 0.0 for factor, known in flat.items()}
        local = contacts.same_local(people, left, right) | contacts.same(people.mailbox.codes, left, right)
        rarity = people.employer_rarity
        slope = settings.rarity.get("employer", 0.0)
        self._by_pair: dict[str, Bits] = {
            "phone": np.where(contacts.same_phone(people, left, right), *self._split("phone", PHONE_EQUAL)),
            "employer": self._most("employer") + slope * np.minimum(rarity[left], rarity[right]),
            "mailbox": np.where(local, *self._split("mailbox", MAILBOX_EQUAL)),
        }

    def told(self, factor: str) -> None:
        """The factor has been compared: its bits are no longer open."""
        self._flat.pop(factor, None)
        self._by_pair.pop(factor, None)

    def keep(self, kept: Rows) -> None:
        """Only the chosen pairs go on."""
        self._by_pair = {factor: bits[kept] for factor, bits in self._by_pair.items()}

    def rest(self) -> Bits | float:
        """The open bits of each pair."""
        return sum(self._by_pair.values(), sum(self._flat.values()))

    def _most(self, factor: str) -> float:
        return max(0.0, *self._settings.weights[factor].values())

    def _split(self, factor: str, equal: tuple[str, ...]) -> tuple[float, float]:
        """The most that any level gives, and the most that one gives without an equal value."""
        table = self._settings.weights[factor]
        return self._most(factor), max(0.0, *(bits for name, bits in table.items() if name not in equal))
