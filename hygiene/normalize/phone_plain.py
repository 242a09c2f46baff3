"""Plainly written numbers read as columns: the same answers as `phonenumbers`, some forty times faster.

A text of digits, blanks, dots, dashes and brackets, with a `+` at most in front, means its digits and nothing else.
What `phonenumbers.parse` then does is a handful of tests against the numbering plan of a country, and those are made
here for all numbers of one country at once, with the very metadata of the installed `phonenumbers`. Whatever needs
more (letters, extensions, international prefixes, a plan that rewrites numbers) is left alone for `phone_reading`.
"""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

from hygiene.normalize.distinct import LARGE, Codes, Flags

_PLAIN = r"^ *\(?\+?[ (]*[0-9][0-9 ().-]*$"
_MOST_DIGITS = 17
_FEWEST_DIGITS = 7
_SHORT, _POSSIBLE, _LOCAL, _LONG, _INVALID = range(5)


@dataclass(frozen=True)
class Plan:
    """What is asked of one numbering plan.

    country_code: digits of the calling code. whole: pattern of a whole national number. prefix: pattern of the
    national prefix, None when there is none. rewrite: what takes its place, None where that depends on the number.
    abroad: pattern of the international prefix. lengths: verdict on a national number by its length.
    """

    country_code: str
    whole: str
    prefix: str | None
    rewrite: str | None
    abroad: str
    lengths: Codes


@dataclass(frozen=True)
class PlainReadings:
    """e164: null where the text is left for the reference. own: the number carries its country itself."""

    e164: pa.Array
    own: Flags


def read_plain(texts: pa.Array, regions: Codes, region_names: tuple[str, ...]) -> PlainReadings:
    """Read what is plainly written.

    Args:
        texts: distinct or not, no nulls.
        regions: for each text the position of its region in `region_names`.
        region_names: alpha-2 codes.
    """
    digits = pc.replace_substring_regex(texts, r"[^0-9]+", "")
    plain = _true(pc.match_substring_regex(texts, _PLAIN)) & ~_true(pc.match_substring_regex(digits, "^0*$"))
    length = _lengths(digits)
    plain &= (length >= _FEWEST_DIGITS) & (length <= _MOST_DIGITS) & (_lengths(texts) < 100)
    own = _true(pc.match_substring(texts, "+"))
    answers: list[tuple[Codes, pa.Array]] = []
    for code, rows in _groups(np.where(plain & own, _calling_codes(digits), 0)):
        answers.append((rows, _with_country_code(digits.take(pa.array(rows)), str(code))))
    for region, rows in _groups(np.where(plain & ~own, regions + 1, 0)):
        answers.append((rows, _in_region(digits.take(pa.array(rows)), region_names[region - 1])))
    return PlainReadings(_scattered(answers, len(texts)), own)


def _with_country_code(digits: pa.Array, code: str) -> pa.Array:
    """Numbers that begin with a calling code, as E.164."""
    plan = plan_of(COUNTRY_CODE_TO_REGION_CODE[int(code)][0], int(code))
    return _finished(pc.utf8_slice_codeunits(digits, len(code)), plan, plan)


def _in_region(digits: pa.Array, region: str) -> pa.Array:
    """Numbers dialled in a region, as E.164."""
    plan = plan_of(region)
    if plan is None:
        return pa.nulls(len(digits), LARGE)
    main = plan_of(COUNTRY_CODE_TO_REGION_CODE[int(plan.country_code)][0], int(plan.country_code))
    behind = _without_prefix(pc.utf8_slice_codeunits(digits, len(plan.country_code)), plan)
    unlike = pc.and_not(_is_whole(behind, plan), _is_whole(digits, plan))
    too_long = pa.array(plan.lengths[_lengths(digits)] == _LONG)
    has_code = pc.and_kleene(pc.starts_with(digits, plan.country_code), pc.or_kleene(unlike, too_long))
    national = pc.if_else(has_code, _finished(behind, main, main), _finished(digits, plan, main))
    return _null_if(national, _matches(digits, f"^(?:{plan.abroad})"))


def _finished(national: pa.Array, plan: Plan | None, main: Plan | None) -> pa.Array:
    """National digits as E.164, without the national prefix where that leaves a number of the plan; else null."""
    if plan is None or main is None:
        return pa.nulls(len(national), LARGE)
    stripped = _without_prefix(national, plan)
    fits = np.isin(plan.lengths[_lengths(stripped)], (_POSSIBLE, _LONG))
    number = pc.if_else(pa.array(fits), stripped, national)
    possible = main.lengths[_lengths(number)] == _POSSIBLE
    complete = pc.binary_join_element_wise(pa.scalar(f"+{main.country_code}", LARGE), number, pa.scalar("", LARGE))
    unread = ~possible | _true(pc.is_null(stripped)) | _true(_matches(number, "^0*$"))
    return _null_if(complete, pa.array(unread))


def _without_prefix(national: pa.Array, plan: Plan) -> pa.Array:
    """Without the national prefix, unless only the number with it is whole; null where the plan would rewrite it."""
    if plan.prefix is None:
        return national
    anchored = f"^(?:{plan.prefix})"
    has_prefix = _matches(national, anchored)
    if plan.rewrite is None:
        return _null_if(national, has_prefix)
    stripped = pc.replace_substring_regex(national, anchored, plan.rewrite, max_replacements=1)
    needed = pc.and_not(_is_whole(national, plan), _is_whole(stripped, plan))
    return pc.if_else(pc.and_not(has_prefix, needed), stripped, national)


@cache
def plan_of(region: str, country_code: int | None = None) -> Plan | None:
    """The numbering plan of a region (`001` with a code: one without region); None where nothing can be read fast."""
    metadata = (
        PhoneMetadata.metadata_for_region_or_calling_code(country_code, region)
        if country_code is not None
        else PhoneMetadata.metadata_for_region(region, None)
    )
    general = metadata.general_desc if metadata is not None else None
    if metadata is None or general is None or general.national_number_pattern is None:
        return None
    plan = Plan(
        country_code=str(metadata.country_code),
        whole=f"^(?:{general.national_number_pattern})$",
        prefix=metadata.national_prefix_for_parsing or None,
        rewrite=_rewrite(metadata.national_prefix_for_parsing or "", metadata.national_prefix_transform_rule or ""),
        abroad=metadata.international_prefix or "NonMatch",
        lengths=_length_verdicts(general.possible_length, general.possible_length_local_only),
    )
    return plan if _arrow_can_match(plan) else None


def _rewrite(prefix: str, rule: str) -> str | None:
    """A rule holds only where the last group of the prefix took part; a rule that *is* that group is empty else."""
    return rule if rule in ("", f"\\{re.compile(prefix).groups}") else None


def _length_verdicts(possible: tuple[int, ...], local: tuple[int, ...]) -> Codes:
    verdicts = np.full(_MOST_DIGITS + 3, _INVALID)
    verdicts[: min(possible)] = _SHORT
    verdicts[max(possible) + 1 :] = _LONG
    verdicts[[*possible]] = _POSSIBLE
    verdicts[[*local]] = _LOCAL
    return verdicts


def _arrow_can_match(plan: Plan) -> bool:
    """Arrow's regular expressions lack look-around."""
    try:
        for pattern in (plan.whole, plan.prefix or "", plan.abroad):
            pc.match_substring_regex(pa.array(["0"]), f"^(?:{pattern})")
    except pa.ArrowInvalid:
        return False
    return True


@cache
def _code_table() -> Codes:
    """Calling code by the first three digits of an international number; 0 where none is assigned."""
    table = np.zeros(1000, np.int64)
    for code in COUNTRY_CODE_TO_REGION_CODE:
        width = 10 ** (3 - len(str(code)))
        table[code * width : (code + 1) * width] = code
    return table


def _calling_codes(digits: pa.Array) -> Codes:
    start = pc.utf8_slice_codeunits(digits, 0, 3)
    numeric = pc.if_else(pc.equal(pc.utf8_length(start), 3), start, pa.scalar("0", LARGE))
    codes: Codes = _code_table()[pc.cast(numeric, pa.int64()).to_numpy()]
    return codes


def _groups(keys: Codes) -> list[tuple[int, Codes]]:
    """(key, rows) of every key but 0."""
    order = np.argsort(keys, kind="stable")
    found, starts = np.unique(keys[order], return_index=True)
    ends = [*starts[1:], len(keys)]
    return [(int(key), order[start:end]) for key, start, end in zip(found, starts, ends, strict=False) if key]


def _scattered(answers: list[tuple[Codes, pa.Array]], length: int) -> pa.Array:
    """Each group's answers at its rows, null elsewhere."""
    if not answers:
        return pa.nulls(length, LARGE)
    source = np.full(length, -1)
    source[np.concatenate([rows for rows, _ in answers])] = np.arange(sum(len(rows) for rows, _ in answers))
    stacked = pa.concat_arrays([array for _, array in answers])
    return stacked.take(pa.array(source, mask=source < 0))


def _is_whole(national: pa.Array, plan: Plan) -> pa.Array:
    return _matches(national, plan.whole)


def _matches(texts: pa.Array, pattern: str) -> pa.Array:
    return pc.match_substring_regex(texts, pattern)


def _null_if(texts: pa.Array, mask: pa.Array) -> pa.Array:
    return pc.if_else(pc.fill_null(mask, True), pa.scalar(None, LARGE), texts)


def _lengths(texts: pa.Array) -> Codes:
    lengths: Codes = pc.fill_null(pc.binary_length(texts), 0).to_numpy(zero_copy_only=False)
    return lengths


def _true(mask: pa.Array) -> Flags:
    flags: Flags = pc.fill_null(mask, False).to_numpy(zero_copy_only=False)
    return flags
