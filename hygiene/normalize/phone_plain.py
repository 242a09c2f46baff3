"""Plainly written numbers read as columns: the same answers as `phonenumbers`, some forty times faster.

A text of digits, blanks, dots, dashes and brackets, with a `+` at most in front and `x 12` or `ext. 12` at most behind,
means its digits and nothing else. What `phonenumbers.parse` then does is a handful of tests against the numbering plan
of a country, and those are made here for all numbers of one country at once, with the very metadata of the installed
`phonenumbers`. Whatever needs more (letters, several numbers, a plan that rewrites them) is left for `phone_reading`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.normalize.distinct import LARGE, Codes, Flags
from hygiene.normalize.phone_plan import MOST_DIGITS, POSSIBLE, TOO_LONG, Plan, calling_code_table, main_plan, plan_of
from hygiene.normalize.recode import DIGITS, recode

_PLAIN = r"^ *\(?\+?[ (]*[0-9][0-9 ().-]*$"
_EXTENDED = r"^ *\(?\+?[ (]*[0-9][0-9 ().-]* ?(?:x|ext\.?) ?[0-9]{1,6}$"
_FEWEST_DIGITS = 7
_MOST_CHARACTERS = 100


@dataclass(frozen=True)
class PlainReadings:
    """e164: null where the text is left to the reference. extension: null for none. own: tells its country itself."""

    e164: pa.Array
    extension: pa.Array
    own: Flags


class _Part(NamedTuple):
    """Some of the texts, as digits or as E.164, and the rows that they stand in."""

    texts: pa.Array
    rows: Codes


def read_plain(texts: pa.Array, regions: Codes, region_names: tuple[str, ...]) -> PlainReadings:
    """Read what is plainly written.

    Args:
        texts: distinct or not, no nulls.
        regions: for each text the position of its region in `region_names`.
        region_names: alpha-2 codes.
    """
    numbers, extension = _without_extension(texts)
    digits = recode(numbers, DIGITS)
    length = _lengths(digits)
    plain = _true(pc.match_substring_regex(numbers, _PLAIN)) & ~_true(pc.match_substring_regex(digits, "^0*$"))
    plain &= (length >= _FEWEST_DIGITS) & (length <= MOST_DIGITS) & (_lengths(texts) < _MOST_CHARACTERS)
    plus = _true(pc.match_substring(numbers, "+"))
    at_home, abroad = _by_region(digits, np.where(plain & ~plus, regions + 1, 0), region_names)
    rows = np.flatnonzero(plain & plus)
    abroad.append(_Part(digits.take(pa.array(rows)), rows))
    own = np.zeros(len(texts), bool)
    own[np.concatenate([part.rows for part in abroad])] = True
    e164 = _scattered([*at_home, *_international(abroad), _Part(pa.nulls(0, LARGE), rows[:0])], len(texts))
    return PlainReadings(e164, pc.if_else(pc.is_valid(e164), extension, pa.scalar(None, LARGE)), own)


def _without_extension(texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    extended = pc.match_substring_regex(texts, _EXTENDED)
    some = texts.filter(extended)
    numbers = pc.replace_with_mask(texts, extended, pc.replace_substring_regex(some, r" ?(?:x|ext\.?) ?[0-9]+$", ""))
    behind = pc.replace_substring_regex(some, r"^[^xe]*(?:x|ext\.?) ?", "")
    return numbers, pc.replace_with_mask(pa.nulls(len(texts), LARGE), extended, behind)


def _by_region(digits: pa.Array, keys: Codes, names: tuple[str, ...]) -> tuple[list[_Part], list[_Part]]:
    """Numbers dialled inside a region, read; and those dialled abroad from it, without the international prefix.

    Args:
        digits: of every text.
        keys: position in `names` plus one, 0 for texts that are not asked for.
        names: regions.
    """
    at_home, abroad = [], []
    for key, rows in _groups(keys):
        plan = plan_of(names[key - 1])
        if plan is None:
            continue
        dialled = digits.take(pa.array(rows))
        outward = pc.match_substring_regex(dialled, plan.abroad)
        out = _true(outward)
        behind = pc.replace_substring_regex(dialled.filter(outward), plan.abroad, "", max_replacements=1)
        # Before a zero it is no international prefix; the reference knows what it is.
        proper = ~_true(pc.starts_with(behind, "0"))
        abroad.append(_Part(behind.filter(pa.array(proper)), rows[out][proper]))
        at_home.append(_Part(_in_region(dialled.filter(pc.invert(outward)), plan), rows[~out]))
    return at_home, abroad


def _international(parts: list[_Part]) -> Iterator[_Part]:
    """Digits that begin with a country code, read country by country."""
    digits, rows = pa.concat_arrays([part.texts for part in parts]), np.concatenate([part.rows for part in parts])
    for code, places in _groups(_calling_codes(digits)):
        plan = main_plan(code)
        national = pc.utf8_slice_codeunits(digits.take(pa.array(places)), len(str(code)))
        yield _Part(_finished(national, plan, plan), rows[places])


def _in_region(digits: pa.Array, plan: Plan) -> pa.Array:
    """Digits dialled in a region, with or without its own country code, as E.164."""
    main = main_plan(int(plan.country_code))
    behind = _without_prefix(pc.utf8_slice_codeunits(digits, len(plan.country_code)), plan)
    unlike = pc.and_not(_is_whole(behind, plan), _is_whole(digits, plan))
    too_long = pa.array(plan.lengths[_lengths(digits)] == TOO_LONG)
    has_code = pc.and_kleene(pc.starts_with(digits, plan.country_code), pc.or_kleene(unlike, too_long))
    return pc.if_else(has_code, _finished(behind, main, main), _finished(digits, plan, main))


def _finished(national: pa.Array, plan: Plan | None, main: Plan | None) -> pa.Array:
    """National digits as E.164, without the national prefix where that leaves a number of the plan; else null."""
    if plan is None or main is None:
        return pa.nulls(len(national), LARGE)
    stripped = _without_prefix(national, plan)
    fits = np.isin(plan.lengths[_lengths(stripped)], (POSSIBLE, TOO_LONG))
    number = pc.if_else(pa.array(fits), stripped, national)
    possible = main.lengths[_lengths(number)] == POSSIBLE
    complete = pc.binary_join_element_wise(pa.scalar(f"+{main.country_code}", LARGE), number, pa.scalar("", LARGE))
    unread = ~possible | _true(pc.is_null(stripped)) | _true(pc.match_substring_regex(number, "^0*$"))
    return _null_if(complete, pa.array(unread))


def _without_prefix(national: pa.Array, plan: Plan) -> pa.Array:
    """Without the national prefix, unless only the number with it is whole; null where the plan would rewrite it."""
    if plan.prefix is None:
        return national
    anchored = f"^(?:{plan.prefix})"
    has_prefix = pc.match_substring_regex(national, anchored)
    if plan.rewrite is None:
        return _null_if(national, has_prefix)
    some = national.filter(has_prefix)
    stripped = pc.replace_substring_regex(some, anchored, plan.rewrite, max_replacements=1)
    needed = pc.and_not(_is_whole(some, plan), _is_whole(stripped, plan))
    return pc.replace_with_mask(national, has_prefix, pc.if_else(needed, some, stripped))


def _calling_codes(digits: pa.Array) -> Codes:
    start = pc.utf8_slice_codeunits(digits, 0, 3)
    numeric = pc.if_else(pc.equal(pc.utf8_length(start), 3), start, pa.scalar("0", LARGE))
    codes: Codes = calling_code_table()[pc.cast(numeric, pa.int64()).to_numpy()]
    return codes


def _groups(keys: Codes) -> list[tuple[int, Codes]]:
    """(key, rows) of every key but 0."""
    order = np.argsort(keys, kind="stable")
    found, starts = np.unique(keys[order], return_index=True)
    ends = [*starts[1:], len(keys)]
    return [(int(key), order[start:end]) for key, start, end in zip(found, starts, ends, strict=False) if key]


def _scattered(parts: list[_Part], length: int) -> pa.Array:
    """Each part's texts at its rows, null elsewhere."""
    source = np.full(length, -1)
    source[np.concatenate([part.rows for part in parts])] = np.arange(sum(len(part.rows) for part in parts))
    return pa.concat_arrays([part.texts for part in parts]).take(pa.array(source, mask=source < 0))


def _is_whole(national: pa.Array, plan: Plan) -> pa.Array:
    return pc.match_substring_regex(national, plan.whole)


def _null_if(texts: pa.Array, mask: pa.Array) -> pa.Array:
    return pc.if_else(pc.fill_null(mask, True), pa.scalar(None, LARGE), texts)


def _lengths(texts: pa.Array) -> Codes:
    lengths: Codes = pc.fill_null(pc.binary_length(texts), 0).to_numpy(zero_copy_only=False)
    return lengths


def _true(mask: pa.Array) -> Flags:
    flags: Flags = pc.fill_null(mask, False).to_numpy(zero_copy_only=False)
    return flags
