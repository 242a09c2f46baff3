"""What is remembered of a round's verdicts never changes those of the next one."""

from dataclasses import replace

import pandas as pd

from hygiene.rules.zoominfo_opt_out import RULE
from tests.hygiene.lawful_basis.opt_out_tables import EVERY_TABLE, OPT_OUT_CONTACT, OPT_OUT_LEAD, verdict_of
from tests.tables import sf_id, snapshot


def test_the_same_people_have_the_same_verdicts_in_the_next_round(default_policy):
    start = snapshot(**EVERY_TABLE, Lead=OPT_OUT_LEAD, Contact=OPT_OUT_CONTACT)
    first = RULE.propose(replace(start, before=start), default_policy)

    again = RULE.propose(replace(start, before=start), default_policy)

    pd.testing.assert_frame_equal(first.verdicts, again.verdicts)
    pd.testing.assert_frame_equal(first.changes, again.changes)
    assert first.facts == again.facts


def test_a_person_whose_case_is_closed_since_is_judged_anew(default_policy):
    start = snapshot(**EVERY_TABLE, Lead=OPT_OUT_LEAD)
    asked = replace(start, before=start, undecided=frozenset([sf_id("Lead 1")]))
    assert verdict_of(RULE.propose(asked, default_policy))["verdict"] == "undetermined"

    decided = RULE.propose(replace(start, before=start), default_policy)

    assert verdict_of(decided)["verdict"] == "erase"
