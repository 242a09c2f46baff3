"""Tables of companies without a person: the name, and what stands beside it."""

import pandas as pd
import pytest

from hygiene.matching.tables import find_in_tables
from hygiene.policy import parse_policy
from schemas.columns import TEXT

STEMS = ["Alder", "Birch", "Cedar", "Dogwood", "Rowan", "Fir", "Gorse", "Hazel", "Iris", "Juniper", "Kelp", "Larch"]
TRADES = ["Foundry", "Bakery", "Shipping", "Optics", "Cables", "Timber", "Textiles", "Printing", "Mining", "Robotics"]
FIRMS = [f"{stem} {trade}" for stem in STEMS for trade in TRADES]
BY_NAME = parse_policy("matching: {columns: {name: company}}", "test")
BY_ALL = parse_policy("matching: {columns: {name: company, site: domain, country: category}}", "test")


def table(names: list[str], prefix: str, **columns: list[str]) -> pd.DataFrame:
    ids = [f"{prefix}{number:03d}" for number in range(len(names))]
    return pd.DataFrame({"id": ids, "name": names, **columns}).astype(TEXT)


def sites(ending: str) -> list[str]:
    return [f"{ending}{name.replace(' ', '').lower()}.com" for name in FIRMS]


def found(pairs: pd.DataFrame, least: float) -> list[tuple[str, str]]:
    shown = pairs[pairs["probability"] >= least]
    return list(zip(shown["left_id"], shown["right_id"], strict=True))


def test_firms_that_share_a_word_are_no_pair():
    assert found(find_in_tables(table(FIRMS, "a"), None, BY_NAME).pairs, BY_NAME.tiers.cluster) == []


def test_a_name_under_another_legal_form_is_found_by_the_name_alone():
    again = [f"The {name}, Inc." for name in FIRMS[:30]]
    both = pd.concat([table([f"{name} GmbH" for name in FIRMS], "a"), table(again, "b")])

    pairs = find_in_tables(both, None, BY_NAME).pairs

    assert found(pairs, BY_NAME.tiers.cluster) == [(f"a{number:03d}", f"b{number:03d}") for number in range(30)]


def test_a_name_alone_never_merges_by_itself():
    both = pd.concat([table(FIRMS, "a"), table(FIRMS[:30], "b")])

    assert find_in_tables(both, None, BY_NAME).pairs["tier"].tolist() == ["review"] * 30


def test_two_tables_of_companies_are_linked_by_name_domain_and_country():
    ours = table(FIRMS, "a", site=sites("https://www."), country=["DE"] * len(FIRMS))
    theirs = table([f"{name} Ltd" for name in FIRMS], "b", site=sites("info@"), country=["DE"] * len(FIRMS))

    pairs = find_in_tables(ours, theirs, BY_ALL).pairs

    linked = [(f"a{number:03d}", f"b{number:03d}") for number in range(len(FIRMS))]
    assert found(pairs, BY_ALL.tiers.cluster) == linked


@pytest.mark.parametrize("row", [["Alder Foundry"], []], ids=["one company", "none"])
def test_a_table_too_small_for_a_pair_has_none(row):
    assert find_in_tables(table(row, "a"), None, BY_NAME).pairs.empty
