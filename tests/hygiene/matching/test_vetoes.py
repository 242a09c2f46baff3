"""What no weight and no third record makes automatic: an analyst's cases, each once read as one person."""

import pandas as pd
import pytest

from hygiene.matching import find_duplicates
from hygiene.normalize.names_in_use import in_use, other_form
from hygiene.policy import load, parse_policy
from tests.hygiene.matching.test_duplicates import decided, groups, matched, people

FIRM = "Kranz Bau GmbH"


def merged(*rows: str) -> list[list[str]]:
    return groups(matched(*rows))


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            (f"Robert|Kranz|robert.kranz@kranz.de|{FIRM}||Buyer|DE", f"R.|Kranz||{FIRM}||Buyer|DE",
             f"Rebecca|Kranz|rebecca.kranz@kranz.de|{FIRM}||HR Manager|DE"),
            id="an initial that fits two first names",
        ),
        pytest.param(
            ("Daniel|Reuter|daniel.reuter@reuter.de|Reuter AG||Buyer|DE", "D.|Reuter||Reuter AG||Buyer|DE",
             "Daniela|Reuter|daniela.reuter@reuter.de|Reuter AG||Buyer|DE"),
            id="Daniel and Daniela, each with a mailbox, and an initial",
        ),
        pytest.param(
            ("Thomas|Falke|thomas.falke@falke.de|Falke KG||Buyer|DE", "Thomas|Falke||Falke KG||Buyer|DE",
             "Thomas|Falke|thomas.falke2@falke.de|Falke KG||Security Architect|DE"),
            id="numbered mailboxes and a record without one",
        ),
    ],
)  # fmt: skip
def test_a_thin_third_record_joins_nobody_who_is_told_apart(rows):
    assert [group for group in merged(*rows) if {"L0", "L2"} <= set(group)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("Paul", "Paula"), ("Jan", "Jana"), ("Martin", "Martina"), ("Christian", "Christina"), ("Eric", "Erica"),
     ("Alexander", "Alexandra"), ("Stefan", "Stefanie"), ("Michael", "Michaela"), ("Mario", "Maria")],
)  # fmt: skip
def test_a_man_and_a_woman_of_one_name_at_one_firm_are_a_persons_question(one, other):
    rows = (f"{one}|Huberfeld|info@huberfeld.de|Huberfeld Bau|+49 711 2345678||DE",
            f"{other}|Huberfeld|info@huberfeld.de|Huberfeld Bau|+49 711 2345678||DE")  # fmt: skip

    assert other_form(one.lower(), other.lower())
    assert merged(*rows) == []


@pytest.mark.parametrize(("one", "other"), [("Hansen", "Hanson"), ("Meyer", "Meier"), ("Brown", "Browne")])
def test_surnames_that_are_two_names_in_use_are_a_persons_question(one, other):
    assert {one.lower(), other.lower()} <= set(in_use("surnames").to_pylist())
    assert merged(f"Anna|{one}||Nordlicht Verlag||Editor|DE", f"Anna|{other}||Nordlicht Verlag||Editor|DE") == []


def test_a_slip_of_a_key_in_a_rare_name_is_merged_still():
    assert merged("Anna|Wolkenstein||Nordlicht Verlag||Editor|DE", "Anna|Wolkenstien||Nordlicht Verlag||Editor|DE")


def test_a_name_in_use_beside_another_is_a_slip_where_the_mailbox_is_the_persons_own():
    rows = ("Anna|Hansen|a7x@nord.de|Nord||Editor|DE", "Anna|Hanson|a7x@nord.de|Nord||Editor|DE")

    assert merged(*rows) == [["L0", "L1"]]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            ("Katherine|Wells|katherine.wells@brightmoor.com|Brightmoor|+1 303 555 0184|CEO|US",
             "Rob|Keller|katherine.wells@brightmoor.com|Lortasmar|+1 512 555 0177|Office Assistant|US"),
            id="Katherine and Keller begin alike",
        ),
        pytest.param(
            ("Peter|Novak|peter.novak@hillcrest.com|Hillcrest|+1 303 555 0185|Buyer|US",
             "Susan|Porter|peter.novak@hillcrest.com|Hillcrest|+1 512 555 0178|Engineer|US"),
            id="Peter and Porter begin alike, at one firm",
        ),
        pytest.param(
            ("Bobby|Miller|bobby.miller@acme.com|Acme||CTO|US", "|Fischer|bobby.miller@acme.com|Velmivel||Engineer|"),
            id="a surname without a first name, at another firm",
        ),
        pytest.param(
            ("Robert|Jones|robert.jones@acme.com|Acme|||US", "|Smyth|robert.jones@acme.com|Acme|||US"),
            id="a surname without a first name, at one firm",
        ),
    ],
)  # fmt: skip
def test_a_mailbox_made_of_one_name_says_nothing_of_who_bears_another(rows):
    assert merged(*rows) == []


@pytest.mark.parametrize(
    "other", ["Lovelace|Ada|ada.lovelace@engine.com|Engine|||GB", "Ada|King|ada.lovelace@engine.com|Engine|||GB"]
)
def test_swapped_names_and_a_married_name_are_merged_by_the_mailbox_still(other):
    assert merged("Ada|Lovelace|ada.lovelace@engine.com|Engine|||GB", other) == [["L0", "L1"]]


def test_one_local_part_at_two_firms_is_a_persons_question():
    rows = ("Käthe|Müller|kaethe.mueller@alpha-med.de|Alpha Medizintechnik||Buyer|DE",
            "Käthe|Müller|kaethe.mueller@omega-verlag.de|Omega Verlag||Buyer|DE")  # fmt: skip

    assert merged(*rows) == []


def test_a_number_that_is_only_alike_is_no_proof():
    rows = ("John|Smithfield||Hafen AG|+49 170 5550016|Buyer|DE",
            "John|Smithfield||Hafen AG|+49 170 5550066|Security Architect|DE")  # fmt: skip

    assert merged(*rows) == []


def test_the_case_says_which_level_asks_for_a_person():
    matches = matched(
        "Mario|Rossini|info@rossini.it|Rossini||Buyer|IT", "Maria|Rossini|info@rossini.it|Rossini||Buyer|IT"
    )

    (cause,) = set(matches.review_groups["cause"])
    assert cause == "never automatic: first names are alike, but two names in use, same mailbox, but a shared one"
    assert "first names are alike, but two names in use" in matches.pairs["reason"].iloc[0]


def test_what_a_person_linked_is_one_group_whatever_a_level_says():
    rows = people("Mario|Rossini|info@rossini.it|Rossini||Buyer|IT", "Maria|Rossini|info@rossini.it|Rossini||Buyer|IT",
                  "Marie|Rossini|info@rossini.it|Rossini||Buyer|IT")  # fmt: skip
    said = pd.concat([decided("L0", "L1", "must_link"), decided("L0", "L2", "must_link")], ignore_index=True)

    assert groups(find_duplicates(rows, None, load(), said)) == [["L0", "L1", "L2"]]


def test_the_policy_says_what_asks_for_a_person():
    free = parse_policy("matching: {never_automatic_together: []}", "p")
    rows = people("Anna|Hansen||Nordlicht Verlag|+49 711 2345678|Editor|DE",
                  "Anna|Hanson||Nordlicht Verlag|+49 711 2345688|Editor|DE")  # fmt: skip

    assert groups(find_duplicates(rows, None, load())) == []
    assert groups(find_duplicates(rows, None, free)) == [["L0", "L1"]]


@pytest.mark.parametrize(("one", "other"), [("Jean", "Joan"), ("Marcus", "Marius"), ("Aaron", "Aron")])
def test_first_names_that_are_two_names_in_use_are_a_persons_question(one, other):
    rows = (f"{one}|Huberfeld|info@huberfeld.de|Huberfeld Bau|+49 711 2345678||DE",
            f"{other}|Huberfeld|info@huberfeld.de|Huberfeld Bau|+49 711 2345678||DE")  # fmt: skip

    assert {one.lower(), other.lower()} <= set(in_use("given_names").to_pylist())
    assert merged(*rows) == []


def test_no_policy_joins_two_names_with_two_mailboxes_by_a_third_record():
    free = parse_policy("matching: {never_automatic: {first: []}, never_automatic_together: [], contradiction: 0}", "p")
    rows = people("Robert|Kranz|robert.kranz@kranz.de|Kranz Bau GmbH|+49 711 2345678|Buyer|DE",
                  "R.|Kranz||Kranz Bau GmbH|+49 711 2345678|Buyer|DE",
                  "Rebecca|Kranz|rebecca.kranz@kranz.de|Kranz Bau GmbH|+49 711 2345678|Buyer|DE")  # fmt: skip

    joined = groups(find_duplicates(rows, None, free))

    assert joined
    assert [group for group in joined if {"L0", "L2"} <= set(group)] == []
