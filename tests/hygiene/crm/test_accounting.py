"""Every row of a file is accounted for, and their order does not matter."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.hygiene.crm.exports import read_files
from tests.tables import sf_id

HEADER = "Id,LastName,Email,LeadSource,Company,Status,IsDeleted\n"
ROWS = {
    "good": '{id},"A\nB",,,,,false\n',
    "short": "{id},A\n",
    "long": "{id},A,,,,,,,,\n",
    "malformed": "00Q5e{n:010d}AAB,A,,,,,\n",
    "missing": ",A,,,,,\n",
    "foreign": "0035e{n:010d},A,,,,,\n",
    "unquoted": '{id},"A,,,,,\n',
    "deleted": "{id},A,,,,,true\n",
    "unread": "{id},A,,,,,maybe\n",
}
BROKEN = {"short", "long", "malformed", "missing", "foreign", "unquoted"}

KINDS = st.lists(st.sampled_from(sorted(ROWS)), max_size=12).map(lambda kinds: ["good"] * 30 + kinds)


def rows_of(kinds):
    return [ROWS[kind].format(n=n, id=sf_id(f"Lead {n}")) for n, kind in enumerate(kinds)]


@given(KINDS)
def test_rows_read_are_rows_out_and_rows_quarantined(tmp_path_factory, kinds):
    extract = read_files(tmp_path_factory.mktemp("rows"), Lead=HEADER + "".join(rows_of(kinds)))

    told, set_aside = extract.inputs[0], extract.quarantine
    assert told.rows_read == len(kinds)
    assert told.rows_quarantined == sum(kind in BROKEN for kind in kinds)
    assert told.rows_read == told.rows_out + told.rows_quarantined
    assert len(extract.tables["Lead"]) == told.rows_out - told.rows_deleted
    assert told.rows_deleted == kinds.count("deleted")
    assert set_aside["record_id"].isna().sum() == told.rows_quarantined
    assert len(set_aside) == told.rows_quarantined + kinds.count("unread")


@given(KINDS.flatmap(lambda kinds: st.tuples(st.just(rows_of(kinds)), st.permutations(rows_of(kinds)))))
def test_the_order_of_rows_does_not_matter(tmp_path_factory, both):
    first, second = (read_files(tmp_path_factory.mktemp("order"), Lead=HEADER + "".join(rows)) for rows in both)

    pd.testing.assert_frame_equal(first.tables["Lead"], second.tables["Lead"])
    assert first.inputs == second.inputs
    told = ["record_id", "field", "value", "check"]
    pd.testing.assert_frame_equal(
        *(table.quarantine[told].sort_values(told, ignore_index=True) for table in (first, second))
    )
