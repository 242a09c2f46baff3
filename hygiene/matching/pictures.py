"""Pictures as SVG text: the waterfall of one pair, the thresholds and the reliability of an evaluation."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

import pandas as pd

from hygiene.matching.explaining import PHRASES

WIDTH: Final = 720
ROW: Final = 26
LABELS: Final = 330
FOR, AGAINST, TOTAL = "#2a7f62", "#b3422f", "#33475b"
FONT: Final = 'font-family="system-ui, sans-serif" font-size="13"'


def waterfall(pair: Mapping[str, object], phrases: Mapping[str, Mapping[str, str]] = PHRASES) -> str:
    """How the weight of one pair adds up: a row of `Matches.pairs` as a mapping; values of records do not occur."""
    total = float(str(pair["weight"]))
    bars = _bars(steps_of(pair, phrases))
    title = f"{total:.1f} bits: probability {float(str(pair['probability'])):.4f}, {pair['tier']}"
    return _waterfall(bars, title)


def steps_of(pair: Mapping[str, object], phrases: Mapping[str, Mapping[str, str]] = PHRASES) -> list[tuple[str, float]]:
    """What was known before anything was compared, then each comparison that says something, in words and bits."""
    steps = [
        (phrases[factor][str(pair[f"{factor}_level"])], float(str(pair[f"{factor}_weight"])))
        for factor in phrases
        if pair.get(f"{factor}_level") in phrases[factor]
    ]
    prior = float(str(pair["weight"])) - sum(bits for _, bits in steps)
    return [("before anything is compared", prior), *steps]


def _bars(steps: Sequence[tuple[str, float]]) -> list[tuple[str, float, float]]:
    """Label, where a bar starts and where it ends (bits)."""
    bars, at = [], 0.0
    for label, bits in steps:
        bars.append((label, at, at + bits))
        at += bits
    return [*bars, ("together", 0.0, at)]


def _waterfall(bars: Sequence[tuple[str, float, float]], title: str) -> str:
    ends = [0.0, *(end for _, _, end in bars)]
    low, high = min(ends), max(ends)
    scale = (WIDTH - LABELS - 70) / max(high - low, 1e-9)
    rows = []
    for at, (label, start, end) in enumerate(bars):
        colour = TOTAL if at == len(bars) - 1 else FOR if end >= start else AGAINST
        x = LABELS + (min(start, end) - low) * scale
        y = 34 + at * ROW
        width = max(abs(end - start) * scale, 1.0)
        rows.append(
            f'<text x="{LABELS - 10}" y="{y + 13}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{ROW - 8}" fill="{colour}"/>'
            f'<text x="{x + width + 5:.1f}" y="{y + 13}">{end - start:+.1f}</text>'
        )
    zero = LABELS - low * scale
    line = f'<line x1="{zero:.1f}" x2="{zero:.1f}" y1="28" y2="{34 + len(bars) * ROW}" stroke="#999"/>'
    return _svg(
        48 + len(bars) * ROW, f'<text x="10" y="18" font-weight="600">{escape(title)}</text>{line}' + "".join(rows)
    )


def threshold_chart(by_cut: pd.DataFrame) -> str:
    """Precision and recall of pairs and F1 of clusters over the threshold."""
    lines = {"precision": FOR, "recall": AGAINST, "cluster_f1": TOTAL}
    known = by_cut.dropna(subset=list(lines))
    low = min([0.9, *(float(known[name].min()) for name in lines)]) if len(known) else 0.0
    body = []
    for at, (name, colour) in enumerate(lines.items()):
        points = [
            f"{60 + position * 600 / max(len(known) - 1, 1):.1f},{_y(value, low):.1f}"
            for position, value in enumerate(known[name])
        ]
        body.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        body.append(f'<text x="{60 + at * 160}" y="20" fill="{colour}">{name.replace("_", " ")}</text>')
    for position, cut in enumerate(known["cut"]):
        x = 60 + position * 600 / max(len(known) - 1, 1)
        body.append(f'<text x="{x:.1f}" y="318" text-anchor="middle" font-size="10">{cut:g}</text>')
    return _svg(330, "".join(body) + _axis(low))


def reliability_chart(reliability: pd.DataFrame) -> str:
    """The share that is right over the probability that was told; on the line is well told."""
    body = ['<line x1="60" y1="290" x2="660" y2="40" stroke="#999" stroke-dasharray="4"/>']
    for told, true, pairs in reliability[["told", "true", "pairs"]].itertuples(index=False):
        x, y = 60 + 600 * told, _y(true, 0.0)
        body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{TOTAL}"><title>{pairs} pairs</title></circle>')
    body.append('<text x="360" y="318" text-anchor="middle">probability told; upwards: share that is right</text>')
    return _svg(330, "".join(body) + _axis(0.0))


def _y(value: float, low: float) -> float:
    return 290 - 250 * (value - low) / (1 - low)


def _axis(low: float) -> str:
    marks = [low + (1 - low) * part / 4 for part in range(5)]
    return "".join(
        f'<line x1="60" x2="660" y1="{_y(mark, low):.1f}" y2="{_y(mark, low):.1f}" stroke="#ddd"/>'
        f'<text x="52" y="{_y(mark, low) + 4:.1f}" text-anchor="end" font-size="10">{mark:.3f}</text>'
        for mark in marks
    )


def _svg(height: int, body: str) -> str:
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {FONT}>{body}</svg>\n'
