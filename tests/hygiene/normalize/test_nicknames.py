import numpy as np

from hygiene.normalize.nicknames import are_nicknames, canonical, nickname_groups, related_pairs


def test_an_unknown_name_is_its_own_only_group():
    assert nickname_groups("xenophon") == {"xenophon"}
    assert canonical("xenophon") == "xenophon"


def test_a_nickname_belongs_to_every_name_that_it_is_short_for():
    assert {"alexander", "alexandra"} <= nickname_groups("alex")
    assert "robert" in nickname_groups("bob")
    assert {"friedrich", "frederick"} <= nickname_groups("fritz")


def test_full_names_that_share_a_nickname_are_not_the_same_name():
    assert not nickname_groups("alexander") & nickname_groups("alexandra")
    assert not nickname_groups("patrick") & nickname_groups("patricia")


def test_the_blocking_key_gathers_the_common_short_forms():
    assert {canonical(name) for name in ("bob", "rob", "bobby", "robert")} == {"robert"}
    assert {canonical(name) for name in ("bill", "will", "billy", "william")} == {"william"}
    assert {canonical(name) for name in ("liz", "beth", "betty", "elizabeth")} == {"elizabeth"}


def test_pairs_of_codes_are_told_in_either_order_and_never_with_themselves_or_the_missing():
    names = ["alexander", "alex", "alexandra", "bob", "robert", "rob"]
    related = related_pairs(names)
    left = np.array([0, 1, 1, 0, 3, 4, 5, 0, 3, -1, 3])
    right = np.array([1, 0, 2, 2, 4, 3, 3, 3, 3, 3, -1])
    expected = [True, True, True, False, True, True, True, False, False, False, False]
    assert are_nicknames(left, right, related, len(names)).tolist() == expected


def test_no_names_have_no_pairs():
    assert related_pairs([]).shape == (0, 2)
