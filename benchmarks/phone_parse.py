"""How fast phone numbers are read, and whether the fast way says what `phonenumbers` says.

    python benchmarks/phone_parse.py [NUMBERS] [WORKERS]

Makes distinct numbers as people of ten countries type them (seeded), reads them with `hygiene.normalize.phone`, and
reads a sample of 20,000 again with `phonenumbers` alone.
"""

import random
import sys
import time

import pandas as pd
import phonenumbers

from hygiene.normalize import phone
from hygiene.normalize.phone_reading import read
from schemas.columns import TEXT

SHARES = {"US": 50, "GB": 10, "DE": 10, "FR": 6, "AU": 6, "CA": 6, "IN": 5, "NL": 3, "IE": 2, "BR": 2}
FORMATS = (
    phonenumbers.PhoneNumberFormat.E164,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.NATIONAL,
    phonenumbers.PhoneNumberFormat.NATIONAL,
)
SAMPLE = 20_000


def main(numbers: int, workers: int) -> None:
    """Print the times, how much the fast way took on, and every difference."""
    cells = made(numbers)
    start = time.perf_counter()
    found = phone.parts(cells["number"], cells["country"], workers=workers)
    seconds = time.perf_counter() - start
    print(f"{numbers:,} distinct numbers, {workers} worker(s): {seconds:.1f} s, {numbers / seconds:,.0f} a second")
    print(found["status"].value_counts(dropna=False).to_string())

    chosen = cells.sample(min(SAMPLE, numbers), random_state=1)
    start = time.perf_counter()
    reference = [
        read(number, country).e164 for number, country in zip(chosen["number"], chosen["country"], strict=True)
    ]
    print(f"phonenumbers alone: {len(chosen) / (time.perf_counter() - start):,.0f} a second")
    ours = found.loc[chosen.index]
    comparable = (ours["status"] != "filler").to_numpy()
    expected = pd.Series(reference, index=chosen.index, dtype=TEXT)
    differ = (ours["e164"].fillna("") != expected.fillna("")).to_numpy() & comparable
    print(f"differences in {comparable.sum():,} compared: {differ.sum()}")
    if differ.any():
        sys.exit(1)


def made(numbers: int) -> pd.DataFrame:
    """Columns number (distinct) and country."""
    rng = random.Random(20261101)
    countries = rng.choices(list(SHARES), list(SHARES.values()), k=numbers)
    texts: dict[str, str] = {}
    for country in countries:
        while (text := typed(rng, country)) in texts:
            pass
        texts[text] = country
    return pd.DataFrame({"number": list(texts), "country": list(texts.values())}, dtype=TEXT)


def typed(rng: random.Random, country: str) -> str:
    """A number as people write it: 3 % with an extension, 1 % broken."""
    example = phonenumbers.example_number(country)
    national = phonenumbers.national_significant_number(example)
    digits = national[:2] + "".join(rng.choices("0123456789", k=len(national) - 2))
    number = phonenumbers.PhoneNumber(example.country_code, int(digits))
    text = phonenumbers.format_number(number, rng.choice(FORMATS))
    if rng.random() < 0.2:
        text = text.replace(" ", rng.choice([".", "-", ""]))
    if rng.random() < 0.03:
        text += f" x{rng.randint(1, 9999)}"
    return text[:-3] if rng.random() < 0.01 else text


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*given, *(1_000_000, 2)[len(given) :])
