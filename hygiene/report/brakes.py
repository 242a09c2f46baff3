"""The caps of a plan and how near each was: the nearest first."""

from typing import Any

from hygiene.plan import CapReading, Plan


def brakes(plan: Plan) -> dict[str, Any]:
    """Out: `readings` (rule, action, object, planned, population, allowed, used, held), `stopped` (caps passed)."""
    readings = sorted((_reading(item) for item in plan.caps), key=_nearest_first)
    return {"readings": readings, "stopped": sum(not item["held"] for item in readings)}


def _reading(item: CapReading) -> dict[str, Any]:
    return {
        "rule": item.rule,
        "action": item.action,
        "object": item.object,
        "planned": item.planned,
        "population": item.population,
        "allowed": item.allowed,
        "used": _used(item),
        "held": item.held,
    }


def _used(item: CapReading) -> float | None:
    """Share of what is allowed; none where no cap binds. Where nothing is allowed, one record is already all of it."""
    return None if item.allowed is None else round(item.planned / max(item.allowed, 1), 4)


def _nearest_first(item: dict[str, Any]) -> tuple[bool, bool, float, str, str, str]:
    used = item["used"] if item["used"] is not None else 0.0
    return (item["held"], item["allowed"] is None, -used, item["rule"], item["action"], item["object"])
