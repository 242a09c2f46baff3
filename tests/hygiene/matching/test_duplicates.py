"""Who is the same person, by example: what does not merge first."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.errors import InputError
from hygiene.matching import Matches, find_duplicates
from hygiene.normalize.people import people_table
from hygiene.policy import Policy, load
from schemas.columns import TEXT

FIELDS = ("FirstName", "LastName", "Email", "Company", "Phone", "Title", "Country")
JOHN = "John|Smith|john.smith@acme.com|Acme Inc|+1 415 555 2671|CEO|US"


def people(*rows: str) -> pd.DataFrame:
    """A comparable table of leads L0, L1 …; a row is `First|Last|E-mail|Company|Phone|Title|Country`."""
    frame = pd.DataFrame([row.split("|") for row in rows], columns=list(FIELDS)).replace("", pd.NA).astype(TEXT)
    frame.insert(0, "Id", pd.array([f"L{number}" for number in range(len(rows))], dtype=TEXT))
    return people_table(frame, "Lead", "US")


def matched(*rows: str, decisions: pd.DataFrame | None = None) -> Matches:
    return find_duplicates(people(*rows), None, load(), decisions)


def groups(matches: Matches) -> list[list[str]]:
    return [list(ids) for _, ids in matches.groups.groupby("group")["id"]]


def decided(left: str, right: str, decision: str) -> pd.DataFrame:
    return pd.DataFrame({"left_id": [left], "right_id": [right], "decision": [decision]}).astype(TEXT)


def test_strangers_are_no_pair():
    matches = matched(JOHN, "Ravi|Patel|ravi@globex.in|Globex|+91 22 5555 0199|Engineer|India")

    assert matches.pairs.empty
    assert groups(matches) == []


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param((JOHN, "John|Smith|jsmith@initech.com|Initech||Manager|US"), id="namesakes at two firms"),
        pytest.param(
            (JOHN, "John|Smith|john.smith2@acme.com|Acme Inc|+1 415 555 2671|Engineer|US"),
            id="namesakes at one firm, numbered mailboxes",
        ),
        pytest.param(
            ("John|Miller|us@gmail.com||+1 415 555 2671||US", "Mary|Miller|us@gmail.com||+1 415 555 2671||US"),
            id="a couple with one mailbox and one phone",
        ),
        pytest.param(
            ("John|Smith|info@acme.com|Acme|+1 415 555 2671||US", "Jane|Doe|info@acme.com|Acme|+1 415 555 2671||US"),
            id="colleagues in a role's mailbox and at one switchboard",
        ),
        pytest.param(
            ("Jon|Miles|jon.miles@acme.com|Acme|415-555-2671||", "Joan|Miles|joan.miles@acme.com|Acme|415-555-2671||"),
            id="one letter apart, each with a mailbox of the own name",
        ),
        pytest.param(
            ("John|Smith|js@gmail.com||+1 415 555 2671||US", "John|Smith Jr.|js2@gmail.com||+1 415 555 2671||US"),
            id="father and son with one phone",
        ),
        pytest.param(
            ("Anna|Berge||School 14||Teacher|DE", "Anna|Berge||School 15||Head|DE"),
            id="namesakes at two firms that are numbered",
        ),
        pytest.param(
            ("Anna|Berge||School||Teacher|DE", "Anna|Berge||School 14||Head|DE"),
            id="namesakes at a firm with a number and at one without",
        ),
        pytest.param(
            ("Anna|Bergd|a@firma3.example|Firma3 GmbH|||", "Anna|Berge|b@firma4.example|Firma4 GmbH|||"),
            id="two numbered firms, each with a domain of its number",
        ),
        pytest.param(
            ("John|[[unknown]]|test@test.com|n/a|0000000000||US", "John|[[unknown]]|test@test.com|n/a|0000000000||US"),
            id="nothing but fillers in common",
        ),
    ],
)  # fmt: skip
def test_look_alikes_do_not_merge(rows: tuple[str, ...]):
    assert groups(matched(*rows)) == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(
            "JOHN|SMITH|John.Smith+crm@Acme.com|ACME|(415) 555-2671|Chief Executive Officer|USA", id="spelling"
        ),
        pytest.param("Johnny|Smith|john.smith@acme.com||||US", id="nickname with the same mailbox"),
        pytest.param("J.|Smith|john.smith@acme.com|Acme|415-555-2671||", id="initial"),
        pytest.param("Smith|John|john.smith@acme.com|Acme|||US", id="names in each other's field"),
        pytest.param("John|Smiht|john.smith@acme.com|Acme|||US", id="slip of the keyboard"),
        pytest.param(
            "John|Smith|john.smith@gmail.com|Acme Incorporated|415.555.2671 ext 12|CEO|US", id="other mailbox"
        ),
    ],
)
def test_variants_of_one_person_merge(other: str):
    assert groups(matched(JOHN, other)) == [["L0", "L1"]]


def test_a_slip_in_a_numbered_firm_is_a_slip_while_its_number_is_the_same():
    pairs = matched("Anna|Berge||School 14||Teacher|DE", "Anna|Berge||Schol 14||Teacher|DE").pairs

    assert "similar company" in pairs.loc[0, "reason"]


def test_a_pair_tells_why_it_is_one():
    pair = matched(JOHN, "Johnny|Smith|john.smith@acme.com||||US").pairs.iloc[0]

    assert (pair["left_id"], pair["right_id"], pair["tier"]) == ("L0", "L1", "auto")
    assert pair["mailbox_level"] == "same"
    assert "first name is a nickname of the other" in pair["reason"]
    assert "same mailbox (+" in pair["reason"]


@pytest.mark.parametrize(
    ("other", "level"),
    [
        ("ip1980@delta.example", "local_same"),
        ("ip1985@delta.example", "other"),
        ("ip@delta.example", "other"),
        ("ip1985@gamma.example", "numbered"),
    ],
)
def test_a_local_part_with_another_number_is_not_the_same_at_another_domain_either(other, level):
    pair = matched(
        "Ivan|Petrov|ip1980@gamma.example|Gamma|030 901821|CEO|DE", f"Ivan|Petrov|{other}|Gamma|030 901821|CEO|DE"
    ).pairs.iloc[0]

    assert pair["mailbox_level"].startswith(level)


def test_a_pair_that_a_person_parted_is_not_asked_again():
    matches = matched(JOHN, JOHN, decisions=decided("L0", "L1", "cannot_link"))

    assert matches.pairs.empty
    assert groups(matches) == []


def test_a_parted_pair_is_not_joined_by_a_third_record():
    matches = matched(JOHN, JOHN, JOHN, decisions=decided("L0", "L2", "cannot_link"))

    assert all({"L0", "L2"} - set(group) for group in groups(matches))
    assert len(groups(matches)) == 1


def test_a_pair_that_a_person_linked_merges_whatever_it_looks_like():
    stranger = "Ravi|Patel|ravi@globex.in|Globex|+91 22 5555 0199|Engineer|India"

    assert groups(matched(JOHN, stranger, decisions=decided("L0", "L1", "must_link"))) == [["L0", "L1"]]


def test_linking_two_tables_pairs_left_with_right_only():
    left, right = people(JOHN, JOHN), people(JOHN)
    right = right.assign(id=pd.array(["C0"], dtype=TEXT))

    pairs = find_duplicates(left, right, load()).pairs

    assert pairs[["left_id", "right_id"]].to_numpy().tolist() == [["L0", "C0"], ["L1", "C0"]]


@pytest.mark.parametrize("count", [0, 1])
def test_a_table_too_small_for_a_pair_has_none(count: int):
    assert matched(*[JOHN] * count).pairs.empty


def test_an_id_that_stands_twice_is_refused():
    table = people(JOHN, JOHN).assign(id=pd.array(["L0", "L0"], dtype=TEXT))

    with pytest.raises(InputError, match="unique id"):
        find_duplicates(table, None, load())


def test_more_records_ask_for_more_evidence():
    """The same two records in a larger table: chance pairs are more, so the probability is lower."""
    policy = load()
    few = people(JOHN, "John|Smith||Acme|||")
    others = [f"Ann{chr(97 + n % 26)}|Person{n}|p{n}@firm{n}.com|Firm {n}|||" for n in range(4000)]
    many = people(JOHN, "John|Smith||Acme|||", *others)

    assert probability(few, policy) > probability(many, policy)


def probability(table: pd.DataFrame, policy: Policy) -> float:
    pairs = find_duplicates(table, None, policy).pairs
    found = pairs[(pairs["left_id"] == "L0") & (pairs["right_id"] == "L1")]
    # The rarity of the names grows with the table too; what is left is the prior.
    return float(found["weight"].iloc[0] - found["first_weight"].iloc[0] - found["last_weight"].iloc[0]
                 - found["employer_weight"].iloc[0])  # fmt: skip


ROW = st.builds(
    "|".join,
    st.tuples(
        st.sampled_from(["John", "Jon", "Jane", "J.", ""]), st.sampled_from(["Smith", "Smyth", "Doe", "Smith-Doe", ""]),
        st.sampled_from(["john.smith@acme.com", "info@acme.com", "js@gmail.com", ""]),
        st.sampled_from(["Acme Inc", "ACME", "Globex", ""]),
        st.sampled_from(["+1 415 555 2671", "+1 415 555 2672", ""]), st.sampled_from(["CEO", ""]),
        st.sampled_from(["US", "DE", ""]),
    ),
)  # fmt: skip


@given(st.lists(ROW, max_size=14), st.randoms(use_true_random=False))
def test_order_of_rows_and_number_of_workers_change_nothing(rows: list[str], random):
    table = people(*rows)
    order = list(range(len(table)))
    random.shuffle(order)

    one = find_duplicates(table, None, load())
    other = find_duplicates(table.iloc[order], None, load(), workers=2)

    for name in ("pairs", "groups", "review_groups"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.facts == other.facts


@given(st.lists(ROW, max_size=14))
def test_groups_part_the_records_and_keep_the_size_bound(rows: list[str]):
    policy = load()

    matches = find_duplicates(people(*rows), None, policy)

    assert matches.groups["id"].is_unique
    assert (matches.groups.groupby("group").size() <= policy.tiers.max_cluster).all()
    assert (matches.pairs["left_id"] < matches.pairs["right_id"]).all()
    assert not matches.pairs.duplicated(["left_id", "right_id"]).any()


@pytest.mark.parametrize("rows", [[1], [2], [2, 0], [0, 1, 2], []])
def test_some_pairs_are_explained_as_all_are(rows: list[int]):
    matches = matched(JOHN, JOHN.replace("CEO", "Boss"), JOHN.replace("John|", "Jon|"))

    some, every = matches.explained(np.array(rows, dtype=np.int64)), matches.pairs

    assert len(every) == 3
    assert all(
        reason.endswith(f": {bits:.1f} bits") for reason, bits in zip(every["reason"], every["weight"], strict=True)
    )
    pd.testing.assert_frame_equal(some, every.iloc[rows].reset_index(drop=True))
