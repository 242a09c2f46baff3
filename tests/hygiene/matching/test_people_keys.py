"""Which records the keys of people bring together."""

import pandas as pd

from hygiene.matching.people import people_of
from hygiene.matching.people_keys import people_blocks
from hygiene.matching.records import gather
from hygiene.normalize.people import people_table
from schemas.columns import TEXT


def test_one_number_in_two_fields_brings_two_of_one_initial_together_and_no_strangers(default_policy):
    numbers = ["+1 415 555 2671", "+1 415 555 2672", "+1 415 555 2673"]
    rows = pd.DataFrame(
        {
            "Id": ["L0", "L1", "L2"],
            "FirstName": ["Ann", "Amy", "Bob"],
            "LastName": ["Abel", "Archer", "Baker"],
            "Phone": [numbers[0], numbers[1], numbers[2]],
            "MobilePhone": [numbers[1], pd.NA, pd.NA],
        }
    ).astype(TEXT)
    people = people_of(gather(people_table(rows, "Lead", "US"), None))

    key = next(key for key in people_blocks(people, default_policy.matching) if key.name == "phone_and_initial")

    together = key.common_block([0, 0, 1], [1, 2, 2]) >= 0
    assert together.tolist() == [True, False, False]


def test_the_letters_of_a_role_bring_nobody_together(default_policy):
    mailboxes = ["info1@acme.com", "info2@globex.com", "jo.ann1@acme.com", "joann@globex.com"]
    rows = pd.DataFrame({"Id": ["L0", "L1", "L2", "L3"], "LastName": ["A", "B", "C", "D"], "Email": mailboxes})
    table = people_table(rows.astype(TEXT), "Lead", "US")
    people = people_of(gather(table.assign(email_is_role=[True, True, False, False]), None))

    key = next(key for key in people_blocks(people, default_policy.matching) if key.name == "local_letters")

    together = key.common_block([0, 2, 1], [1, 3, 3]) >= 0
    assert together.tolist() == [False, True, False]
