"""Any table: the policy names columns and kinds, the weights come from the data."""

import random

import pandas as pd

from hygiene.matching.tables import find_in_tables
from hygiene.policy import parse_policy
from schemas.columns import TEXT

POLICY = parse_policy(
    "matching: {columns: {given: first_name, family: last_name, born: date, town: text, number: identifier}}", "test"
)
SYLLABLES = ["ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "vu"]


def strangers(count: int) -> list[list[str]]:
    """Invented people who share towns and now and then a name, from a fixed stream."""
    draw = random.Random(3)

    def name(parts: int) -> str:
        return "".join(draw.choice(SYLLABLES) for _ in range(parts))

    return [
        [name(2), name(3), f"{draw.randint(1940, 2005)}-{draw.randint(10, 12)}-{draw.randint(10, 28)}",
         draw.choice(["Oldtown", "Newtown", "Seaside"]), str(draw.randint(10**8, 10**9))]
        for _ in range(count)
    ]  # fmt: skip


def table(rows: list[list[str]], prefix: str = "r") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["given", "family", "born", "town", "number"]).replace("", pd.NA).astype(TEXT)
    return frame.assign(id=pd.array([f"{prefix}{number:04d}" for number in range(len(rows))], dtype=TEXT))


def slipped(row: list[str]) -> list[str]:
    """The same person with a swapped pair of letters and a missing number."""
    given, family, born, town, _ = row
    return [given[1] + given[0] + given[2:], family, born, town, ""]


def test_strangers_are_not_merged():
    assert find_in_tables(table(strangers(300)), None, POLICY).groups.empty


def test_slips_are_found_among_strangers():
    people = strangers(300)
    rows = people + [slipped(row) for row in people[:60]]

    groups = find_in_tables(table(rows), None, POLICY).groups

    found = sorted(tuple(ids) for _, ids in groups.groupby("group")["id"])
    assert found == [(f"r{number:04d}", f"r{300 + number:04d}") for number in range(60)]


def test_two_tables_are_linked_left_to_right():
    people = strangers(200)

    pairs = find_in_tables(table(people, "a"), table([slipped(row) for row in people], "b"), POLICY).pairs

    assert (pairs["left_id"].str.slice(1) == pairs["right_id"].str.slice(1)).mean() > 0.99
    assert len(pairs) == 200
    assert pairs["left_id"].str.startswith("a").all()


def test_the_order_of_rows_does_not_matter():
    rows = strangers(120)
    frame = table(rows + [slipped(row) for row in rows[:20]])

    pd.testing.assert_frame_equal(
        find_in_tables(frame, None, POLICY).pairs, find_in_tables(frame.iloc[::-1], None, POLICY).pairs
    )


def test_tables_too_small_for_a_pair_have_none():
    for rows in (0, 1):
        assert find_in_tables(table(strangers(rows)), None, POLICY).pairs.empty
