"""The pictures of the report, drawn by Vega-Lite from counts only.

They take part in the page: colours are the page's CSS variables (so they follow light and dark) and text stays text.
Room for the labels is fixed instead of measured, since measuring depends on the fonts of the machine: a picture is the
same bytes everywhere.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hygiene.report import drawing_engine
from hygiene.report.wording import number, percent

if TYPE_CHECKING:
    from markupsafe import Markup

PLOT_WIDTH: Final = 156
LABEL_ROOM: Final = 108
NUMBER_ROOM: Final = 64
WIDTH: Final = LABEL_ROOM + PLOT_WIDTH + NUMBER_ROOM
"""What a phone 360 px wide has room for, so that the text is never scaled down."""

DUPLICATES_STEP: Final = 44
PAIRS_STEP: Final = 26
"""Height of one group of each chart, in pixels."""

SHORT_KINDS: Final = {
    "lead_to_lead": "Leads",
    "account_to_account": "Accounts",
    "contact_to_contact": "Contacts",
    "lead_to_contact": "Across",
}


@dataclass(frozen=True)
class Drawing:
    """What stands inside an SVG's outermost tag, which the page writes with a title and a description; in pixels."""

    inside: "Markup"
    width: int
    height: int


_ARIA: Final = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
"""The picture is one image with a title and a description; its parts say nothing of their own."""

Rows = Sequence[Mapping[str, Any]]


TARGET_MARK: Final = {"color": "var(--target)", "opacity": 1}


def duplicates_drawing(kinds: Rows, target: Mapping[str, Any]) -> Drawing:
    """Two bars for each kind, before and after, and a mark where contacts should be at most."""
    aims = {"contact_to_contact": target["at_most"]} if target["known"] else {}
    rows = [
        {
            "group": SHORT_KINDS[row["rule"]], "part": part, "value": row[part], "text": number(row[part]),
            "text_at": max(row[part], aims.get(row["rule"], 0)),  # right of the mark, not under it
        }
        for row in kinds
        for part in ("before", "after")
    ]  # fmt: skip
    marks = [{"group": SHORT_KINDS[row["rule"]], "value": aims[row["rule"]]} for row in kinds if row["rule"] in aims]
    bars = {"y": _groups(rows), "yOffset": {"field": "part", "sort": None, "scale": {"paddingInner": 0.12}}}
    layers = [
        {"data": {"values": rows}, "encoding": bars, "layer": [_bar(("before", "after")), _number()]},
        {"data": {"values": marks}, "encoding": {"y": _groups(rows), "x": _value()}, "mark": _target_mark()},
    ]
    return drawn(layers, DUPLICATES_STEP * len(kinds))


def pairs_drawing(bands: Rows) -> Drawing:
    """One bar for each band of probability, parted by tier."""
    parts = [
        {"group": band_label(band), "part": tier, "value": band[tier]} for band in bands for tier in ("auto", "review")
    ]
    totals = [
        {
            "group": band_label(band),
            "text_at": band["auto"] + band["review"],
            "text": number(band["auto"] + band["review"]),
        }
        for band in bands
    ]
    layers = [
        {"data": {"values": parts}, "encoding": {"y": _groups(totals)}, "layer": [_bar(("auto", "review"), "zero")]},
        {"data": {"values": totals}, "encoding": {"y": _groups(totals)}, "layer": [_number()]},
    ]
    return drawn(layers, PAIRS_STEP * len(bands))


def reliability_drawing(bands: Rows) -> Drawing:
    """For each band of probability the share that should be wrong and the share that was, with its interval.

    The scale is logarithmic but for its first ten-thousandth, so that one wrong pair in a thousand is still seen.
    """
    rows = [{**band, "group": band_label(band), "text": share_label(band["found"])} for band in bands]
    share = {"type": "quantitative", "axis": None, "scale": {"type": "symlog", "constant": 0.001, "domain": [0, 1]}}
    layers = [
        {"mark": {"type": "rule", "color": "var(--interval)", "strokeWidth": 8},
         "encoding": {"x": {"field": "low", **share}, "x2": {"field": "high"}}},
        {"mark": {**_target_mark(), "size": 18}, "encoding": {"x": {"field": "told", **share}}},
        {"mark": {"type": "point", "filled": True, "size": 60, "color": "var(--auto)", "opacity": 1},
         "encoding": {"x": {"field": "found", **share}}},
        {"mark": {"type": "text", "align": "left", "baseline": "middle", "fontSize": 13, "fill": "var(--ink)"},
         "encoding": {"x": {"value": PLOT_WIDTH + 8}, "text": {"field": "text"}}},
    ]  # fmt: skip
    return drawn(
        [{"data": {"values": rows}, "encoding": {"y": _groups(rows)}, "layer": layers}], PAIRS_STEP * len(rows)
    )


def share_label(share: float) -> str:
    """`1.3 %`; what is not nothing never reads so."""
    return percent(share, 1 if share >= 0.01 else 2)


def band_label(band: Mapping[str, Any]) -> str:
    """`0.998 – 0.999`."""
    return f"{band['from']:g} – {band['to']:g}"


def _groups(rows: Rows) -> dict[str, Any]:
    axis = {
        "title": None, "domain": False, "ticks": False, "grid": False, "labelPadding": 10, "labelLimit": 0,
        "labelOverlap": False, "labelColor": "var(--ink)", "labelFontSize": 13,
    }  # fmt: skip
    order = list(dict.fromkeys(row["group"] for row in rows))
    scale = {"domain": order, "paddingInner": 0.28, "paddingOuter": 0.14}
    return {"field": "group", "type": "nominal", "sort": None, "scale": scale, "axis": axis}


def _value(field: str = "value", stack: str | None = None) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "axis": None,
        "stack": stack,
        "scale": {"nice": False, "zero": True},
    }


def _bar(parts: tuple[str, str], stack: str | None = None) -> dict[str, Any]:
    colours = {"domain": list(parts), "range": [f"var(--{part})" for part in parts]}
    fill = {"field": "part", "type": "nominal", "scale": colours, "legend": None, "sort": None}
    return {"mark": "bar", "encoding": {"x": _value(stack=stack), "fill": fill}}


def _number() -> dict[str, Any]:
    mark = {"type": "text", "align": "left", "baseline": "middle", "dx": 6, "fontSize": 13, "fill": "var(--ink)"}
    return {"mark": mark, "encoding": {"x": _value("text_at"), "text": {"field": "text"}}}


def _target_mark() -> dict[str, Any]:
    return {"type": "tick", "orient": "vertical", "thickness": 2, "size": 40, **TARGET_MARK}


def drawn(layers: list[dict[str, Any]], height: int) -> Drawing:
    """The layers as a picture of the width that all pictures have."""
    from markupsafe import Markup

    spec = {
        "width": PLOT_WIDTH, "height": height, "autosize": "none",
        "padding": {"left": LABEL_ROOM, "right": NUMBER_ROOM, "top": 0, "bottom": 0},
        "layer": layers,
        "config": {"aria": False, "font": "inherit", "view": {"stroke": None}, "background": None},
    }  # fmt: skip
    svg = drawing_engine.svg_of(spec)
    inside = _ARIA.sub("", svg[svg.index("<g") : svg.rindex("</svg>")])
    return Drawing(Markup(inside), WIDTH, height)
