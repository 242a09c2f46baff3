"""No merge loosens consent."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.merging.consent import FIELDS, FLAGS, carried, strictness, undecidable
from hygiene.merging.master import choose_masters
from schemas.columns import TEXT
from schemas.values import to_text
from tests.hygiene.merging.drawing import members
from tests.tables import assert_table

OPT_OUT_FIELD = "DOZISF__ZoomInfo_Non_Matched_Reason__c"
DIRECT = "ZI_Do_Not_Call_Direct_Phone__c"


def survivors(table: str, field: str) -> pd.DataFrame:
    """The consent values that the masters (of the highest behaviour score) take over, with the reasons."""
    found = members(table)
    masters = choose_masters(found, ["Behavior_Score__c desc"]).rows
    groups, values, reason = carried(found, masters, field)
    return pd.DataFrame({"master": found.ids(masters[groups]), "value": to_text(values), "reason": reason})


def test_what_nobody_restricts_stays_as_it_is():
    table = """
        group | Id     | Behavior_Score__c | DoNotCall | DOZISF__ZoomInfo_Non_Matched_Reason__c | ZI_Do_Not_Call_Direct_Phone__c
        a     | Lead 1 | 9                 | false     | NO_MATCH                               |
        a     | Lead 2 |                   | false     |                                        | No
    """  # noqa: E501

    for field in FIELDS:
        assert survivors(table, field).empty


@pytest.mark.parametrize("field", FLAGS)
def test_a_flag_of_any_member_holds_for_the_survivor(field: str):
    table = f"""
        group | Id     | Behavior_Score__c | {field}
        a     | Lead 1 | 9                 | false
        a     | Lead 2 |                   | true
        b     | Lead 3 | 9                 |
        b     | Lead 4 |                   | true
        c     | Lead 5 | 9                 | true
        c     | Lead 6 |                   | false
        d     | Lead 7 | 9                 |
        d     | Lead 8 |                   | false
    """

    assert_table("master | value\nLead 1 | true\nLead 3 | true", survivors(table, field))


def test_the_survivor_says_whose_consent_it_took_over():
    table = "group | Id | Behavior_Score__c | DoNotCall\na | Lead 1 | 9 | false\na | Lead 2 | | true"

    reason = survivors(table, "DoNotCall")["reason"].iloc[0]

    assert reason.startswith("Do Not Call holds for 00Q5e0000000002")
    assert reason.endswith("and no merge loosens it.")


def test_the_zoominfo_opt_out_wins_over_any_other_text_of_the_master():
    table = f"""
        group | Id     | Behavior_Score__c | {OPT_OUT_FIELD}
        a     | Lead 1 | 9                 | NO_MATCH
        a     | Lead 2 |                   | OPT_OUT
        b     | Lead 3 | 9                 |
        b     | Lead 4 |                   | " opt_out "
        c     | Lead 5 | 9                 | OPT_OUT
        c     | Lead 6 |                   | NO_MATCH
    """

    assert_table("master | value\nLead 1 | OPT_OUT\nLead 3 | OPT_OUT", survivors(table, OPT_OUT_FIELD))


def test_zoominfo_flags_are_carried_and_an_unclear_one_is_carried_as_it_stands():
    table = f"""
        group | Id     | Behavior_Score__c | {DIRECT}
        a     | Lead 1 | 9                 | No
        a     | Lead 2 |                   | yes
        b     | Lead 3 | 9                 | No
        b     | Lead 4 |                   | perhaps
        c     | Lead 5 | 9                 | perhaps
        c     | Lead 6 |                   | No
        d     | Lead 7 | 9                 | Yes
        d     | Lead 8 |                   | perhaps
    """

    assert_table("master | value\nLead 1 | Yes\nLead 3 | perhaps", survivors(table, DIRECT))


def test_a_flag_that_cannot_be_read_is_never_read_as_allowed():
    table = """
        group | Id     | Behavior_Score__c | DoNotCall
        a     | Lead 1 | 9                 | false
        a     | Lead 2 |                   |
        b     | Lead 3 | 9                 | false
        b     | Lead 4 |                   |
        b     | Lead 5 |                   | true
        c     | Lead 6 | 9                 |
        c     | Lead 7 |                   | false
    """
    found = members(table)
    masters = choose_masters(found, ["Behavior_Score__c desc"]).rows

    doubt = undecidable(found, masters)

    assert doubt.iloc[0].startswith("the Do Not Call of 00Q5e0000000002")
    assert doubt.iloc[1:].isna().all()
    assert_table("master | value\nLead 1 | true\nLead 3 | true", survivors(table, "DoNotCall"))
    assert "cannot be read" in survivors(table, "DoNotCall")["reason"].iloc[0]


def test_a_column_that_the_source_has_not_is_no_doubt():
    found = members("group | Id\na | Lead 1\na | Lead 2")

    assert undecidable(found, choose_masters(found, []).rows).isna().all()


VALUES = {
    **{flag: ["true", "false", ""] for flag in FLAGS},
    OPT_OUT_FIELD: ["OPT_OUT", "opt_out", "NO_MATCH", ""],
    DIRECT: ["Yes", "yes", "No", "perhaps", ""],
}


@given(
    field=st.sampled_from(sorted(VALUES)),
    groups=st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=5), min_size=1, max_size=5),
)
def test_every_survivor_is_as_strict_as_its_strictest_member(field: str, groups: list[list[int]]):
    texts = [(number, VALUES[field][at % len(VALUES[field])]) for number, group in enumerate(groups) for at in group]
    lines = [f"{number} | Lead {row} | {row} | {text}" for row, (number, text) in enumerate(texts, start=1)]
    found = members(f"group | Id | Behavior_Score__c | {field}\n" + "\n".join(lines))
    masters = choose_masters(found, ["Behavior_Score__c desc"]).rows
    at, values, _ = carried(found, masters, field)
    unreadable = found.unreadable[field] if field in FLAGS else None

    level = strictness(found.table[field], field, unreadable)
    wanted = pd.Series(level).groupby(found.group).max()
    after = pd.Series(level[masters], index=wanted.index)
    after.loc[at] = strictness(values.astype(found.table[field].dtype if field in FLAGS else TEXT), field)

    assert (after >= wanted).all()
