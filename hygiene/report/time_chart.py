"""Duplicates over time as a picture: one line for each kind, each on its own scale, the contacts with their target."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hygiene.report.charts import SHORT_KINDS, TARGET_MARK, Drawing, drawn
from hygiene.report.wording import number

STEP: Final = 64
"""Height of one line, in pixels."""
FILLED: Final = 0.7
"""How much of that the highest point takes."""


def time_drawing(lines: Sequence[Mapping[str, Any]]) -> Drawing:
    """lines: `rule`, `points` (`day`, `value`), `aim` (the most that there should be, or None)."""
    points = [
        {"kind": line["rule"], "day": point["day"], "at": _height(place, point["value"], line)}
        for place, line in enumerate(lines)
        for point in line["points"]
    ]
    last = max((point["day"] for point in points), default=0)
    marks = [_mark(place, line) for place, line in enumerate(lines)]
    aims = [{**mark, "at": mark["aim_at"]} for mark in marks if mark["aim_at"] is not None]
    day = {"field": "day", "type": "quantitative", "axis": None, "scale": {"domain": [0, last], "nice": False}}
    at = {"field": "at", "type": "quantitative", "axis": None, "scale": {"domain": [-len(lines), 0], "nice": False}}
    layers = [
        {"data": {"values": aims}, "mark": {"type": "rule", **TARGET_MARK},
         "encoding": {"y": at, "x": {"value": 0}, "x2": {"value": "width"}}},
        {"data": {"values": points}, "mark": {"type": "line", "color": "var(--after)"},
         "encoding": {"x": day, "y": at, "detail": {"field": "kind"}}},
        {"data": {"values": points},
         "mark": {"type": "point", "filled": True, "size": 28, "color": "var(--after)", "opacity": 1},
         "encoding": {"x": day, "y": at}},
        _text(marks, at, "label", {"align": "right"}, -10),
        _text(marks, at, "value", {"align": "left"}, "width"),
    ]  # fmt: skip
    return drawn(layers, STEP * len(lines))


def _height(place: int, value: float, line: Mapping[str, Any]) -> float:
    """Lines stand below each other, the first on top; nothing is the foot of each."""
    most: float = max(1, line["aim"] or 0, *(point["value"] for point in line["points"]))
    return -1 - place + FILLED * value / most


def _mark(place: int, line: Mapping[str, Any]) -> dict[str, Any]:
    now = line["points"][-1]
    return {
        "label": SHORT_KINDS[line["rule"]], "value": number(now["value"]), "at": _height(place, now["value"], line),
        "aim_at": None if line["aim"] is None else _height(place, line["aim"], line),
    }  # fmt: skip


def _text(
    rows: Sequence[Mapping[str, Any]], at: Mapping[str, Any], field: str, mark: Mapping[str, Any], x: float | str
) -> dict[str, Any]:
    style = {"type": "text", "baseline": "middle", "fontSize": 13, "fill": "var(--ink)", "dx": 8 if x == "width" else 0}
    return {
        "data": {"values": list(rows)}, "mark": {**style, **mark},
        "encoding": {"x": {"value": x}, "y": at, "text": {"field": field}},
    }  # fmt: skip
