"""Whether a cron is one, told when the policy is read: a scheduler would say so only once the jobs are served."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
# Name, lowest and highest number, words from the lowest on, and what else schedulers know there.
_FIELDS: Final = (
    ("minute", 0, 59, (), r"(?!)"),
    ("hour", 0, 23, (), r"(?!)"),
    ("day", 1, 31, (), r"\?|l"),
    ("month", 1, 12, _MONTHS, r"(?!)"),
    ("weekday", 0, 7, _DAYS, r"\?|[0-7]#[1-5]"),
)
_ITEM: Final = re.compile(r"(?:\*|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:/0*[1-9]\d*)?")
_LONGEST: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def cron(text: str) -> str:
    """The text again when it is a cron of five fields that ever comes to pass.

    Raises:
        ValueError: it is none; names the field.
    """
    words = text.lower().split()
    if len(words) != len(_FIELDS):
        raise ValueError("write five fields, as 0 22 * * 5,6: minute, hour, day, month, weekday")
    for word, (name, low, high, names, others) in zip(words, _FIELDS, strict=True):
        if not all(re.fullmatch(others, item) or _is_item(item, low, high, names) for item in word.split(",")):
            raise ValueError(f"{word} is no {name}; it has numbers from {low} to {high}, as in 0 22 * * 5,6")
    if words[4] == "*" and words[2].isdecimal() and not _comes(int(words[2]), words[3]):
        raise ValueError(f"no month of it has a day {words[2]}, so that it never comes")
    return text


Cron = Annotated[str, AfterValidator(cron)]


def _is_item(item: str, low: int, high: int, names: tuple[str, ...]) -> bool:
    """One of `*`, `5`, `1-5`, `mon-fri`, each with or without a step."""
    found = _ITEM.fullmatch(item)
    ends = [] if found is None else [_number(word, low, names) for word in found.groups() if word is not None]
    return found is not None and all(end is not None and low <= end <= high for end in ends)


def _number(word: str, low: int, names: tuple[str, ...]) -> int | None:
    if word in names:
        return names.index(word) + low
    return int(word) if word.isdecimal() else None


def _comes(day: int, months: str) -> bool:
    """Whether one of the months has this day; only months that are listed one by one are looked at."""
    listed = [_number(word, 1, _MONTHS) for word in months.split(",")]
    return any(month is None or day <= _LONGEST[month - 1] for month in listed)
