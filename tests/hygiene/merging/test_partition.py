"""Records into groups along edges, with what must stay apart."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hygiene.merging.partition import CERTAIN, Edges, certain, in_groups, no_pairs, partition


def edges(*triples: tuple[int, int, float]) -> Edges:
    left, right, strength = zip(*triples, strict=True) if triples else ((), (), ())
    return Edges(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64), np.array(strength, dtype=float))


def apart(*pairs: tuple[int, int]) -> np.ndarray:
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def groups(size: int, *triples: tuple[int, int, float], parted=(), one_each=(), largest=None) -> list[list[int]]:
    single = np.isin(np.arange(size), one_each)
    label = partition(size, edges(*triples), apart(*parted), one_each=single, largest=largest)
    return [list(np.flatnonzero(label == row)) for row in np.unique(label[in_groups(label)])]


def test_without_an_edge_everybody_is_alone():
    assert groups(3) == []
    assert partition(0, edges(), no_pairs()).size == 0


def test_what_is_linked_by_a_chain_is_one_group():
    assert groups(6, (0, 1, 0.9), (1, 2, 0.8), (4, 5, 0.7)) == [[0, 1, 2], [4, 5]]


def test_the_weakest_link_gives_way_between_two_who_must_stay_apart():
    assert groups(4, (0, 1, 0.9), (1, 2, 0.8), (2, 3, 0.95), parted=[(0, 3)]) == [[0, 1], [2, 3]]


def test_no_third_record_brings_together_whom_a_person_parted():
    assert groups(3, (0, 1, CERTAIN), (1, 2, CERTAIN), (0, 2, CERTAIN), parted=[(0, 2)]) == [[0, 1]]


def test_a_group_holds_one_of_the_single_records_at_most():
    assert groups(4, (0, 1, 0.9), (1, 2, 0.8), (2, 3, 0.7), one_each=[0, 3]) == [[0, 1, 2]]


def test_a_group_does_not_outgrow_the_bound_but_by_certain_edges():
    chain = [(row, row + 1, 0.9 - row / 100) for row in range(5)]

    assert groups(6, *chain, largest=3) == [[0, 1, 2], [3, 4, 5]]
    assert groups(6, *((left, right, CERTAIN) for left, right, _ in chain), largest=3) == [[0, 1, 2, 3, 4, 5]]


def test_equal_strengths_are_taken_in_the_order_of_rows():
    assert groups(3, (2, 1, 0.9), (1, 0, 0.9), parted=[(0, 2)]) == [[0, 1]]
    assert groups(3, (1, 0, 0.9), (2, 1, 0.9), parted=[(0, 2)]) == [[0, 1]]


@given(
    links=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from([0.5, 0.9, CERTAIN])), max_size=14),
    parted=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda p: p[0] != p[1]), max_size=4),
    seed=st.integers(0, 9),
)
def test_parted_records_never_meet_and_the_order_of_edges_does_not_matter(links, parted, seed):
    label = partition(8, edges(*links), apart(*parted))
    shuffled = [links[at] for at in np.random.default_rng(seed).permutation(len(links))]

    assert all(label[one] != label[other] for one, other in parted)
    assert (partition(8, edges(*shuffled), apart(*parted)) == label).all()
    assert (label[label] == label).all()


def test_edges_add_up():
    both = certain(np.array([0]), np.array([1])) + edges((1, 2, 0.5))

    assert list(both.strength) == [CERTAIN, 0.5]
    assert list(both.where(both.strength < 1).left) == [1]
