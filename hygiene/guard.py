"""The brakes of a plan: caps on what each rule may do in one run. They hold in a dry run too and have no off switch."""

from collections.abc import Iterable, Mapping
from math import floor
from typing import Final, cast

import pandas as pd

from hygiene.errors import BrakeError
from hygiene.plan import CapReading
from hygiene.policy.models import Cap, Caps

_COUNTED_BY: Final = ["rule", "action", "object"]


def read_caps(
    changes: pd.DataFrame, population: Mapping[str, int], caps: Caps, raised: Mapping[str, int]
) -> tuple[CapReading, ...]:
    """How near each rule comes to its bound, for every rule, action and object with an automatic change.

    changes: table `changes`; records are counted, not rows. population: object -> records read.
    raised: rule -> number allowed in this run, instead of the policy's bound.
    """
    automatic = changes.loc[changes["tier"] == "auto", [*_COUNTED_BY, "record_id"]]
    counts = automatic.groupby(_COUNTED_BY)["record_id"].nunique()
    readings = []
    for key, planned in counts.items():
        rule, action, name = cast(tuple[str, str, str], key)
        readings.append(_reading(rule, action, name, int(planned), population.get(name, 0), caps, raised))
    return tuple(readings)


def check_caps(readings: Iterable[CapReading]) -> None:
    """Nothing when every cap holds.

    Raises:
        BrakeError: one sentence for each cap that is passed, with the numbers and the way on.
    """
    passed = [_sentence(reading) for reading in readings if not reading.held]
    if passed:
        raise BrakeError("\n".join(passed))


def _reading(
    rule: str, action: str, name: str, planned: int, population: int, caps: Caps, raised: Mapping[str, int]
) -> CapReading:
    allowed = raised.get(rule, _allowed(_cap_of(rule, action, caps), population, caps.minimum_population))
    return CapReading(rule, action, name, planned, population, allowed, allowed is None or planned <= allowed)


def _cap_of(rule: str, action: str, caps: Caps) -> Cap:
    by_action: Mapping[str, Cap] = {str(key): cap for key, cap in caps.actions.items()}
    return caps.rules.get(rule, by_action.get(action, Cap()))


def _allowed(cap: Cap, population: int, minimum_population: int) -> int | None:
    """The smaller of the two bounds; a share of a small population says nothing and does not bind."""
    bounds = [] if cap.count is None else [cap.count]
    if cap.share is not None and population >= minimum_population:
        bounds.append(floor(cap.share * population))
    return min(bounds, default=None)


def _sentence(reading: CapReading) -> str:
    share = reading.planned / reading.population if reading.population else 0
    return (
        f"Brake: {reading.rule} would {reading.action} {reading.planned:,} of {reading.population:,} "
        f"{reading.object} records ({share:.1%}); the cap is {reading.allowed:,}. Look at changes.csv; if it is right, "
        f"run again with --raise-cap {reading.rule}={reading.planned}."
    )
