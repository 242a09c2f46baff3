"""How a file spells its dates and times, learnt from its cells, so that a new value looks like its neighbours."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd

_ISO: Final = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})(?:(?P<gap>[T ])\d{2}:\d{2}"
    r"(?P<seconds>:\d{2}(?:\.(?P<fraction>\d+))?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_LOCAL: Final = re.compile(
    r"(?P<a>\d{1,2})(?P<mark>[./-])(?P<b>\d{1,2})[./-]\d{4}"
    r"(?:(?P<gap>,?[ \u00a0\u202f]+)(?P<hour>\d{1,2})(?P<colon>[:.])\d{2}(?P<seconds>[:.]\d{2})?"
    r"(?:(?P<half_gap>[ \u00a0\u202f]*)(?P<half>[AaPp]\.?[Mm]\.?))?)?"
)


@dataclass(frozen=True)
class Style:
    """One way to write a moment.

    mark: between day, month and year ("-" for ISO, whose year comes first). gap: between date and time, None for a
    date alone. fraction: digits behind the second. zone: as written, None for a local time. half: AM or PM as
    written. padded: single digits with a zero.
    """

    iso: bool
    mark: str
    gap: str | None
    colon: str = ":"
    seconds: bool = False
    fraction: int = 0
    zone: str | None = None
    half_gap: str = ""
    half: str | None = None
    padded: bool = True


ISO: Final = Style(iso=True, mark="-", gap="T", seconds=True, fraction=3, zone="Z")


def learn(texts: Iterable[str]) -> Style | None:
    """The commonest style among the texts; None where none is a date. Ties go to the style seen first."""
    styles = Counter(style for style in map(_style_of, texts) if style is not None)
    if not styles:
        return None
    style = styles.most_common(1)[0][0]
    # A date of two-digit day and month does not show whether single digits get a zero; another one may.
    unpadded = any(other.mark == style.mark and not other.padded for other in styles if not other.iso)
    return Style(**{**style.__dict__, "padded": style.padded and not unpadded})


def spell(moment: pd.Timestamp, style: Style, order: str, zone: str) -> str:
    """The moment in that style. order: `dmy` or `mdy`, for styles that are not ISO. zone: of times that tell none."""
    if style.gap is None:
        return _date(moment, style, order)
    local = moment.tz_convert(_zone(style.zone, zone))
    return f"{_date(local, style, order)}{style.gap}{_time(local, style)}{style.zone or ''}"


def _style_of(text: str) -> Style | None:
    text = text.strip()
    iso = _ISO.fullmatch(text)
    if iso is not None:
        fraction = len(iso["fraction"] or "")
        return Style(True, "-", iso["gap"], ":", iso["seconds"] is not None, fraction, iso["zone"])
    local = _LOCAL.fullmatch(text)
    if local is None:
        return None
    padded = min(len(local["a"]), len(local["b"])) == 2
    colon, half = local["colon"] or ":", local["half"]
    return Style(
        False, local["mark"], local["gap"], colon, local["seconds"] is not None, 0, None, local["half_gap"] or "",
        None if half is None else half.lower().replace("p", "a") if half.islower() else half.upper().replace("P", "A"),
        padded,
    )  # fmt: skip


def _date(moment: pd.Timestamp, style: Style, order: str) -> str:
    if style.iso:
        return f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}"
    width = 2 if style.padded else 1
    day, month = f"{moment.day:0{width}d}", f"{moment.month:0{width}d}"
    first, second = (month, day) if order == "mdy" else (day, month)
    return f"{first}{style.mark}{second}{style.mark}{moment.year:04d}"


def _time(moment: pd.Timestamp, style: Style) -> str:
    hour = (moment.hour - 1) % 12 + 1 if style.half else moment.hour
    text = f"{hour:0{2 if style.padded and not style.half else 1}d}{style.colon}{moment.minute:02d}"
    if style.seconds:
        text += f"{style.colon}{moment.second:02d}"
    if style.fraction:
        text += "." + f"{moment.microsecond:06d}"[: style.fraction].ljust(style.fraction, "0")
    return text + _half(moment, style)


def _half(moment: pd.Timestamp, style: Style) -> str:
    if style.half is None:
        return ""
    afternoon = style.half.replace("a", "p").replace("A", "P")
    return style.half_gap + (afternoon if moment.hour >= 12 else style.half)


def _zone(written: str | None, default: str) -> tzinfo:
    if written is None:
        return ZoneInfo(default)
    if written == "Z":
        return UTC
    sign = -1 if written.startswith("-") else 1
    return timezone(sign * timedelta(hours=int(written[1:3]), minutes=int(written[-2:])))
