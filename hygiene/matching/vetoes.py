"""What no weight overrides: pairs that only a person merges, and pairs that no third record may join."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from hygiene.matching.levels import LEVELS, Mask, code, codes
from hygiene.matching.scoring import Scored
from hygiene.policy.matching import Matching

NAMES: Final = frozenset({"first", "last"})
TWO_MAILBOXES: Final = ("other", "other_at_same_domain", "role", "numbered", "each_own_name")


def told_apart(scored: Scored) -> Mask:
    """Two different first names with two mailboxes: two people, whatever a third record says."""
    other_name = scored.levels["first"] == code("first", "different")
    two = codes("mailbox", TWO_MAILBOXES)
    answer: Mask = other_name & np.isin(scored.levels["mailbox"], two)
    return answer


def contradicting(scored: Scored, settings: Matching) -> Mask:
    """Pairs that no third record joins: a level that asks for a person by itself, or names that are two names.

    What asks for a person since evidence is lacking (one local part at two firms, a number that is only alike) does not
    contradict: a third record may bring the evidence.
    """
    answer = told_apart(scored)
    for together in _vetoes(settings):
        if len(together) == 1 or NAMES & together.keys():
            answer |= _holds(scored, together)
    return answer


def vetoed(scored: Scored, settings: Matching) -> Mask:
    """Pairs that no weight makes automatic: a level of theirs, or several together, always ask for a person."""
    answer = np.zeros(len(scored.left), dtype=bool)
    for together in _vetoes(settings):
        answer |= _holds(scored, together)
    return answer


def veto_words(scored: Scored, settings: Matching, phrases: Mapping[str, Mapping[str, str]]) -> list[str]:
    """For each pair what asks for a person, in words; empty where nothing does."""
    words = [""] * len(scored.left)
    for together in _vetoes(settings):
        for pair in np.flatnonzero(_holds(scored, together)):
            told = (phrases[factor].get(LEVELS[factor][scored.levels[factor][pair]]) for factor in together)
            words[pair] = words[pair] or ", ".join(filter(None, told))
    return words


def _vetoes(settings: Matching) -> Iterator[Mapping[str, tuple[str, ...]]]:
    yield from ({factor: levels} for factor, levels in settings.never_automatic.items())
    yield from settings.never_automatic_together


def _holds(scored: Scored, together: Mapping[str, tuple[str, ...]]) -> Mask:
    """Pairs that have one of the levels in each of the factors."""
    each = [np.isin(scored.levels[factor], codes(factor, levels)) for factor, levels in together.items()]
    answer: Mask = np.logical_and.reduce(each)
    return answer
