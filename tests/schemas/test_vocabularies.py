import re
from collections import Counter

from schemas import vocabularies
from schemas.vocabularies import alias_of, bucket_of, is_active, is_listed, sources, status_table, statuses
from tests.tables import assert_table, frame


def test_the_list_holds_53_sources_of_which_4_are_retired():
    assert len(sources()) == 53
    assert len({source.value for source in sources()}) == 53
    assert Counter(source.active for source in sources()) == {True: 49, False: 4}


def test_every_source_has_one_of_the_ten_buckets_and_a_note():
    assert {source.bucket for source in sources()} == {
        "core", "inbound", "trial", "outbound", "paid demand gen", "purchased list", "referral", "virtual event",
        "web direct", "Other",
    }  # fmt: skip
    assert all(source.note for source in sources())


def test_the_list_holds_ten_statuses_of_which_six_are_a_funnel():
    assert len(statuses()) == 10
    funnel = sorted((s for s in status_table() if s.order is not None), key=lambda status: status.order)
    assert [status.value for status in funnel] == ["Raw", "Inquiry", "MQL", "Accepted", "Qualifying", "Qualified"]


def test_the_lists_have_a_version():
    assert re.fullmatch(r"20\d\d\.\d\d", vocabularies.version())


def test_no_alias_is_a_listed_source():
    aliases = [alias for source in sources() for alias in source.aliases]

    assert len(aliases) == len(set(aliases))
    assert not set(aliases) & {source.value for source in sources()}


def test_a_source_is_looked_up_by_its_exact_spelling_and_told_by_its_near_ones():
    values = frame("""
        value                  | bucket   | alias_of               | listed | active
        Demo                   | inbound  |                        | true   | true
        Web Chat               | inbound  |                        | true   | false
        Word of mouth          | referral | Word of Mouth          | false  | false
        "Word  of Mouth "      | referral | Word of Mouth          | false  | false
        Gitlab.com             | inbound  | GitLab.com             | false  | false
        Partner                | referral | Partner Qualified Lead | false  | false
        channel qualified lead | referral | Partner Qualified Lead | false  | false
        6sense                 | outbound | Prospecting            | false  | false
        Carrier Pigeon         |          |                        | false  | false
                               |          |                        | false  | false
    """)

    looked_up = values.assign(
        bucket=bucket_of(values["value"]),
        alias_of=alias_of(values["value"]),
        listed=is_listed(values["value"]),
        active=is_active(values["value"]),
    )

    assert_table(values, looked_up)


def test_a_policy_adds_sources_and_aliases():
    extra, aliases = {"Pigeon": "outbound", "Web Chat": "inbound"}, {"Bird": "Pigeon", "Drift": "Request - Contact"}
    values = frame("""
        value    | bucket   | alias_of          | listed | active
        Pigeon   | outbound |                   | true   | true
        bird     | outbound | Pigeon            | false  | false
        PIGEON   | outbound | Pigeon            | false  | false
        Web Chat | inbound  |                   | true   | true
        Drift    | inbound  | Request - Contact | true   | true
    """)

    looked_up = values.assign(
        bucket=bucket_of(values["value"], extra, aliases),
        alias_of=alias_of(values["value"], extra, aliases),
        listed=is_listed(values["value"], extra),
        active=is_active(values["value"], extra),
    )

    assert_table(values, looked_up)


def test_a_lookup_keeps_the_index_of_its_values():
    values = frame("""
        value
        Demo
        Demo
    """)["value"].set_axis([7, 3])

    assert bucket_of(values).to_dict() == {7: "inbound", 3: "inbound"}
