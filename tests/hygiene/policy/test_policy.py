import re
from itertools import pairwise

import pytest

from hygiene.errors import UsageError
from hygiene.matching.levels import LEVELS
from hygiene.policy import default_text, digest, load, parse_policy
from hygiene.policy.level_names import UNWEIGHED


def test_an_empty_policy_is_the_default():
    assert parse_policy("", "mine") == load()


def test_own_keys_override_and_the_others_stay():
    policy = parse_policy("tiers: {auto: 0.9999}", "mine")

    assert (policy.tiers.auto, policy.tiers.review) == (0.9999, load().tiers.review)


def test_the_digest_knows_settings_not_spelling():
    spelled_otherwise = parse_policy("# a comment\ntiers:\n  review: 0.6\n  auto: 0.9999\n", "mine")
    same = parse_policy("tiers: {auto: 0.9999, review: 0.6}", "mine")

    assert digest(spelled_otherwise) == digest(same) != digest(load())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "caps:\n  minimum_populaton: 5",
            "line 2: caps.minimum_populaton: unknown key. Did you mean minimum_population?",
        ),
        ("reading:\n  # date_order: dmy\n", "line 1: reading: it is a section; write its keys below it, indented, or"),
        ("caps:\n  rules: 3", "line 2: caps.rules: it is a section; write its keys below it"),
        ("tiers:\n  auto: 2", "line 2: tiers.auto: Input should be less than or equal to 1."),
        ("a: 1\na: 2", "line 2: the key a stands twice"),
        ("a: [1", "not readable as YAML"),
        ("- a", "a policy is a mapping"),
        ("a: &x 1\nb: *x", "line 2: write the value out; aliases are not read"),
        ("a: " + "[" * 30 + "]" * 30, "nested deeper than 20 levels"),
        ("a: !!python/object/apply:os.system ['true']", "not readable as YAML"),
        ("a: 1" + " " * 1_000_001, "a policy of over 1,000,000 characters is not read"),
    ],
)
def test_a_mistake_is_told_by_key_and_line(text: str, message: str):
    with pytest.raises(UsageError, match=re.escape(message)):
        parse_policy(text, "mine.yaml")


@pytest.mark.parametrize(
    ("matching", "line", "message"),
    [
        (
            "never_automatic: {frist: [different]}",
            2,
            "never_automatic.frist: nothing compares frist. Did you mean first?",
        ),
        (
            "never_automatic: {first: [differnt]}",
            2,
            "never_automatic.first.differnt: nothing compares differnt. Did you mean different?",
        ),
        (
            "never_automatic_together:\n    - last: [typo]\n    - last: [typo]\n      phone: [nera]",
            5,
            "never_automatic_together.1.phone.nera: nothing compares nera. Did you mean near?",
        ),
        ("never_automatic_together:\n    - {}", 3, "never_automatic_together.0: name a factor, and a level of each"),
        (
            "never_automatic_together:\n    - last: []",
            3,
            "never_automatic_together.0: name a factor, and a level of each",
        ),
        ("weights: {phon: {same: 1}}", 2, "weights.phon: nothing compares phon. Did you mean phone?"),
        ("weights: {phone: {equal: 1}}", 2, "weights.phone.equal: nothing compares equal."),
        ("rarity: {surname: 1}", 2, "rarity.surname: nothing compares surname."),
    ],
)
def test_a_factor_or_level_that_nothing_compares_is_told_by_key_and_line(matching: str, line: int, message: str):
    with pytest.raises(UsageError, match=re.escape(f"mine.yaml, line {line}: matching.{message}")):
        parse_policy(f"matching:\n  {matching}", "mine.yaml")


def test_the_levels_that_a_policy_may_name_are_those_that_are_compared():
    weights = load().matching.weights
    named = {factor: (UNWEIGHED.get(factor, "missing"), *levels) for factor, levels in weights.items()}

    assert {factor: set(levels) for factor, levels in named.items()} == {
        factor: set(levels) for factor, levels in LEVELS.items()
    }
    together = ", ".join(f"{factor}: [{', '.join(levels)}]" for factor, levels in named.items())
    assert parse_policy(f"matching: {{never_automatic_together: [{{{together}}}]}}", "mine")


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        load(tmp_path / "none.yaml")


def test_a_file_that_is_no_utf8_is_one_sentence(tmp_path):
    file = tmp_path / "policy.yaml"
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(UsageError, match="save it as UTF-8"):
        load(file)


def test_every_key_of_the_default_says_what_and_where_from():
    lines = default_text().splitlines()
    bare = [
        line for above, line in pairwise(lines) if re.match(r"  \w[\w ]*:", line) and not above.lstrip().startswith("#")
    ]

    assert bare == []
    marked = [line for line in lines if re.search(r"\[[HLP]\]", line)]
    assert len(marked) > 30
