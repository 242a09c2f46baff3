import re
from typing import get_args

from hygiene.policy.matching import KindName
from hygiene.rules import all_rules
from tests.readme import README, commands, prepared, printed, rules_table

TEXT = README.read_text(encoding="utf-8")


def test_the_readme_s_commands_print_what_it_says(tmp_path):
    folder = prepared(tmp_path)

    for command, output in commands(TEXT):
        assert output.strip("\n") == printed(command, folder).strip("\n")


def test_two_commands_do_everything():
    assert "$ pip install . && lead-hygiene plan data/samples --out plan\n" in TEXT
    assert "$ pip install '.[test]' && pytest\n" in TEXT


def test_every_rule_is_listed_as_it_says_of_itself():
    assert rules_table(all_rules()) in TEXT


def test_no_rule_is_listed_that_is_not_there():
    listed = re.findall(r"^\| `(\w+)` \|", TEXT, flags=re.MULTILINE)

    assert set(listed) == {rule.name for rule in all_rules()}


def test_every_kind_of_a_column_is_named():
    (told,) = re.findall(r"A column is of one of these kinds: (.*?)\n\n", TEXT, flags=re.DOTALL)

    assert set(re.findall(r"`(\w+)`", told)) == set(get_args(KindName))
