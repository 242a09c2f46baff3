"""Matching beside Splink: quality, time and memory, on the same files and machine, in alternating runs. One command:

    python benchmarks/matching.py DATA_FOLDER --splink PYTHON [--sizes 10000 100000 1000000] [--work FOLDER]

DATA_FOLDER holds `people_50k.csv.gz`, the tables of `names` and the sets of `public_sets.py`. PYTHON is the interpreter of
an environment with `benchmarks/requirements.txt`; without it this project runs alone, and not on Febrl. The sets of
`--sizes` come from `make_people.py` (seed 1) and are kept in `--work`. Quality is told at thresholds fixed beforehand
(ours: the shipped `tiers.cluster`; Splink: 0.99) and at the best one, chosen with the truth, which flatters.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import median

import pandas as pd
from public_sets import lines

from hygiene.matching.evaluate import evaluate
from hygiene.policy import load
from schemas.columns import TEXT

HERE = Path(__file__).parent
SPLINK_CUT = 0.99
CUTS = (0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 0.99999, 0.999999)


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


def tiers(pairs: Path, truth: pd.DataFrame) -> str:
    """Precision and recall of what merges by itself, and of all that is shown."""
    table = pd.read_parquet(pairs)
    auto, shown = (evaluate(part, truth, [0.0]).by_cut.iloc[0] for part in (table[table["tier"] == "auto"], table))
    return (
        f"automatic: precision {auto['precision']:.5f} ({auto['precision_low']:.5f} to {auto['precision_high']:.5f}),"
        f" recall {auto['recall']:.4f}; automatic and review: precision {shown['precision']:.4f}, recall {shown['recall']:.4f}"
    )


def compare(file: Path, splink: str | None, repeats: int) -> dict[str, float]:
    """Alternating runs on one file, and the table; gives the seconds of each tool."""
    truth = pd.read_csv(file, dtype=TEXT, usecols=["Id", "cluster"]).rename(columns={"Id": "id"})
    tools = [("lead-hygiene", sys.executable, "run_ours.py", load().tiers.cluster)]
    if splink:
        tools.append(("Splink 5 (expert settings)", splink, "run_splink.py", SPLINK_CUT))
    runs: dict[str, list[dict[str, object]]] = {name: [] for name, *_ in tools}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(repeats):
            for name, python, script, _cut in tools:
                runs[name].append(one_run(python, script, file, Path(folder) / f"{script}.parquet"))
        table = [
            measured(name, runs[name], Path(folder) / f"{script}.parquet", truth, cut) for name, _, script, cut in tools
        ]
        told = tiers(Path(folder) / "run_ours.py.parquet", truth)
        calibration = evaluate(pd.read_parquet(Path(folder) / "run_ours.py.parquet"), truth).reliability
    print(f"\n{file.name}: {len(truth):,} records, median of {repeats}")
    print(pd.DataFrame(table).to_string(index=False, float_format=lambda value: f"{value:.4f}"))
    if splink:
        ours, other = table
        print(", ".join(f"{what} / Splink's {ours[what] / other[what]:.2f}" for what in ("seconds", "peak MB")))
    print(told, "; steps:", runs["lead-hygiene"][-1]["steps"])
    print("what lead-hygiene tells, and what is true:")
    print(calibration.to_string(index=False, float_format=lambda value: f"{value:.4f}"))
    return {str(line["tool"]): float(str(line["seconds"])) for line in table}


def made(names: Path, folder: Path, rows: int) -> Path:
    """The invented set of that size, made when it is not there yet."""
    file = folder / f"people_{rows}.csv.gz"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(".part")
        command = [sys.executable, str(HERE / "make_people.py"), str(names), str(partial), "--rows", str(rows)]
        subprocess.run(command, check=True)
        partial.rename(file)
    return file


def growth(seconds: dict[int, dict[str, float]]) -> None:
    """How many times longer each size took than the one before it."""
    for (less, before), (more, after) in pairwise(sorted(seconds.items())):
        told = ", ".join(f"{tool} {after[tool] / before[tool]:.1f}" for tool in after)
        print(f"{less:,} to {more:,} records, times the time: {told}")


def main() -> None:
    """People, sizes, then the public sets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--splink", help="interpreter with benchmarks/requirements.txt")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "lead_hygiene_benchmark")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    compare(options.data / "people_50k.csv.gz", options.splink, options.repeats)
    seconds = {}
    for rows in options.sizes:
        file = made(options.data / "names", options.work, rows)
        seconds[rows] = compare(file, options.splink, options.repeats)
    growth(seconds)
    print("\nsets that others made, unsupervised, at the shipped thresholds:")
    print(
        pd.DataFrame(lines(options.data, options.splink)).to_string(
            index=False, na_rep="", float_format="{:.4f}".format
        )
    )


if __name__ == "__main__":
    main()
