"""The fast way must say what `phonenumbers` says, for every text that it takes on."""

import random

import numpy as np
import phonenumbers
import pyarrow as pa
import pytest

from hygiene.normalize.distinct import LARGE
from hygiene.normalize.phone_plain import read_plain
from hygiene.normalize.phone_reading import Reading, read

REGIONS = tuple(sorted(phonenumbers.SUPPORTED_REGIONS))
BIG = ("US", "GB", "DE", "FR", "CA", "AU", "IN", "IT", "ES", "NL", "BR", "MX", "JP", "CN", "SE", "CH", "AT", "AR", "RU")
FORMATS = (
    phonenumbers.PhoneNumberFormat.E164,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.NATIONAL,
)
EXTENSIONS = (" x12", "x1234", " ext 5", " ext. 99", " ext.123456", "x 7", "-x12", " x1234567", " x12 ", "e12")


def typed_number(rng: random.Random, region: str) -> str:
    """A number somebody in the region may have typed: well formed, foreign, too short, too long or plain noise."""
    if rng.random() < 0.35:
        prefix = rng.choice(["", "+", "+", "0", "00", "011", "1"])
        text = prefix + scattered(rng, "".join(rng.choices("0123456789", k=rng.randint(3, 16))))
    else:
        text = written(rng, region if rng.random() < 0.9 else rng.choice(REGIONS))
    return text + (rng.choice(EXTENSIONS) if rng.random() < 0.1 else "")


def written(rng: random.Random, region: str) -> str:
    example = phonenumbers.example_number_for_type(region, rng.randint(0, 2)) or phonenumbers.example_number(region)
    digits = phonenumbers.national_significant_number(example)
    kept = rng.randint(1, 5)
    national = digits[:kept] + "".join(rng.choices("0123456789", k=max(len(digits) - kept + (rng.random() < 0.03), 1)))
    number = phonenumbers.PhoneNumber(
        example.country_code, int(national), italian_leading_zero=True if national[0] == "0" else None
    )
    return rng.choice(
        [phonenumbers.format_number(number, form) for form in FORMATS]
        + [
            f"{number.country_code}{scattered(rng, national)}",
            f"+{number.country_code} (0) {scattered(rng, national)}",
            (phonenumbers.ndd_prefix_for_region(region, True) or "") + scattered(rng, national),
        ]
    )


def scattered(rng: random.Random, digits: str) -> str:
    marks = rng.choices(["", "", "", " ", "-", ".", "(", ")", " ("], weights=[9, 9, 9, 1, 1, 1, 1, 1, 1], k=len(digits))
    return "".join(digit + mark for digit, mark in zip(digits, [*marks[:-1], ""], strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_what_is_read_fast_is_what_phonenumbers_reads(seed):
    rng = random.Random(seed)
    regions = [rng.choice(BIG if rng.random() < 0.5 else REGIONS) for _ in range(5_000)]
    texts = [typed_number(rng, region) for region in regions]

    fast = read_plain(pa.array(texts, LARGE), np.array([REGIONS.index(region) for region in regions]), REGIONS)

    answers = zip(fast.e164.to_pylist(), fast.extension.to_pylist(), fast.own.tolist(), strict=True)
    taken = [
        (text, region, Reading(*answer))
        for text, region, answer in zip(texts, regions, answers, strict=True)
        if answer[0] is not None
    ]
    assert len(taken) > 2_500, "the fast way takes on too little to be worth its lines"
    assert [(text, region, read(text, region)) for text, region, _ in taken] == taken


def test_what_is_not_plain_is_left_alone():
    texts = ["1-800-FLOWERS", "415-555-2671 / 72", "555-2671", "٤١٥٥٥٥٢٦٧١", "", "+", "0000000000", "+1+14155552671"]
    left = read_plain(pa.array(texts, LARGE), np.zeros(len(texts), np.int64), ("US",))
    assert left.e164.null_count == len(texts)
    assert left.extension.null_count == len(texts)
