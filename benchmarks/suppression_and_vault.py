"""How long it takes to look a million leads up on the suppression list, and to keep, read and destroy before-images.

usage: python benchmarks/suppression_and_vault.py [leads] [images]
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pandas as pd

from hygiene.keys import new_ring, rotated
from hygiene.policy import load
from hygiene.rules.returned_after_purge import RULE
from hygiene.snapshot import snapshot_of
from hygiene.suppression import Cause, in_force, rows_of
from hygiene.vault import RunImages, open_vault
from schemas.columns import TEXT

NOW = pd.Timestamp("2026-11-21", tz="UTC")
LISTED = 20_000
BATCH = 200


@contextmanager
def timed(what: str, number: int) -> Iterator[None]:
    """Prints the seconds of the block, on the wall and on the processor, and how many things a second that is."""
    wall, used = time.perf_counter(), time.process_time()
    yield
    seconds = time.perf_counter() - wall
    print(
        f"{what}: {number:,} in {seconds:.2f} s ({time.process_time() - used:.2f} s of processor), {number / seconds:,.0f} a second"
    )


def look_up(leads: int) -> None:
    """The rule over that many leads with an e-mail and a number each, under one key and under two."""
    numbers = pd.Series(range(leads))
    frame = pd.DataFrame(
        {
            "Id": "00Q5e" + numbers.astype(str).str.zfill(13),
            "Email": "person" + numbers.astype(str) + "@company" + (numbers % 50_000).astype(str) + ".example",
            "Phone": "+1415" + (2_000_000 + numbers).astype(str),
        }
    )
    ring = rotated(new_ring("2026-01-01"), "suppression", "2026-06-01")
    cause = Cause("erasure", "zoominfo_opt_out", NOW, None)
    for keys in (ring.of("suppression")[:1], ring.of("suppression")):
        rows = [
            rows_of(kind, [f"{start}{number}{end}" for number in range(LISTED)], key, cause)
            for key in keys
            for kind, start, end in (("email", "other", "@x.example"), ("phone", "+4420", ""))
        ]
        listed = in_force(pd.concat(rows, ignore_index=True), NOW, {key.id: key for key in keys})
        snapshot = snapshot_of(NOW, Lead=frame)
        bare = RULE.propose(snapshot, load())
        assert bare.findings.empty
        with timed(f"suppression list of {len(listed.rows):,} hashes, {len(keys)} keys: leads looked up", leads):
            RULE.propose(replace(snapshot, suppressions=listed), load())


def keep(images: int) -> None:
    """Images of 900 bytes kept in batches as an apply does, read back, destroyed."""
    os.environ["LEAD_HYGIENE_HOME"] = tempfile.mkdtemp()
    content = [json.dumps({"fields": {"Description": "x" * 850, "Number": n}}) for n in range(images)]
    ids = [f"00Q5e{n:013d}" for n in range(images)]
    frame = pd.DataFrame({"object": "Lead", "record_id": ids, "content": content}, dtype=TEXT)
    with open_vault(new_ring("2026-01-01"), create=True) as vault:
        run = RunImages(vault, "run", NOW, load())
        with timed(f"vault: images kept, {BATCH} at a time", images):
            for start in range(0, images, BATCH):
                run.keep(frame.iloc[start : start + BATCH])
        with timed("vault: images read", images):
            vault.images("run")
        with timed("vault: people forgotten", images // 10):
            vault.forget(ids[: images // 10])


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    look_up(given[0] if given else 1_000_000)
    keep(given[1] if len(given) > 1 else 100_000)
