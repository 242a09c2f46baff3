"""From the matcher's answer to merges within one object."""

from hygiene.decisions import CANNOT_LINK, MUST_LINK
from tests.hygiene.merging.drawing import automatic, by_action, matches, merging, of_field
from tests.tables import assert_table, frame, sf_id, short_id, snapshot

THREE = """
    Id     | LastName | Title    | CreatedDate | Status | DoNotCall
    Lead 1 | Lovelace | Engineer | 2020-01-01  | Raw    | false
    Lead 2 | Lovelace |          | 2021-01-01  | Raw    | true
    Lead 3 | Lovelace |          | 2022-01-01  | Raw    | false
"""
SURE = "left | right | probability\nLead 1 | Lead 2 | 0.9999\nLead 2 | Lead 3 | 0.9999"


def test_without_matches_nothing_is_proposed(default_policy):
    proposal = merging(snapshot(Lead=THREE), matches("left | right | probability"), default_policy)

    assert proposal.changes.empty
    assert proposal.review.empty
    assert proposal.pairs.empty
    assert proposal.facts["duplicates_before"] == 0


def test_a_sure_group_merges_into_its_master_with_every_reason(default_policy):
    proposal = merging(snapshot(Lead=THREE), matches(SURE), default_policy)

    one, two, three = (sf_id(f"Lead {row}") for row in (1, 2, 3))
    expected = f"""
        record_id | into_id | tier | reason
        Lead 2    | Lead 1  | auto | Same as {one}, probability 0.9999: same e-mail; {one} stays: most complete.
        Lead 3    | Lead 1  | auto | Same as {two}, probability 0.9999: same e-mail; {one} stays: most complete.
    """
    assert_table(expected, by_action(proposal.changes))
    expected = f"""
        record_id | old   | new  | reason
        Lead 1    | false | true | Do Not Call holds for {two}, and no merge loosens it.
    """
    assert_table(expected, of_field(proposal.changes, "DoNotCall"))
    assert proposal.review.empty
    assert three in set(proposal.pairs["right_id"])


def test_the_facts_count_records_and_cases(default_policy):
    pairs = SURE + "\nLead 4 | Lead 5 | 0.72"
    org = snapshot(Lead=THREE + "Lead 4 | A | | 2020-01-01 | Qualified | \n Lead 5 | A | | 2020-01-01 | Raw |")

    facts = merging(org, matches(pairs), default_policy).facts

    assert facts["duplicates_before"] == 3
    assert facts["duplicates_after"] == 1
    assert facts["auto_groups"] == 1
    assert facts["review_cases"] == 1
    assert facts["excluded"] == {"status Qualified": 1}
    assert facts["consent_carried"] == {"DoNotCall": 1}
    assert facts["pairs_by_tier"] == {"auto": 2, "review": 1}
    assert facts["probability_histogram"] == [0] * 14 + [1] + [0] * 4 + [2]


def test_an_excluded_record_is_not_merged_but_asked_about_with_the_reason(default_policy):
    org = snapshot(Lead=THREE.replace("2022-01-01  | Raw ", "2022-01-01  | Qualifying"))

    proposal = merging(org, matches(SURE), default_policy)

    assert_table(
        "record_id | into_id | tier\nLead 2 | Lead 1 | auto\nLead 3 | Lead 1 | review", by_action(proposal.changes)
    )
    case = proposal.review.iloc[0]
    assert [short_id(record) for record in case["records"].split(";")] == ["Lead 1", "Lead 3"]
    assert case["reason"].startswith(f"{sf_id('Lead 3')}: status Qualifying; strongest pair")
    assert case["question"].endswith(f"merges the others into {sf_id('Lead 1')}.")
    expected = "left_id | right_id | tier\nLead 1 | Lead 2 | auto\nLead 2 | Lead 3 | review"
    assert_table(expected, proposal.pairs)
    assert "Left to a person (" in proposal.pairs["reason"].iloc[1]


def test_a_weaker_pair_within_a_merged_group_is_told_as_merged(default_policy):
    found = matches(SURE + "\nLead 1 | Lead 3 | 0.9")

    pairs = merging(snapshot(Lead=THREE), found, default_policy).pairs

    weak = pairs[(pairs["probability"] == 0.9).to_numpy(dtype=bool)]
    assert_table("tier | reason\nauto | Merged with the rest of its group: same e-mail", weak)


def test_where_the_policy_forbids_it_nothing_is_automatic(default_policy):
    tiers = default_policy.tiers.model_copy(update={"automatic": {}})
    policy = default_policy.model_copy(update={"tiers": tiers})

    proposal = merging(snapshot(Lead=THREE), matches(SURE), policy)

    assert set(proposal.changes["tier"]) == {"review"}
    assert proposal.review["reason"].iloc[0].startswith("the policy leaves every pair of this rule to a person")
    assert proposal.facts["excluded"] == {}


def test_what_a_person_linked_is_automatic_whatever_stands_against_it(default_policy):
    org = snapshot(Lead=THREE.replace("2020-01-01  | Raw ", "2020-01-01  | Qualified"))
    said = frame(f"left_id | right_id | decision\nLead 1 | Lead 2 | {MUST_LINK}")
    weak = matches("left | right | probability\nLead 1 | Lead 2 | 0.6")
    told = {
        f"Same as {sf_id('Lead 1')}, as a person decided: same e-mail": weak,
        "Same as another record of its group, as a person said": matches("left | right | probability"),
    }

    for reason, found in told.items():
        merged = by_action(merging(org, found, default_policy, said).changes)
        assert_table("record_id | into_id | tier\nLead 2 | Lead 1 | auto", merged)
        assert merged["reason"].iloc[0].startswith(reason)


def test_only_the_pair_that_a_person_linked_is_told_as_decided(default_policy):
    said = frame(f"left_id | right_id | decision\nLead 2 | Lead 1 | {MUST_LINK}")

    merged = by_action(merging(snapshot(Lead=THREE), matches(SURE), default_policy, said).changes)

    one, two = (sf_id(f"Lead {row}") for row in (1, 2))
    told = [reason.split(":")[0] for reason in merged["reason"]]
    assert told == [f"Same as {one}, as a person decided", f"Same as {two}, probability 0.9999"]


def test_what_a_person_parted_is_not_asked_again(default_policy):
    said = frame(f"left_id | right_id | decision\nLead 1 | Lead 2 | {CANNOT_LINK}")

    proposal = merging(
        snapshot(Lead=THREE), matches("left | right | probability\nLead 2 | Lead 3 | 0.7"), default_policy, said
    )

    assert [short_id(part) for part in proposal.review["records"].iloc[0].split(";")] == ["Lead 2", "Lead 3"]


def test_consent_that_cannot_be_read_goes_to_a_person(default_policy):
    org = snapshot(Lead=THREE.replace("Raw    | true", "Raw    |     "))

    proposal = merging(org, matches(SURE), default_policy)

    assert automatic(proposal.changes).empty
    assert f"the Do Not Call of {sf_id('Lead 2')} cannot be read" in proposal.review["reason"].iloc[0]
    assert_table("record_id | new | tier\nLead 1 | true | review", of_field(proposal.changes, "DoNotCall"))


def test_a_missing_consent_column_is_told_once_with_the_merges(default_policy):
    org = snapshot(Lead="Id | LastName\nLead 1 | A\nLead 2 | A")

    told = merging(org, matches("left | right | probability\nLead 1 | Lead 2 | 1.0"), default_policy).findings
    silent = merging(org, matches("left | right | probability\nLead 1 | Lead 2 | 0.7"), default_policy).findings

    assert set(told["code"]) == {"consent_not_given"}
    assert {"DoNotCall", "HasOptedOutOfEmail", "Legal_Hold__c"} < set(told["field"])
    assert silent.empty


def test_a_case_beside_a_merge_starts_from_what_the_merge_leaves(default_policy):
    org = snapshot(
        Lead="""
        Id     | LastName | Title    | Status     | LeadSource | CreatedDate
        Lead 1 | Lovelace | Engineer | Raw        | Demo       | 2021-01-01
        Lead 2 | Lovelace |          | Raw        | Webcast    | 2020-01-01
        Lead 3 | Lovelace | Poet     | Qualifying | OSS        | 2019-01-01
        """
    )

    changes = merging(org, matches(SURE), default_policy).changes

    expected = "record_id | old | new | tier\nLead 1 | Demo | Webcast | auto"
    assert_table(expected, of_field(changes, "LeadSource"))
    assert not changes.duplicated(["action", "record_id", "field"]).any()


def test_the_survivor_of_a_merge_is_the_master_of_its_case_though_another_had_more_to_say_for_it(default_policy):
    org = snapshot(
        Lead="""
        Id     | LastName | LastActivityDate | DoNotCall
        Lead 1 | Lovelace | 2021-01-01       | false
        Lead 2 | Lovelace | 2020-01-01       | true
        Lead 3 | Lovelace | 2026-01-01       | true
        """
    )
    found = matches("left | right | probability\nLead 1 | Lead 2 | 0.9999\nLead 1 | Lead 3 | 0.7")

    changes = merging(org, found, default_policy).changes

    expected = "record_id | into_id | tier\nLead 2 | Lead 1 | auto\nLead 3 | Lead 1 | review"
    assert_table(expected, by_action(changes))
    assert by_action(changes)["reason"].iloc[1].endswith("stays: it survives an automatic merge.")
    assert_table("record_id | new | tier\nLead 1 | true | auto", of_field(changes, "DoNotCall"))


def test_the_matchers_cause_is_told(default_policy):
    found = matches(
        "left | right | probability\nLead 1 | Lead 2 | 0.7",
        "group | id | cause\nLead 1 | Lead 1 | two first names\nLead 1 | Lead 2 | two first names",
    )

    reason = merging(snapshot(Lead=THREE), found, default_policy).review["reason"].iloc[0]

    assert reason.startswith("two first names; strongest pair")


def test_a_case_keeps_its_id_whoever_is_its_master(default_policy):
    pairs = matches("left | right | probability\nLead 1 | Lead 2 | 0.7")
    other = THREE.replace("Engineer", "        ").replace("|          | 2021", "| Engineer | 2021")

    one, two = (merging(snapshot(Lead=table), pairs, default_policy).review.iloc[0] for table in (THREE, other))

    assert one["case_id"] == two["case_id"]
    assert one["records"] != two["records"]
    assert len(one["case_id"]) == 13
    assert one["case_id"].startswith("r")
