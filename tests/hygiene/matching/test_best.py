"""A pair that leaves early could never have come back: nothing at or above the least weight is lost."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.matching.levels import LEVELS
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


MAILBOX_BITS = st.fixed_dictionaries({level: st.floats(-20, 20) for level in LEVELS["mailbox"] if level != "missing"})


@given(st.lists(PERSON, min_size=2, max_size=12), MAILBOX_BITS, st.floats(-30, 10))
def test_no_weight_of_a_mailbox_is_left_out_of_the_bound(
    rows: list[dict[str, str]], bits: dict[str, float], least: float
):
    """Weights that disagree with all experience: whichever level a bound forgets, some pair leaves that should stay."""
    people, settings = people_of(gather(coded(rows), None)), load().matching
    settings = settings.model_copy(update={"weights": {**settings.weights, "mailbox": bits}})
    left, right = (side.astype(np.int64) for side in np.triu_indices(len(rows), 1))
    whole = score(people, left, right, settings, prior=-15.0)

    early = score(people, left, right, settings, prior=-15.0, least=least)

    stays = whole.where(whole.total >= least)
    assert list(zip(early.left, early.right, strict=True)) == list(zip(stays.left, stays.right, strict=True))


@pytest.mark.parametrize(
    ("factor", "level", "one", "other"),
    [
        ("mailbox", "same", {"Email": "42@gmail.com"}, {"Email": "4.2+x@gmail.com"}),
        ("mailbox", "local_same", {"Email": "7x@acme.com"}, {"Email": "7x@initech.com"}),
        ("mailbox", "numbered", {"Email": "x7@acme.com"}, {"Email": "x8@acme.com"}),
        ("mailbox", "typo", {"Email": "johm@acme.com"}, {"Email": "jihm@acme.com"}),
        ("phone", "same", {"Phone": "+1 415 555 2671"}, {"MobilePhone": "+1 415 555 2671"}),
        ("phone", "near", {"Phone": "+1 415 555 2671"}, {"Phone": "+1 415 555 2672"}),
        ("employer", "company_same", {"Company": "Acme Inc"}, {"Company": "Acme"}),
        ("title", "same", {"Title": "CEO"}, {"Title": "CEO"}),
        ("country", "same", {"Country": "US"}, {"Country": "US"}),
        ("place", "same_city", {"City": "Boston"}, {"City": "Boston"}),
    ],
)
def test_a_pair_that_one_level_alone_carries_stays(factor: str, level: str, one: dict[str, str], other: dict[str, str]):
    """No other level weighs anything, so that no slack elsewhere hides a bound that forgets this one."""
    settings = load().matching
    nothing = {name: dict.fromkeys(levels, 0.0) for name, levels in settings.weights.items()}
    nothing[factor] = {**nothing[factor], level: 10.0}
    settings = settings.model_copy(update={"weights": nothing, "rarity": {}})
    people = people_of(
        gather(coded([{**dict.fromkeys(VALUES, ""), "LastName": "Smith", **row} for row in (one, other)]), None)
    )

    kept = score(people, np.array([0]), np.array([1]), settings, prior=-15.0, least=-5.0)

    assert [LEVELS[factor][at] for at in kept.levels[factor]] == [level]
    assert kept.total.tolist() == [-5.0]


def test_a_pair_that_a_rare_employer_carries_stays():
    settings = load().matching
    nothing = {name: dict.fromkeys(levels, 0.0) for name, levels in settings.weights.items()}
    settings = settings.model_copy(update={"weights": nothing, "rarity": {"employer": 1.0}})
    acme = {**dict.fromkeys(VALUES, ""), "LastName": "Smith", "Company": "Acme"}
    people = people_of(gather(coded([acme, acme]), None))
    whole = score(people, np.array([0]), np.array([1]), settings, prior=-15.0)

    kept = score(people, np.array([0]), np.array([1]), settings, prior=-15.0, least=float(whole.total[0]))

    assert whole.total[0] > -15.0
    assert kept.total.tolist() == whole.total.tolist()
