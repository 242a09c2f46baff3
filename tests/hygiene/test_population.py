"""What the records are and what is proposed for them, as counts without any value of a record."""

import pandas as pd

from hygiene.changes import merges, stack_changes, updates
from hygiene.population import population_of
from schemas import outputs
from schemas.columns import TEXT
from tests.tables import sf_id, snapshot

LEADS = """
    Id     | LastName | LeadSource   | Status
    Lead 1 | Lovelace | Demo         | Raw
    Lead 2 | Babbage  | Ada's List   | Lovely
    Lead 3 | Hopper   |              |
"""


def ids(*shorts: str) -> pd.Series:
    return pd.Series([sf_id(short) for short in shorts], dtype=TEXT)


def test_a_value_that_is_in_no_list_is_counted_and_not_shown(default_policy):
    told = population_of(snapshot(Lead=LEADS), default_policy, outputs.empty("changes"))["Lead"]

    assert told["records"] == 3
    assert set(told["buckets"].values()) == {1}
    assert {"(none)", "(not in the list)"} < set(told["buckets"])
    assert told["statuses"] == {"(none)": 1, "(not in the list)": 1, "Raw": 1}
    assert "proposed" not in told


def test_tables_that_are_no_people_are_only_counted(default_policy):
    accounts = snapshot(Lead=LEADS, Account="Id        | Name\n Account 1 | Engines")

    assert population_of(accounts, default_policy, outputs.empty("changes"))["Account"] == {"records": 1}


def test_a_record_counts_once_for_each_rule_tier_and_action_that_touches_it(default_policy):
    fields = pd.Series(["Phone", "Status"], dtype=TEXT)
    nothing = pd.Series([pd.NA, pd.NA], dtype=TEXT)
    both = updates("Lead", ids("Lead 3", "Lead 3"), fields, nothing, "x", "why").assign(rule="a_rule")
    merge = merges("Lead", ids("Lead 2"), ids("Lead 3"), "why", tier="review").assign(rule="b_rule")

    told = population_of(snapshot(Lead=LEADS), default_policy, stack_changes([both, merge]))["Lead"]

    assert told["proposed"] == {
        "a_rule": {"auto": {"update": {"(none)": 1}}},
        "b_rule": {"review": {"merge": {"(not in the list)": 1}}},
    }
