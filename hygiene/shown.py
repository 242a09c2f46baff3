"""What a rule was shown, so that it need not look at the same again.

A rule is a function of the snapshot and the policy: shown the very same tables, it would say the very same. The tables
are held weakly: a large org's fill a gigabyte, and one that nothing else holds is not the one that is shown again.
"""

from dataclasses import dataclass
from weakref import ref

import pandas as pd

from hygiene.snapshot import Snapshot


@dataclass(frozen=True)
class Shown:
    """A snapshot as a rule saw it within a run; what no change alters in a run is not compared."""

    tables: dict[str, "ref[pd.DataFrame]"]
    absorbed: "ref[pd.DataFrame]"
    undecided: frozenset[str]

    def is_again(self, snapshot: Snapshot) -> bool:
        """Whether that snapshot of the same run has the same tables, the very same objects, and the same open cases."""
        return (
            self.tables.keys() == snapshot.tables.keys()
            and all(self.tables[name]() is table for name, table in snapshot.tables.items())
            and self.absorbed() is snapshot.absorbed
            and self.undecided == snapshot.undecided
        )


def shown(snapshot: Snapshot) -> Shown:
    """What to remember of a snapshot that a rule looks at."""
    tables = {name: ref(table) for name, table in snapshot.tables.items()}
    return Shown(tables, ref(snapshot.absorbed), snapshot.undecided)
