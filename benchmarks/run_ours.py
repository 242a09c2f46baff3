"""One run of this project's matcher on a CSV of people: pairs to Parquet, time and peak memory to the screen (JSON).

usage: python benchmarks/run_ours.py PEOPLE.csv.gz PAIRS.parquet
"""

import itertools
import json
import resource
import sys
import time

import pandas as pd

from hygiene.matching import find_duplicates
from hygiene.normalize.people import people_table
from hygiene.policy import load
from schemas.columns import TEXT

WORKERS = 2


def main() -> None:
    """Read, normalise, match, group."""
    policy = load()
    marks = {"start": time.perf_counter()}
    raw = pd.read_csv(sys.argv[1], dtype=TEXT, engine="pyarrow", dtype_backend="pyarrow").astype(TEXT)
    marks["read"] = time.perf_counter()
    people = people_table(raw.drop(columns="cluster"), "Lead", policy.reading.region, workers=WORKERS)
    marks["normalise"] = time.perf_counter()
    matches = find_duplicates(people, None, policy, workers=WORKERS)
    marks["match"] = time.perf_counter()
    matches.pairs[["left_id", "right_id", "probability", "tier"]].to_parquet(sys.argv[2])
    steps = {name: round(marks[name] - marks[before], 2) for before, name in itertools.pairwise(marks)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": round(sum(steps.values()), 2), "steps": steps, "peak_mb": round(peak)}))


if __name__ == "__main__":
    main()
