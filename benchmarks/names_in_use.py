"""Writes the lists of names that are in use, which the project ships: `hygiene/normalize/given_names.txt`, `surnames.txt`.

usage: python benchmarks/names_in_use.py ../shared/data/names [--surnames 10000]

From the name frequencies of the US census and social security administration (public domain): every given name, and the
commonest surnames. With them the nicknames, and the names that Faker (MIT) knows for `LOCALES`: the frequencies are of
people in the United States, many of them young, and lack Joan, Karin and Marius.
"""

import argparse
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pandas as pd
import pyarrow as pa
from faker.providers import person

from hygiene.normalize.text import ascii_lower

LOCALES = (
    "en_US", "en_GB", "en_IN", "de_DE", "de_AT", "fr_FR", "es_ES", "it_IT", "nl_NL", "sv_SE", "da_DK", "no_NO", "fi_FI",
    "pl_PL", "pt_PT", "pt_BR", "cs_CZ", "hu_HU", "ro_RO", "hr_HR", "tr_TR",
)  # fmt: skip
"""Those that write Latin letters, of the countries where most records come from."""

TARGET = Path(__file__).parents[1] / "hygiene" / "normalize"


def table(folder: Path, name: str) -> pd.DataFrame:
    """One of the tables of names, in which `nan` is a name."""
    return pd.read_csv(folder / f"{name}.csv", keep_default_na=False)


def known_to_faker(kind: str) -> set[str]:
    """The `first_names` or `last_names` of the locales."""
    providers = [import_module(f"{person.__name__}.{locale}").Provider for locale in LOCALES]
    return {name for each in providers for sex in ("", "_male", "_female") for name in getattr(each, kind + sex, ())}


def written(names: Iterable[str], file: Path) -> None:
    """The names of one word, folded as the matcher compares them, one a line, sorted."""
    words = ascii_lower(pa.array(sorted(names), pa.large_string())).to_pylist()
    folded = sorted({name for name in words if len(name) > 1 and " " not in name})
    file.write_text("\n".join(folded) + "\n", encoding="utf-8")
    print(f"{file.name}: {len(folded):,} names")


def main() -> None:
    """Both lists."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", type=Path)
    parser.add_argument("--surnames", type=int, default=10_000)
    options = parser.parse_args()
    given, last, short = (
        table(options.names, name) for name in ("us_given_name_freq", "us_last_name_freq", "nicknames")
    )
    surnames = last.nlargest(options.surnames, "count")["last_name"]
    nicknames = {*short["name1"], *short["name2"]}
    written({*given["given_name"], *nicknames, *known_to_faker("first_names")}, TARGET / "given_names.txt")
    written({*surnames, *known_to_faker("last_names")}, TARGET / "surnames.txt")


if __name__ == "__main__":
    main()
