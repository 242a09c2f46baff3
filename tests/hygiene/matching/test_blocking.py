"""Which pairs are compared: each once, none lost to a large block that can be narrowed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hygiene.matching.blocking import Key, candidates, chunks, found_by, make_blocks, pairs_in

SIZE = 1000


def codes(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int32)


def pairs(*keys: Key, largest: int = 50, left: int | None = None) -> list[tuple[int, int]]:
    link = left is not None
    rows = len(keys[0].values[0]) if left is None else left
    blocks = [make_blocks(key, largest) for key in keys]
    found = [pair for lower, higher in candidates(blocks, rows, link, SIZE) for pair in zip(lower, higher, strict=True)]
    return sorted((int(lower), int(higher)) for lower, higher in found)


def test_records_without_a_value_are_in_no_block():
    assert pairs(Key("mail", (codes(-1, -1, 3, -1),))) == []


def test_records_that_share_a_value_are_a_pair():
    assert pairs(Key("mail", (codes(1, 2, 1, 2, 1),))) == [(0, 2), (0, 4), (1, 3), (2, 4)]


def test_a_pair_that_two_keys_find_comes_once():
    mail, phone = Key("mail", (codes(1, 1, 2),)), Key("phone", (codes(5, 5, 5),))

    assert pairs(mail, phone) == [(0, 1), (0, 2), (1, 2)]


def test_a_pair_that_shares_two_phones_comes_once():
    phones = Key("phone", (codes(1, 2), codes(2, 1)))

    assert pairs(phones) == [(0, 1)]


def test_linking_pairs_left_with_right_only():
    assert pairs(Key("mail", (codes(1, 1, 1, 1),)), left=2) == [(0, 2), (0, 3), (1, 2), (1, 3)]


def test_a_block_that_is_too_large_is_narrowed():
    key = Key("switchboard", (codes(7, 7, 7, 7),), narrow=(codes(1, 1, 2, 2),))

    assert pairs(key, largest=2) == [(0, 1), (2, 3)]


def test_a_block_that_cannot_be_narrowed_is_left_out_and_counted():
    key = Key("switchboard", (codes(7, 7, 7, 7),))

    assert pairs(key, largest=3) == []
    assert make_blocks(key, 3).dropped_records == 4


def test_each_key_tells_what_it_found_alone():
    blocks = [make_blocks(Key("mail", (codes(1, 1, 2),)), 9), make_blocks(Key("phone", (codes(5, 5, 5),)), 9)]

    told = found_by(blocks, np.array([0, 0, 1]), np.array([1, 2, 2]))

    assert told == {"mail": {"pairs": 1, "alone": 0}, "phone": {"pairs": 3, "alone": 2}}


@given(st.lists(st.integers(-1, 3), min_size=1, max_size=12), st.integers(1, 12), st.booleans())
def test_chunks_hold_what_the_total_says(values: list[int], left: int, link: bool):
    left = min(left, len(values)) if link else len(values)
    blocks = [make_blocks(Key("k", (codes(*values),)), 100)]

    made = list(chunks(blocks, left, link, 2))

    assert sum(len(chunk) for chunk in made) == pairs_in(blocks, left, link)
    assert all((lower < higher).all() for lower, higher, _ in (chunk.pairs() for chunk in made))
