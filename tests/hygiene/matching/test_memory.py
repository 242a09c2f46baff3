"""What the matcher remembers of a table spares work and never changes its answer."""

from random import Random
from string import ascii_lowercase

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hygiene.matching import Matches, find_duplicates
from hygiene.matching.duplicates import KEPT_BELOW_REVIEW_BITS
from hygiene.matching.lexicon import Lexicon
from hygiene.matching.memory import Memory
from hygiene.normalize.people import people_table
from hygiene.policy import Policy
from schemas.columns import TEXT

FIRST = ["John", "Jon", "Jane", "Qwelda", "Qweldo", "Zarrix", "Zarrux", "J", ""]
LAST = ["Smith", "Smyth", "Brivvak", "Brivvek", "Brivvok", "Jones", "Smith-Jones", "Jones-Brivvak", "John", "Qwelda"]
FIRMS = ["Acme Inc", "Acme", "Initech", "Globex", ""]
TITLES = ["CEO", "Engineer", "Sales Engineer", ""]
FIELDS = ["FirstName", "LastName", "Email", "Company", "Phone", "MobilePhone", "Title", "Country"]


def person(random: Random) -> list[str]:
    """Somebody out of few names, firms and numbers, so that much is shared and a change moves much."""
    first, last, firm = random.choice(FIRST), random.choice(LAST), random.choice(FIRMS)
    mailbox = random.choice(
        ["", "info", "office", first, f"{first}.{last}", f"{first[:1]}{last}", f"x{random.randrange(5)}"]
    )
    host = random.choice([f"{firm.split()[0].lower()}.com" if firm else "gmail.com", "gmail.com"])
    phones = [random.choice(["", f"+1 415 555 26{random.randrange(70, 76)}"]) for _ in range(2)]
    email = f"{mailbox}@{host}" if mailbox else ""
    return [first, last, email, firm, *phones, random.choice(TITLES), random.choice(["US", ""])]


class Org:
    """People that change between looks; whoever changes is read anew."""

    def __init__(self, random: Random, size: int) -> None:
        self._random = random
        self._people = {f"L{number:03}": person(random) for number in range(size)}
        self._readings = {name: number for number, name in enumerate(self._people)}

    def change(self) -> None:
        """Some leave, some come, and of some a value becomes another's or empty."""
        for name in self._some(6):
            del self._people[name]
        for number in range(self._random.randrange(2)):
            self._set(f"M{number}{len(self._readings)}", person(self._random))
        for name in self._some(4):
            field = self._random.randrange(len(FIELDS))
            value = self._random.choice(["", self._novel(field), *[other[field] for other in self._people.values()]])
            self._set(name, [value if at == field else old for at, old in enumerate(self._people[name])])

    def _some(self, most: int) -> list[str]:
        return self._random.sample(sorted(self._people), min(self._random.randrange(most), len(self._people) // 2))

    def _novel(self, field: int) -> str:
        """A value that nobody had."""
        word = named(max(self._readings.values()))
        return f"{word}@{word}.com" if FIELDS[field] == "Email" else "" if "Phone" in FIELDS[field] else word

    def _set(self, name: str, values: list[str]) -> None:
        self._people[name] = values
        self._readings[name] = 1 + max(self._readings.values())

    def table(self, names: list[str] | None = None) -> pd.DataFrame:
        """The people in comparable form, in any order of rows."""
        names = sorted(self._people) if names is None else names
        shuffled = self._random.sample(names, len(names))
        rows = pd.DataFrame([self._people[name] for name in shuffled], columns=FIELDS).replace("", pd.NA).astype(TEXT)
        rows.insert(0, "Id", pd.array(shuffled, dtype=TEXT))
        return people_table(rows, "Lead", "US").assign(reading=[self._readings[name] for name in shuffled])

    def halves(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The people in two tables: those with an even reading, and the others."""
        even = {name for name in self._people if not self._readings[name] % 2}
        return self.table(sorted(even)), self.table(sorted(self._people.keys() - even))


def tight(policy: Policy, random: Random) -> Policy:
    """Blocks that a record more or less makes too large, and everything that comes near shown."""
    limits = {"block_limit": random.choice([3, 5, 50]), "weak_block_limit": random.choice([2, 3, 6])}
    tiers = policy.tiers.model_copy(update={"review": random.choice([0.0001, 0.01, 0.1])})
    return policy.model_copy(update={"matching": policy.matching.model_copy(update=limits), "tiers": tiers})


def assert_same(one: Matches, other: Matches) -> None:
    for name in ("pairs", "groups", "review_groups"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    facts, others = ({k: v for k, v in each.facts.items() if k != "candidate_pairs"} for each in (one, other))
    assert facts == others


@pytest.mark.parametrize("margin", [0.05, 0.3, 3.0])
@given(seed=st.integers(0, 10**6), linked=st.booleans())
def test_what_is_found_with_a_memory_is_what_is_found_without(default_policy, margin, seed, linked):
    random = Random(seed)
    policy, org, memory = (
        tight(default_policy, random),
        Org(random, random.choice([12, 60])),
        Memory(margin, most_changed=1.0),
    )

    for _ in range(4):
        left, right = org.halves() if linked else (org.table(), None)
        found = find_duplicates(left, right, policy, memory=memory, workers=2)
        assert_same(found, find_duplicates(left, right, policy))
        org.change()


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_rules_that_share_what_was_read_find_what_each_finds_alone(default_policy, seed):
    random, lexicon = Random(seed), Lexicon()
    policy, org = tight(default_policy, random), Org(random, random.choice([12, 60]))
    leads, contacts, across = (Memory(most_changed=1.0, lexicon=lexicon) for _ in range(3))

    for _ in range(3):
        left, right = org.halves()
        for memory, sides in ((leads, (left, None)), (contacts, (right, None)), (across, (left, right))):
            assert_same(find_duplicates(*sides, policy, memory=memory), find_duplicates(*sides, policy))
        org.change()


def test_nothing_is_compared_again_where_nothing_has_changed(default_policy):
    org, memory = Org(Random(1), 60), Memory()

    first, again = (find_duplicates(org.table(), None, default_policy, memory=memory) for _ in range(2))

    assert first.facts["candidate_pairs"] > 100
    assert again.facts["candidate_pairs"] == 0
    assert memory.reused == 1
    assert_same(first, again)


def test_few_pairs_are_compared_again_where_little_has_changed(default_policy):
    random = Random(2)
    org, memory, compared = Org(random, 200), Memory(), []

    for _ in range(4):
        compared.append(find_duplicates(org.table(), None, default_policy, memory=memory).facts["candidate_pairs"])
        org.change()

    assert memory.reused == 3
    assert max(compared[1:]) < compared[0] / 2


def named(number: int) -> str:
    """A name that nobody else has."""
    return "Zq" + "".join(ascii_lowercase[number // 26**place % 26] for place in range(4))


def strangers(count: int) -> list[str]:
    return [f"{named(number)}|{named(number + 30_000)}|" for number in range(count)]


def table_of(rows: list[str]) -> pd.DataFrame:
    """A row is `First|Last|Phone|Company`; the readings are the numbers of the rows."""
    drawn = pd.DataFrame(
        [[*row.split("|"), ""][:4] for row in rows], columns=["FirstName", "LastName", "Phone", "Company"]
    )
    drawn.insert(0, "Id", [f"L{number:05}" for number in range(len(rows))])
    return people_table(drawn.replace("", pd.NA).astype(TEXT), "Lead", "US").assign(reading=range(len(rows)))


LINE = "+1 415 555 2671"
SAME_LINE = ["Ann|Abel|" + LINE, "Bob|Baker|" + LINE]


@pytest.mark.parametrize(
    ("pair", "leaving", "staying", "margin"),
    [
        pytest.param(
            SAME_LINE, [f"{named(n)}|{named(n + 99)}|{LINE}" for n in range(50, 57)], strangers(9), 0.1,
            id="fewer surnames share a number",
        ),
        pytest.param(
            ["Zarrix|Smith|", "Zarrux|Smith|"], ["Zarrix|Abel|", "Zarrix|Baker|", "Zarrux|Abbot|", "Zarrux|Barker|"],
            strangers(9), 1.0, id="a spelling is no name in use any more",
        ),
        pytest.param(
            ["Qwelda|Abel||Acme", "Qwelda|Baker||Acme"], [f"Qwelda|{named(n)}|" for n in range(50, 90)], strangers(9),
            0.1, id="a name becomes rare",
        ),
        pytest.param(SAME_LINE, strangers(8400)[1100:], strangers(1100), 0.2, id="the table becomes small"),
    ],
)  # fmt: skip
def test_a_pair_is_found_that_others_come_to_tell_more_of(default_policy, pair, leaving, staying, margin):
    whole = table_of([*pair, *staying, *leaving])
    rest = whole.head(len(pair) + len(staying))
    before, after = (_weight_of_first_pair(table, default_policy) for table in (whole, rest))
    policy, memory = showing_from(default_policy, after - 0.01), Memory(margin)
    assert before < after - 0.01 - KEPT_BELOW_REVIEW_BITS - margin, "the pair was not near, and so not remembered"

    find_duplicates(whole, None, policy, memory=memory)
    found = find_duplicates(rest, None, policy, memory=memory)

    assert len(found.pairs) >= 1
    assert_same(found, find_duplicates(rest, None, policy))


def _weight_of_first_pair(table: pd.DataFrame, policy: Policy) -> float:
    pairs = find_duplicates(table, None, showing_from(policy, -40.0)).pairs
    return float(pairs.loc[(pairs["left_id"] == "L00000") & (pairs["right_id"] == "L00001"), "weight"].iloc[0])


def showing_from(policy: Policy, bits: float) -> Policy:
    """The policy that shows pairs from so many bits on, with a prior that the pairs themselves do not move."""
    prior = policy.matching.prior.model_copy(update={"pseudo_matches": 1e9})
    tiers = policy.tiers.model_copy(update={"review": 1 / (1 + 2**-bits)})
    return policy.model_copy(update={"matching": policy.matching.model_copy(update={"prior": prior}), "tiers": tiers})


def test_a_record_on_the_other_side_is_compared_again(default_policy):
    left, right = Org(Random(4), 60).halves()
    third, memory = left.head(10), Memory(most_changed=1.0)
    find_duplicates(left, right, default_policy, memory=memory)

    moved = left.iloc[10:].reset_index(drop=True), pd.concat([right, third], ignore_index=True)
    found = find_duplicates(*moved, default_policy, memory=memory)

    assert memory.reused == 1
    assert_same(found, find_duplicates(*moved, default_policy))


def test_a_letter_that_nobody_bears_any_more_is_forgotten(default_policy):
    table, memory = table_of(["Zoe|Abel|", "John|Zed||Acme", "John|Zed||Acme"]), Memory()
    find_duplicates(table, None, default_policy, memory=memory)

    left = table.iloc[1:].reset_index(drop=True)
    found = find_duplicates(left, None, default_policy, memory=memory)

    assert len(found.pairs) == 1
    assert_same(found, find_duplicates(left, None, default_policy))


def test_a_table_from_which_everybody_has_gone_has_no_pair(default_policy):
    table, memory = Org(Random(5), 20).table(), Memory()

    for look in (table, table.head(0), table.head(0), table.head(1), table):
        assert_same(
            find_duplicates(look, None, default_policy, memory=memory), find_duplicates(look, None, default_policy)
        )


def test_without_readings_nothing_is_remembered(default_policy):
    org, memory = Org(Random(3), 20), Memory()

    for _ in range(2):
        find_duplicates(org.table().drop(columns="reading"), None, default_policy, memory=memory)

    assert memory.reused == 0


def test_where_many_records_have_changed_all_pairs_are_compared(default_policy):
    org, memory = Org(Random(6), 60), Memory()
    find_duplicates(org.table(), None, default_policy, memory=memory)

    many = org.table().assign(reading=lambda table: table["reading"].mask(table.index < 10, table["reading"] + 1000))
    found = find_duplicates(many, None, default_policy, memory=memory)

    assert memory.reused == 0
    assert_same(found, find_duplicates(many, None, default_policy))
