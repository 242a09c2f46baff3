"""Exports hold anything: no text may stop a run, and no text may change how another one is read."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.normalize import address, company, country, email, phone, title
from schemas.columns import TEXT

KINDS = {
    "email": email.parts,
    "phone": phone.parts,
    "company": company.parts,
    "country": country.parts,
    "title": title.parts,
    "street": lambda values: address.parts(values, values, values, values),
}
PIECES = st.sampled_from(
    ["@", ".", "a", "Inc", " ", "&", "+", "0", "7", "x", "/", "-", "ß", "Я", "株", "\u200b", "\n", "'"]
)
TEXTS = st.none() | st.text(max_size=10) | st.lists(PIECES, max_size=12).map("".join)


@pytest.mark.parametrize("kind", KINDS)
@given(typed=st.lists(TEXTS, max_size=5))
def test_any_text_is_read_alone_as_it_is_among_others(kind, typed):
    values = pd.Series(typed, dtype=TEXT)
    together = KINDS[kind](values)
    assert together.index.equals(values.index)
    for place in range(len(values)):
        pd.testing.assert_frame_equal(together.iloc[[place]], KINDS[kind](values.iloc[[place]]))


@pytest.mark.parametrize("kind", KINDS)
def test_a_slice_of_a_column_is_read_as_the_column(kind):
    values = pd.Series(["Müller & Co", None, "ada@acme.example", "+49 30 123456", "USA", ""], dtype=TEXT)
    pd.testing.assert_frame_equal(KINDS[kind](values.iloc[2:5]), KINDS[kind](values).iloc[2:5])
