"""The print of letters put together is that of the text put together."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from hygiene.matching.spelled import Spelled, spelled

TEXTS = st.text(alphabet="abcxyz.-é1 ", max_size=12)


def said(of: Spelled) -> list[tuple[int, int]]:
    return list(zip(of.prints.tolist(), of.sizes.tolist(), strict=True))


@given(pairs=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6))
def test_two_texts_in_a_row_have_the_print_of_both_as_one(pairs: list[tuple[str, str]]):
    one, other = (spelled(pa.array(list(texts), pa.string())) for texts in zip(*pairs, strict=True))

    together = spelled(pa.array(["".join(pair) for pair in pairs], pa.string()))

    assert said(one.then(other)) == said(together)


@given(one=TEXTS, other=TEXTS)
def test_prints_are_equal_where_the_letters_are(one: str, other: str):
    first, second, _ = said(spelled(pa.array([one, other], pa.string())))
    letters = ["".join(sign for sign in text if "a" <= sign <= "z") for text in (one, other)]

    assert (first == second) == (letters[0] == letters[1])
    assert first[1] == len(letters[0])
