import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hygiene.merging.texts import positions
from schemas.columns import TEXT

IDS = st.sampled_from([f"L{number:02}" for number in range(30)])


@given(wanted=st.lists(st.none() | IDS, max_size=9), among=st.lists(IDS, max_size=30, unique=True))
def test_an_id_is_found_where_it_stands_whether_few_are_looked_up_or_many(wanted, among):
    found = positions(pd.Series(wanted, dtype=TEXT), pd.Series(among, dtype=TEXT))

    assert found.tolist() == [among.index(name) if name in among else -1 for name in wanted]
