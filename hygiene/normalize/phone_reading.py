"""One number read by `phonenumbers`: the reference, for every text that the fast path leaves alone.

Some 20,000 numbers a second and core; many are shared out to worker processes.
"""

import multiprocessing
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from typing import NamedTuple

import phonenumbers
from phonenumbers import CountryCodeSource, PhoneNumber, PhoneNumberFormat, PhoneNumberMatcher, ValidationResult

from hygiene.execution import partitions, spread
from hygiene.with_parent import end_with_parent

NO_REGION = "ZZ"
"""Region of a record whose country is known but has no numbering plan: only numbers with their own `+` are read."""

_WORTH_A_WORKER = 40_000
_CHUNK = 5_000
_FEWEST_DIGITS = 7
_SEPARATORS = re.compile(r"[/,;|&\n]")
_FROM_REGION = (CountryCodeSource.FROM_DEFAULT_COUNTRY, CountryCodeSource.FROM_NUMBER_WITHOUT_PLUS_SIGN)


class Reading(NamedTuple):
    """One number. e164: None when it cannot be compared. own: it tells its country itself (`+`, `00`, `011`)."""

    e164: str | None
    extension: str | None
    own: bool


UNREAD = Reading(None, None, False)


def read(text: str, region: str) -> Reading:
    """Read one text that holds one number, as seen from a region (alpha-2 or `NO_REGION`).

    A number counts as read when its length is possible in its country: fictitious and new ranges are comparable too,
    a local number without its area code is not.
    """
    number = _parsed(text, region)
    if number is not None and _is_whole(number):
        return Reading(_e164(number), number.extension, number.country_code_source not in _FROM_REGION)
    return _read_foreign_prefix(text)


def read_several(text: str, region: str) -> tuple[str, ...]:
    """E.164 of every number in a text that holds several, in order, without repeats.

    Each piece between separators is searched by itself: the matcher takes `030 123456 / 123457` for one number.
    Pieces of less than seven national digits are rests (`... / 72`), not numbers; where all are, the whole is searched.
    """
    pieces = _found_in(_SEPARATORS.split(text), region)
    return tuple(dict.fromkeys(pieces or _found_in([text], region)))


def read_all(texts: Sequence[str], regions: Sequence[str], workers: int = 1) -> list[Reading]:
    """`read` for each pair, in order; the number of worker processes changes the time only.

    Workers are spawned, so this is safe on every system from any importable main module.
    """
    if len(texts) < _WORTH_A_WORKER:
        return list(map(read, texts, regions))
    parts = partitions(len(texts))
    if len(parts) > 1:
        cells = ((texts[rows], regions[rows]) for rows in parts)
        return list(chain.from_iterable(spread(_read_part, None, cells)))
    if workers <= 1:
        return list(map(read, texts, regions))
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawned, initializer=end_with_parent) as pool:
        return list(pool.map(read, texts, regions, chunksize=_CHUNK))


def _read_part(_shared: None, cells: tuple[Sequence[str], Sequence[str]]) -> list[Reading]:
    return list(map(read, *cells))


def _found_in(texts: Iterable[str], region: str) -> list[str]:
    leniency = phonenumbers.Leniency.POSSIBLE
    found = (match.number for text in texts for match in PhoneNumberMatcher(text, region, leniency=leniency))
    return [_e164(number) for number in found if _is_whole(number) and _is_long(number)]


def _is_long(number: PhoneNumber) -> bool:
    return len(phonenumbers.national_significant_number(number)) >= _FEWEST_DIGITS


def _parsed(text: str, region: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region, keep_raw_input=True)
    except phonenumbers.NumberParseException:
        return None


def _is_whole(number: PhoneNumber) -> bool:
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _read_foreign_prefix(text: str) -> Reading:
    """A number dialled with another country's international prefix (`0049...` in a US record).

    Only where the text cannot be a number of its region, and only for numbers that are valid there.
    """
    bare = text.lstrip(" (")
    prefix = next((prefix for prefix in ("00", "011") if bare.startswith(prefix)), None)
    number = _parsed("+" + bare[len(prefix) :], NO_REGION) if prefix else None
    if number is None or not phonenumbers.is_valid_number(number):
        return UNREAD
    return Reading(_e164(number), number.extension, True)
