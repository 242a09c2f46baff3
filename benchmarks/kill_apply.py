"""Kills an apply of the samples at random moments, resumes it, and compares the org with that of an undisturbed run.

usage: python benchmarks/kill_apply.py [--rounds 70] [--seed 1]

Each round kills up to three processes (SIGKILL), each after a random number of calls, and then lets one end.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.killed_apply import Killing
from tests.org.server import Org
from tests.sound_samples import SAMPLES, write_sound_samples


def main() -> None:
    """Print after each round how many there were, the kills, and the rounds that differed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=70)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "export").mkdir()
        write_sound_samples(folder / "export")

        def load(org: Org) -> None:
            org.settings(source_rule=False)
            org.load_folder(folder / "export")

        killing = Killing(folder, load, SAMPLES.absolute() / "policy.yaml")
        killing.prepare()
        expected, started = killing.undisturbed(), time.perf_counter()
        wrong: list[int] = []
        for done in range(options.rounds):
            seed = options.seed + done
            wrong += [seed] if killing.killed(seed) != expected else []
            print(
                f"{done + 1} rounds, {killing.kills} kills, one apply takes {killing.calls} calls;"
                f" {len(wrong)} rounds differed {wrong}; {time.perf_counter() - started:.0f} s",
                flush=True,
            )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
