"""Groups that a person would make."""

import numpy as np

from hygiene.matching.clustering import agglomerate, components, inner_pairs


def test_records_without_an_edge_stand_alone():
    assert components(3, np.array([], dtype=np.int64), np.array([], dtype=np.int64)).tolist() == [0, 1, 2]


def test_a_chain_is_one_component_named_by_its_lowest_row():
    assert components(4, np.array([1, 2]), np.array([2, 3])).tolist() == [0, 1, 1, 1]


def test_a_long_chain_in_any_order_is_one_component():
    chain = np.random.default_rng(1).permutation(1_000)

    assert not components(1_000, chain[1:], chain[:-1]).any()


def test_inner_pairs_are_all_pairs_of_a_group():
    left, right = inner_pairs(np.array([0, 1, 0, 0]))

    assert sorted(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 2), (0, 3), (2, 3)]


def test_a_chain_is_cut_where_its_ends_contradict():
    edges = [(0, 1, 20.0, True, False), (1, 2, 10.0, True, False), (0, 2, -9.0, False, True)]

    split = agglomerate([0, 1, 2], edges, largest=10)

    assert split.parts == [[0, 1], [2]]
    assert split.blocked == [("contradiction", 0, 2)]


def test_a_bridge_does_not_join_two_groups_that_contradict():
    edges = [(0, 1, 20.0, True, False), (2, 3, 20.0, True, False), (1, 2, 9.0, True, False), (0, 3, -20.0, False, True)]

    assert agglomerate([0, 1, 2, 3], edges, largest=10).parts == [[0, 1], [2, 3]]


def test_a_group_stops_at_the_size_bound():
    edges = [(0, 1, 20.0, True, False), (1, 2, 19.0, True, False)]

    split = agglomerate([0, 1, 2], edges, largest=2)

    assert split.parts == [[0, 1], [2]]
    assert split.blocked == [("too large", 1, 2)]
