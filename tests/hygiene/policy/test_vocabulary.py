import pytest

from hygiene.errors import UsageError
from hygiene.policy import parse_policy


def test_additions_that_name_listed_values_are_taken():
    policy = parse_policy(
        "vocabulary:\n"
        "  extra_sources: {Pigeon: outbound}\n"
        "  source_aliases: {Bird: Pigeon, Fair: Conference}\n"
        "  extra_statuses: [New]\n"
        "  default_status: New\n",
        "mine.yaml",
    )

    assert policy.vocabulary.source_aliases == {"Bird": "Pigeon", "Fair": "Conference"}
    assert policy.vocabulary.default_status == "New"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (
            "source_aliases: {Bird: Pigeon}",
            "vocabulary.source_aliases: no Initial Source is named Pigeon",
        ),
        ("form_sources: [Demo, Demoo]", "vocabulary.form_sources: no Initial Source is named Demoo"),
        ("default_status: Rau", "vocabulary.default_status: no status is named Rau"),
    ],
)
def test_an_addition_that_names_an_unlisted_value_is_told_with_its_line(key, said):
    with pytest.raises(UsageError) as told:
        parse_policy(f"vocabulary:\n  {key}\n", "mine.yaml")

    assert str(told.value).startswith(f"mine.yaml, line 2: {said}")
