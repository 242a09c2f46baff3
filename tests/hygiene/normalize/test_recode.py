import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from hygiene.normalize.distinct import LARGE
from hygiene.normalize.recode import DIGITS, WORDS, recode, squeeze, without

TEXTS = st.lists(st.none() | st.text(max_size=8), max_size=6)
ASCII = st.lists(st.none() | st.text(st.sampled_from("ab '1-. "), max_size=8), max_size=6)


@given(TEXTS, st.integers(0, 3))
def test_digits_are_what_a_regular_expression_leaves(texts, skipped):
    expected = [None if text is None else re.sub("[^0-9]", "", text) for text in texts]
    assert recode(pa.array(texts, LARGE)[skipped:], DIGITS).to_pylist() == expected[skipped:]


@given(ASCII, st.integers(0, 3))
def test_words_are_parted_by_single_blanks(texts, skipped):
    expected = [
        None if text is None else " ".join(re.sub("[^a-z0-9]", " ", text.replace("'", "")).split()) for text in texts
    ]
    assert squeeze(recode(pa.array(texts, LARGE)[skipped:], WORDS)).to_pylist() == expected[skipped:]


@given(st.lists(st.none() | st.text(st.characters(exclude_characters="\0"), max_size=8), max_size=6))
def test_named_characters_are_taken_out_of_any_text(texts):
    expected = [None if text is None else text.replace(".", "").replace("-", "") for text in texts]
    assert without(pa.array(texts, LARGE), ".-").to_pylist() == expected
