"""Numbering plans: what the metadata of `phonenumbers` says of one country, as patterns for whole columns."""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

from hygiene.normalize.distinct import Codes

MOST_DIGITS = 17
TOO_SHORT, POSSIBLE, LOCAL_ONLY, TOO_LONG, INVALID = range(5)
"""Verdicts on a national number by its length."""


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


@cache
def plan_of(region: str) -> Plan | None:
    """The numbering plan of a region; None where nothing can be read fast."""
    return _plan(PhoneMetadata.metadata_for_region(region, None))


@cache
def main_plan(country_code: int) -> Plan | None:
    """The plan by which numbers with a calling code are read; None where nothing can be read fast."""
    region = COUNTRY_CODE_TO_REGION_CODE[country_code][0]
    return _plan(PhoneMetadata.metadata_for_region_or_calling_code(country_code, region))


def _plan(metadata: PhoneMetadata | None) -> Plan | None:
    general = metadata.general_desc if metadata is not None else None
    if metadata is None or general is None or general.national_number_pattern is None:
        return None
    plan = Plan(
        country_code=str(metadata.country_code),
        whole=f"^(?:{general.national_number_pattern})$",
        prefix=metadata.national_prefix_for_parsing or None,
        rewrite=_rewrite(metadata.national_prefix_for_parsing or "", metadata.national_prefix_transform_rule or ""),
        abroad=f"^(?:{metadata.international_prefix or 'NonMatch'})",
        lengths=_length_verdicts(general.possible_length, general.possible_length_local_only),
    )
    return plan if _arrow_can_match(plan) else None


def _rewrite(prefix: str, rule: str) -> str | None:
    """A rule holds only where the last group of the prefix took part; a rule that *is* that group is empty else."""
    return rule if rule in ("", f"\\{re.compile(prefix).groups}") else None


def _length_verdicts(possible: tuple[int, ...], local: tuple[int, ...]) -> Codes:
    verdicts = np.full(MOST_DIGITS + 3, INVALID)
    verdicts[: min(possible)] = TOO_SHORT
    verdicts[max(possible) + 1 :] = TOO_LONG
    verdicts[[*possible]] = POSSIBLE
    verdicts[[*local]] = LOCAL_ONLY
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
def calling_code_table() -> Codes:
    """Calling code by the first three digits of an international number; 0 where none is assigned."""
    table = np.zeros(1000, np.int64)
    for code in COUNTRY_CODE_TO_REGION_CODE:
        width = 10 ** (3 - len(str(code)))
        table[code * width : (code + 1) * width] = code
    return table
