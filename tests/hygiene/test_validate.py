from hygiene.policy import parse_policy
from hygiene.validate import SHOWN_CHARACTERS, validate
from schemas import outputs
from tests.tables import AS_OF, assert_table, frame, sf_id, snapshot


def _validate(policy, quarantine=None, **drawn):
    extracted = snapshot(**drawn)
    given = outputs.empty("quarantine") if quarantine is None else quarantine
    return validate(extracted.tables, extracted.given, given, policy=policy, as_of=AS_OF)


def test_sound_records_are_neither_quarantined_nor_questioned(default_policy):
    validated, findings = _validate(
        default_policy,
        Lead="""
        Id     | LastName | Email         | LeadSource | Status | CreatedDate | ZI_Do_Not_Call_Direct_Phone__c
        Lead 1 | Lovelace | ada@a.example | Demo       | Raw    | 2026-11-06  | Yes
        Lead 2 | Babbage  |               |            |        |             | no
        """,
    )

    assert validated.quarantine.empty
    assert findings.empty
    assert validated.as_of == AS_OF
    assert "Email" in validated.given["Lead"]


def test_every_bad_value_is_quarantined_with_its_reason(default_policy):
    validated, _ = _validate(
        default_policy,
        Lead="""
        Id     | LastName | Email      | LeadSource | Status
        Lead 1 | Lovelace | ada(at)a   | Pigeon     | Raw
        Lead 2 | Babbage  | b@b.example | Demo      | Unqualified
        """,
        Contact="""
        Id        | LastName | Email
        Contact 1 | Curie    | none
        """,
    )

    assert_table(
        """
        object  | record_id | row | field      | value       | check
        Lead    | Lead 1    |     | Email      | ada(at)a    | email_form
        Lead    | Lead 1    |     | LeadSource | Pigeon      | known_source
        Lead    | Lead 2    |     | Status     | Unqualified | known_status
        Contact | Contact 1 |     | Email      | none        | email_form
        """,
        validated.quarantine,
    )
    assert validated.quarantine["reason"].str.len().gt(10).all()


def test_no_row_leaves_its_table_and_the_record_is_known_as_quarantined(default_policy):
    validated, _ = _validate(
        default_policy,
        Lead="""
        Id     | LastName | LeadSource
        Lead 1 | Lovelace | Pigeon
        Lead 2 | Babbage  | Demo
        """,
    )

    assert validated.is_quarantined("Lead").tolist() == [True, False]
    assert validated.table("Lead")["LeadSource"].tolist() == ["Pigeon", "Demo"]


def test_an_alias_is_no_reason_for_quarantine(default_policy):
    validated, _ = _validate(
        default_policy,
        Lead="""
        Id     | LeadSource
        Lead 1 | Word of mouth
        Lead 2 | 6sense
        Lead 3 | Channel Qualified Lead
        Lead 4 | Web Chat
        """,
    )

    assert validated.quarantine.empty


def test_the_policys_own_sources_and_statuses_are_known():
    policy = parse_policy(
        "vocabulary: {extra_sources: {Pigeon: outbound}, source_aliases: {Bird: Pigeon}, extra_statuses: [Asleep]}", "p"
    )
    validated, _ = _validate(
        policy,
        Lead="""
        Id     | LeadSource | Status
        Lead 1 | Pigeon     | Asleep
        Lead 2 | bird       | Raw
        """,
    )

    assert validated.quarantine.empty


def test_what_reading_put_aside_is_kept(default_policy):
    before = outputs.typed(
        "quarantine",
        frame("""
        object | row | check       | reason
        Lead   | 17  | short_row   | too few cells
        """),
    )
    validated, _ = _validate(
        default_policy,
        quarantine=before,
        Lead="""
        Id     | Status
        Lead 1 | raw
        """,
    )

    assert_table(
        """
        object | row | record_id | check        | value
        Lead   | 17  |           | short_row    |
        Lead   |     | Lead 1    | known_status | raw
        """,
        validated.quarantine,
    )
    assert validated.quarantined["Lead"] == {sf_id("Lead 1")}


def test_a_broken_quote_does_not_fill_the_quarantine_file(default_policy):
    validated, _ = _validate(
        default_policy,
        Lead=f"""
        Id     | LastName
        Lead 1 | {"x" * 5000}
        """,
    )

    assert validated.quarantine["value"].tolist() == ["x" * SHOWN_CHARACTERS]


def test_odd_values_that_may_stand_are_findings(default_policy):
    validated, findings = _validate(
        default_policy,
        Lead="""
        Id     | CreatedDate          | ZI_Do_Not_Call_Direct_Phone__c | ZI_Do_Not_Call_Mobile_Phone__c
        Lead 1 | 2026-11-06T18:00:00Z | Yes                            | YES
        Lead 2 | 2026-11-06T18:00:01Z | Y                              | 1
        """,
    )

    assert validated.quarantine.empty
    assert_table(
        """
        rule     | object | record_id | field                          | code
        validate | Lead   | Lead 2    | CreatedDate                    | created_after_plan
        validate | Lead   | Lead 2    | ZI_Do_Not_Call_Direct_Phone__c | unclear_dnc_flag
        validate | Lead   | Lead 2    | ZI_Do_Not_Call_Mobile_Phone__c | unclear_dnc_flag
        """,
        findings,
    )
