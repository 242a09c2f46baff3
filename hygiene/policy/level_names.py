"""The names of factors and levels that a policy may use: those that the shipped weights have."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from hygiene.policy.matching import Matching

UNWEIGHED: Final[Mapping[str, str]] = {"order": "straight"}
"""Factor -> its level that weighs nothing, where this is not `missing`."""


@dataclass(frozen=True)
class UnknownName:
    """A name that no factor or level has: the keys that lead to it, the name, and what it could be."""

    path: tuple[str, ...]
    name: str
    known: tuple[str, ...]


def unknown_names(own: Matching, shipped: Matching) -> Iterator[UnknownName]:
    """Names of `own` that the comparisons do not know; a veto without a factor names none and is told as such."""
    yield from _unknown(("rarity",), own.rarity, shipped.rarity)
    yield from _unknown(("weights",), own.weights, shipped.weights)
    for factor in sorted(own.weights.keys() & shipped.weights.keys()):
        yield from _unknown(("weights", factor), own.weights[factor], shipped.weights[factor])
    yield from _unknown_levels(("never_automatic",), own.never_automatic, shipped.weights)
    for number, together in enumerate(own.never_automatic_together):
        path = ("never_automatic_together", str(number))
        yield from _unknown_levels(path, together, shipped.weights)
        if not together or not all(together.values()):
            yield UnknownName(path, "", tuple(shipped.weights))


def _unknown_levels(
    path: tuple[str, ...], vetoes: Mapping[str, tuple[str, ...]], weights: Mapping[str, Mapping[str, float]]
) -> Iterator[UnknownName]:
    yield from _unknown(path, vetoes, weights)
    for factor in sorted(vetoes.keys() & weights.keys()):
        levels = (UNWEIGHED.get(factor, "missing"), *weights[factor])
        yield from _unknown((*path, factor), vetoes[factor], levels)


def _unknown(path: tuple[str, ...], names: Iterable[str], known: Collection[str]) -> Iterator[UnknownName]:
    yield from (UnknownName((*path, name), name, tuple(known)) for name in names if name not in known)
