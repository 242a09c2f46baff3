"""Small pieces of English: counts with their noun, shares, lists and moments, always spelled the same."""

from collections.abc import Sequence

import pandas as pd


def number(value: int) -> str:
    """`1300000` -> `1,300,000`."""
    return f"{value:,}"


def many(value: int, noun: str, plural: str | None = None) -> str:
    """`1, "lead"` -> `1 lead`; `2, "lead"` -> `2 leads`."""
    return f"{value:,} {noun if value == 1 else plural or noun + 's'}"


def percent(share: float | None, digits: int = 0) -> str:
    """`0.5` -> `50 %`; what is above nothing or below all never reads `0 %` or `100 %`; none is a dash."""
    if share is None:
        return "–"
    text = f"{share * 100:,.{digits}f}"
    if share > 0 and float(text.replace(",", "")) == 0:
        return f"under {10**-digits:.{digits}f} %"
    if 0 < share < 1 and float(text) == 100:
        return f"over {100 - 10**-digits:.{digits}f} %"
    return f"{text} %"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a, b and c`; the empty text when there is nothing to list."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def moment(as_of: pd.Timestamp) -> str:
    """`6 November 2026, 18:00 UTC`, whatever the machine's language."""
    utc = as_of.tz_convert("UTC")
    return f"{utc.day} {utc.month_name()} {utc.year}, {utc:%H:%M} UTC"


def spaced(name: str) -> str:
    """`lead_to_lead` -> `lead to lead`."""
    return name.replace("_", " ")
