"""A pair that leaves early could never have come back: nothing at or above the least weight is lost."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hygiene.matching.people import people_of
from hygiene.matching.records import gather
from hygiene.matching.scoring import score
from hygiene.normalize.people import people_table
from hygiene.policy import load
from schemas.columns import TEXT

VALUES = {
    "FirstName": ["John", "Jon", "Johnny", "J", "Smith", "Mary", ""],
    "LastName": ["Smith", "Smyth", "Smith-Jones", "Miller", "John"],
    "Email": [
        "john.smith@acme.com", "john.smith+news@acme.com", "jsmith@acme.com", "j.o.h.n@gmail.com", "john@gmail.com",
        "john7@acme.com", "john.smith@initech.com", "info@acme.com", "42@acme.com", "4.2+x@acme.com", "",
    ],
    "Company": ["Acme Inc", "Acme", "Acme Tools", "Initech", "A.T.", ""],
    "Phone": ["+1 415 555 2671", "+1 415 555 2671 x12", "+1 415 555 2672", "+1 212 555 0100", ""],
    "MobilePhone": ["+1 415 555 2671", "+1 646 555 0123", ""],
    "Title": ["CEO", "Chief Executive Officer", "Engineer", ""],
    "Country": ["US", "Germany", ""],
    "City": ["Boston", "Berlin", ""],
}  # fmt: skip
PERSON = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})


def coded(rows: list[dict[str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows).replace("", pd.NA).astype(TEXT)
    frame.insert(0, "Id", pd.array([f"L{number:02}" for number in range(len(rows))], dtype=TEXT))
    return people_table(frame, "Lead", "US")


@given(st.lists(PERSON, min_size=2, max_size=12), st.floats(-30, 10))
def test_what_leaves_early_would_have_stayed_below_the_least(rows: list[dict[str, str]], least: float):
    people, settings = people_of(gather(coded(rows), None)), load().matching
    left, right = (side.astype(np.int64) for side in np.triu_indices(len(rows), 1))
    whole = score(people, left, right, settings, prior=-15.0)

    early = score(people, left, right, settings, prior=-15.0, least=least)

    stays = whole.where(whole.total >= least)
    assert early.left.tolist() == stays.left.tolist()
    assert early.right.tolist() == stays.right.tolist()
    assert early.total.tolist() == stays.total.tolist()
