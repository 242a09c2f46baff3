"""The Do-Not-Call lists, the policy that names them, and the words about the folder."""

from pathlib import Path

from data.sample_generator.numbers import Exchange, Number
from data.sample_generator.org import EXTRACTED, Org

POLICY = """\
# Used by `lead-hygiene plan data/samples` when no other policy is named: the shipped policy with these lists.
dnc:
  lists:
    us_registry:
      file: dnc/us_registry_2026-11-09.csv
      jurisdiction: US
      region: US
      fetched: 2026-11-09
      max_age_days: 31
    uk_tps:
      file: dnc/uk_tps_2026-11-12.csv
      column: telephone_number
      jurisdiction: GB
      region: GB
      fetched: 2026-11-12
      max_age_days: 28
"""
README = """\
# An invented org

Nobody in these files exists. Names are common ones put together by a seeded draw (`python -m data.sample_generator`
rewrites the folder byte for byte), e-mail and web addresses are in domains reserved for examples (RFC 2606), and
telephone numbers stand in the ranges that regulators keep free for fiction (555-0100 to 555-0199 in North America,
Ofcom's and the Bundesnetzagentur's drama numbers, Arcep's, ACMA's, PTS's and ComReg's) or are broken on purpose. The
mess is deliberate: each file is in the dialect of another Salesforce export, and every rule, every exclusion and every
kind of broken row of lead-hygiene occurs. `tests/data/samples_truth.csv` tells who is behind each record.
"""
_STRANGERS = 40


def write_lists(org: Org, folder: Path) -> None:
    """The American list as `area,number` lines, the British one as a CSV with headers; strangers among them."""
    (folder / "dnc").mkdir(exist_ok=True)
    american = [_area_and_number(n) for n in _listed(org, "US")]
    british = [f"{n.e164[1:]},2026-11-12" for n in _listed(org, "GB")]
    lines = {
        "us_registry_2026-11-09.csv": [*american, "415,not assigned"],
        "uk_tps_2026-11-12.csv": ["telephone_number,checked", *british],
    }
    for name, text in lines.items():
        (folder / "dnc" / name).write_bytes("".join(f"{line}\n" for line in text).encode())


def write_words(folder: Path) -> None:
    """`policy.yaml`, `snapshot.yaml` and `README.md`."""
    moment = f"extracted_at: {EXTRACTED:%Y-%m-%dT%H:%M:%SZ}\n"
    for name, text in {"policy.yaml": POLICY, "snapshot.yaml": moment, "README.md": README}.items():
        (folder / name).write_bytes(text.encode())


def _listed(org: Org, country: str) -> list[Number]:
    exchange: Exchange = org.population.exchange
    strangers = [exchange.office(country) for _ in range(_STRANGERS)]
    return sorted([n for n in org.listed if n.country == country] + strangers, key=lambda n: n.e164)


def _area_and_number(number: Number) -> str:
    area, *rest = number.groups
    return f"{area},{''.join(rest)}"
