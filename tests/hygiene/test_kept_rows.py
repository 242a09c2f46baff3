import numpy as np
import pandas as pd

from hygiene.kept_rows import kept, taken_rows
from tests.tables import snapshot

LEADS = """
Id     | FirstName | CreatedDate | DoNotCall | Behavior_Score__c
Lead 1 | Anna      | 2026-01-01  | true      | 1
Lead 2 |           |             |           |
Lead 3 | Cora      | 2026-01-03  | false     | 3
"""


def test_some_rows_of_a_table_are_what_pandas_calls_them_for_every_kind_of_column():
    table = snapshot(Lead=LEADS).table("Lead")
    keep = np.array([True, False, True])

    pd.testing.assert_frame_equal(kept(table, keep), table[keep].reset_index(drop=True))
    pd.testing.assert_frame_equal(kept(table, ~keep & keep), table.iloc[:0])
    pd.testing.assert_frame_equal(
        taken_rows(table, np.array([2, 0, 0, 1])), table.iloc[[2, 0, 0, 1]].reset_index(drop=True)
    )
