"""Do-Not-Call lists for tests of the rules."""

from dataclasses import replace
from datetime import date

import numpy as np

from hygiene.dnc_list import DncNumbers
from hygiene.snapshot import Snapshot


def dnc_list(*numbers: int, name: str = "registry", jurisdiction: str = "US", unread: int = 0) -> DncNumbers:
    """A list fetched five days before the tables speak, with these E.164 numbers."""
    return DncNumbers(
        name=name, jurisdiction=jurisdiction, fetched=date(2026, 11, 1), fetched_from="policy", max_age_days=31,
        numbers=np.array(sorted(numbers), np.int64), rows=len(numbers) + unread, unread=unread, sha256="ab12" * 16,
    )  # fmt: skip


def with_lists(start: Snapshot, *lists: DncNumbers) -> Snapshot:
    """The snapshot of a run that was given these lists."""
    return replace(start, dnc_lists=lists)
