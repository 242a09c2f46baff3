"""A change has the same id in every plan; a second change of the same cell by the same rule has another one."""

from hashlib import sha256

import pandas as pd

from hygiene.changes import stack_changes, updates, with_ids
from schemas.columns import TEXT
from tests.tables import short_id


def ids_of(*records: str) -> list[str]:
    ids = pd.Series([short_id(record) for record in records], dtype=TEXT)
    old = pd.Series("+1 415 555 0150", index=ids.index, dtype=TEXT)
    changes = updates("Lead", ids, pd.Series("Phone", index=ids.index, dtype=TEXT), old, None, "listed")
    return list(with_ids(stack_changes([changes]).assign(rule="dnc_list").astype({"rule": TEXT}))["change_id"])


def spelled(*parts: str) -> str:
    return "c" + sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def test_the_id_of_a_change_is_spelled_from_what_it_does():
    assert ids_of("Lead 1") == [spelled("dnc_list", "update", "Lead", short_id("Lead 1"), "Phone", "")]


def test_the_ids_of_changes_do_not_depend_on_what_else_is_changed():
    assert ids_of("Lead 1", "Lead 2") == [*ids_of("Lead 1"), *ids_of("Lead 2")]


def test_further_changes_of_a_cell_have_ids_of_their_own_and_the_first_one_keeps_its_own():
    first, other, second, third = ids_of("Lead 1", "Lead 2", "Lead 1", "Lead 1")

    parts = ("dnc_list", "update", "Lead", short_id("Lead 1"), "Phone", "")
    assert [first, second, third] == [spelled(*parts), spelled(*parts, "1"), spelled(*parts, "2")]
    assert [other] == ids_of("Lead 2")


def test_no_change_has_no_id():
    assert ids_of() == []
