import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hygiene.merging.members import Members, ascending, descending
from schemas.columns import TEXT

ROWS = st.lists(st.tuples(st.integers(0, 3), st.none() | st.sampled_from("abc"), st.booleans()), max_size=12)


@given(ROWS)
def test_rows_are_sorted_by_group_then_by_each_key_then_by_id(rows):
    rows = sorted(rows, key=lambda row: row[0])
    group = np.unique([number for number, _, _ in rows], return_inverse=True)[1].astype(np.int64)
    texts = pd.Series([text for _, text, _ in rows], dtype=TEXT)
    flags = np.array([flag for _, _, flag in rows], dtype=bool)
    members = Members(pd.DataFrame({"text": texts}), group, pd.DataFrame(), "Lead", np.arange(len(rows)))

    up = members.sorted_by(ascending(texts), flags).tolist()
    down = members.sorted_by(flags, descending(texts)).tolist()

    def place(text: str | None, sign: int) -> tuple[bool, int]:
        return (text is None, sign * ord(text or "a"))

    every = range(len(rows))
    assert up == sorted(every, key=lambda row: (group[row], place(rows[row][1], 1), rows[row][2]))
    assert down == sorted(every, key=lambda row: (group[row], rows[row][2], place(rows[row][1], -1)))
