import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from hygiene.apply_changes import apply_changes
from hygiene.changes import removals, updates
from hygiene.since_extract import SinceExtract
from schemas.columns import TEXT
from tests.tables import sf_id, snapshot

TEXTS = st.sampled_from(["", "test", "Anna", "n/a"])


class Asked:
    """Asks which texts are `test`, and notes which it was asked."""

    def __init__(self):
        self.texts = []

    def __call__(self, texts: pa.Array) -> np.ndarray:
        self.texts += texts.to_pylist()
        return np.array([[text == "test" for text in texts.to_pylist()]], dtype=bool).reshape(1, -1)


@given(st.lists(TEXTS, min_size=1, max_size=6), st.integers(1, 6), st.integers(1, 6), TEXTS)
def test_what_is_remembered_of_texts_is_what_is_asked_anew(texts, changed, gone, text):
    rows = [f"Lead {number} | {each}" for number, each in enumerate(texts, start=1)]
    start = snapshot(Lead="\n".join(["Id | FirstName", *rows]))
    one, other = (pd.Series([sf_id(f"Lead {number}")], dtype=TEXT) for number in (changed, gone))
    old = pd.Series([pd.NA], dtype=TEXT)
    update = updates("Lead", one, "FirstName", old, text or None, "")
    after = apply_changes(start, pd.concat([update, removals("delete", "Lead", other, "")]))

    answers = SinceExtract(after, "Lead").asked("is test", "FirstName", Asked())

    assert answers[0].tolist() == after.table("Lead")["FirstName"].eq("test").fillna(False).tolist()


def test_only_changed_texts_are_asked_again():
    start = snapshot(Lead="Id | FirstName\nLead 1 | Anna\nLead 2 | Bert\nLead 3 |")
    one = pd.Series([sf_id("Lead 2")], dtype=TEXT)
    after = apply_changes(start, updates("Lead", one, "FirstName", one, "test", ""))
    first, again = Asked(), Asked()

    for ask in (first, again):
        assert SinceExtract(after, "Lead").asked("is test", "FirstName", ask).tolist() == [[False, True, False]]

    assert (first.texts, again.texts) == (["Anna", "Bert", None, "test"], ["test"])
