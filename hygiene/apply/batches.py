"""Ordered steps parted into batches. Pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from hygiene.apply.pace import Pace
from hygiene.apply.steps import Step


def batches_of(steps: Sequence[Step], pace: Pace) -> Iterator[tuple[Step, ...]]:
    """Batches of one kind and one object, in which no record stands twice: stamps are read anew in between.

    The first batch of each kind and object is the canary.
    """
    for (kind, _), run in groupby(steps, key=lambda step: (step.kind, step.object)):
        first = True
        for wave in _waves(list(run)):
            start = 0
            while start < len(wave):
                size = pace.size(kind, first=first)
                yield tuple(wave[start : start + size])
                start, first = start + size, False


def _waves(steps: Sequence[Step]) -> list[list[Step]]:
    """Each step in the first wave after those that touch one of its records."""
    depth: dict[str, int] = {}
    waves: list[list[Step]] = []
    for step in steps:
        at = max((depth.get(record, -1) for record in step.record_ids), default=-1) + 1
        depth.update(dict.fromkeys(step.record_ids, at))
        if at == len(waves):
            waves.append([])
        waves[at].append(step)
    return waves
