"""A plan small enough to count by hand, in which every part of the report has something to say."""

import pandas as pd

from hygiene.plan import CapReading, Input, Plan
from schemas import outputs
from schemas.columns import TEXT
from tests.tables import AS_OF, frame

CHANGES = """
rule               | action  | object  | record_id | field       | old           | new             | into_id   | tier
lead_to_lead       | update  | Lead    | Lead 1    | DoNotCall   | false         | true            |           | auto
lead_to_lead       | update  | Lead    | Lead 1    | Email       |               | ada@engine.test |           | auto
lead_to_lead       | merge   | Lead    | Lead 2    |             |               |                 | Lead 1    | auto
lead_to_lead       | merge   | Lead    | Lead 3    |             |               |                 | Lead 1    | auto
lead_to_lead       | merge   | Lead    | Lead 5    |             |               |                 | Lead 4    | review
contact_to_contact | update  | Contact | Contact 1 | DoNotCall   | false         | true            |           | auto
contact_to_contact | merge   | Contact | Contact 2 |             |               |                 | Contact 1 | auto
lead_to_contact    | convert | Lead    | Lead 6    |             |               |                 | Contact 3 | auto
dnc_external       | update  | Lead    | Lead 7    | Phone       | 415 555 0172  |                 |           | auto
dnc_list           | update  | Lead    | Lead 7    | Phone       | 415.555.0172  |                 |           | auto
dnc_list           | update  | Contact | Contact 4 | MobilePhone | 020 7946 0958 |                 |           | auto
zoominfo_opt_out   | erase   | Lead    | Lead 8    |             |               |                 |           | auto
zoominfo_opt_out   | erase   | Contact | Contact 5 |             |               |                 |           | auto
test_lead          | delete  | Lead    | Lead 12   |             |               |                 |           | auto
status_default     | update  | Lead    | Lead 13   | Status      |               | Raw             |           | auto
"""
PAIRS = """
left_object | left_id   | right_object | right_id  | probability | weight | tier   | reason
Lead        | Lead 1    | Lead         | Lead 2    | 0.99995     | 22     | auto   | e-mail ada@engine.test agrees
Lead        | Lead 1    | Lead         | Lead 3    | 0.9985      | 14     | auto   | e-mail agrees
Lead        | Lead 4    | Lead         | Lead 5    | 0.62        | 1      | review | name agrees
Contact     | Contact 1 | Contact      | Contact 2 | 0.9999      | 20     | auto   | mobile agrees
Contact     | Contact 6 | Contact      | Contact 7 | 0.9992      | 15     | review | open quote
Lead        | Lead 6    | Contact      | Contact 3 | 1           | 30     | auto   | e-mail agrees
"""
FINDINGS = """
rule           | object  | record_id | field | code              | message
dnc_list       | Lead    | Lead 9    | Phone | phone_unknown     | 555-0199 cannot be compared
dnc_list       | Contact | Contact 8 | Phone | phone_unknown     | call Charles cannot be compared
test_suspects  | Lead    | Lead 14   | Email | suspect_mailbox | test@engine.test looks like a test
"""
VERDICTS = """
object  | record_id | verdict      | basis    | evidence                                  | evidence_date | lapses
Contact | Contact 5 | erase        |          | none found                                |               |
Contact | Contact 9 | keep         | 6(1)(b)  | customer: the type is Lovelace Engines    | 2026-11-06    |
Lead    | Lead 8    | erase        |          | none found                                |               |
Lead    | Lead 10   | hold         | 17(3)(e) | legal hold                                |               |
Lead    | Lead 11   | keep         | 6(1)(f)  | own_action: Initial Source Ada's Webinar  | 2026-02-14    | 2028-11-30
Lead    | Lead 15   | undetermined |          | could not be looked at: CampaignMember.HasResponded    |               |
"""
KINDS = ("customer", "opportunity", "own_action", "campaign_response", "email_opt_in", "conversation", "behavior")


def searched(not_given: str = "", **found: str) -> str:
    """The cell of a verdict that tells what was looked at: every kind, but for one that was not given."""
    kinds = [kind for kind in KINDS if not_given == "" or kind != "campaign_response"]
    parts = [f"{kind}: {found.get(kind, 'none found')}" for kind in kinds]
    return "; ".join([*parts, *([f"could not be looked at: {not_given}"] if not_given else [])])


SEARCHED = (
    searched(),
    searched(customer="the type is Lovelace Engines, stands"),
    searched(own_action="Initial Source Ada's Webinar (inbound), 2021-03-01, lapsed 2024-03-01"),
    searched(),
    searched(
        own_action="Initial Source Ada's Webinar (inbound), 2025-11-30, counts until 2028-11-30",
        conversation="an event; customer: Babbage, 2026-02-14, counts until 2028-02-14 (and 2 more)",
    ),
    searched(not_given="CampaignMember.HasResponded"),
)

QUARANTINE = """
object  | record_id  | row | field      | value            | check         | reason
Lead    | Lead 16    | 17  | LeadSource | Ada's Newsletter | known_source  | not a listed source
Lead    | Lead 16    | 17  | Status     | Lovely           | known_status  | not a listed status
Lead    |            | 19  |            | 00Qlovelace      | id_form       | no id
"""
REVIEW = """
case_id | rule               | records             | question                | reason
L1      | lead_to_lead       | Lead 4;Lead 5       | Is Ada Lovelace one?    | under the auto threshold
C1      | contact_to_contact | Contact 6;Contact 7 | Is Charles Babbage one? | open quote
"""
COPIES = "copies: 2 tasks, 1 converted lead, Ada; not looked at: events, Lovelace; other systems to tell: Marketo"
FACTS = {
    "engine": {
        "rounds": 2,
        "settled": True,
    },
    "lead_to_lead": {"records": 18, "duplicates_before": 3, "duplicates_after": 1, "excluded": {}},
    "contact_to_contact": {
        "records": 9, "duplicates_before": 2, "duplicates_after": 1, "excluded": {"open quote": 1},
    },
    "lead_to_contact": {"records": 27, "duplicates_before": 1, "duplicates_after": 0, "excluded": {}},
    "dnc_list": {
        "lists": [
            {
                "name": "us_registry", "jurisdiction": "US", "fetched": "2026-11-01", "fetched_from": "policy",
                "age_days": 5, "max_age_days": 31, "numbers": 1200, "unread": 2, "sha256": "5e" * 32,
                "compared": 25, "matched": 1, "not_comparable": 2,
            },
            {
                "name": "uk_tps", "jurisdiction": "GB", "fetched": "2026-10-20", "fetched_from": "file name",
                "age_days": 17, "max_age_days": 28, "numbers": 800, "unread": 0, "sha256": "a1" * 32,
                "compared": 25, "matched": 1, "not_comparable": 2,
            },
        ]
    },
    "zoominfo_opt_out": {"records": 6, "verdicts": {"erase": 2}, "not_given": {"CampaignMember.HasResponded": 1},
                         "legal_hold_known": {"Lead": True, "Contact": False}},
    "test_lead": {},
}  # fmt: skip
PROPOSED = {
    "lead_to_lead": {
        "auto": {"merge": {"core": 1, "purchased list": 1}, "update": {"core": 1}},
        "review": {"merge": {"core": 1}},
    },
    "zoominfo_opt_out": {"auto": {"erase": {"purchased list": 1}}},
}
POPULATION = {
    "Account": {"records": 4},
    "Contact": {"records": 9, "buckets": {"(none)": 1, "core": 5, "inbound": 3}, "statuses": {"MQL": 9}},
    "Lead": {
        "records": 18,
        "buckets": {"core": 11, "purchased list": 7},
        "statuses": {"(none)": 1, "Raw": 17},
        "proposed": PROPOSED,
    },
}
INPUTS = (
    Input("/home/ada.lovelace/exports/Account.csv", "Account", 4, 4, 0, {"encoding": "utf-8"}, "ac" * 32),
    Input("Contact.csv", "Contact", 9, 9, 0, {"encoding": "utf-16-le", "delimiter": "semicolon"}, "c0" * 32),
    Input("Lead.csv", "Lead", 20, 19, 1, {"encoding": "utf-8", "delimiter": "comma"}, "1e" * 32, 1),
)
CAPS = (
    CapReading("lead_to_lead", "merge", "Lead", 2, 18, None, True),
    CapReading("lead_to_lead", "update", "Lead", 1, 18, None, True),
    CapReading("contact_to_contact", "update", "Contact", 1, 9, None, True),
    CapReading("contact_to_contact", "merge", "Contact", 1, 9, 2, True),
    CapReading("lead_to_contact", "convert", "Lead", 1, 18, 5, True),
    CapReading("dnc_external", "update", "Lead", 1, 18, None, True),
    CapReading("dnc_list", "update", "Lead", 1, 18, None, True),
    CapReading("dnc_list", "update", "Contact", 1, 9, None, True),
    CapReading("zoominfo_opt_out", "erase", "Lead", 1, 18, 3, True),
    CapReading("zoominfo_opt_out", "erase", "Contact", 1, 9, 3, True),
    CapReading("test_lead", "delete", "Lead", 1, 18, 2, True),
    CapReading("status_default", "update", "Lead", 1, 18, None, True),
)

PERSONAL = (
    "lovelace", "ada@", "engine.test", "415", "0172", "7946", "0199", "charles", "babbage", "newsletter", "lovely",
    "home", "00q", "0035e",
)  # fmt: skip
"""Pieces of names, e-mails, numbers, paths and ids that stand in the plan, in small letters."""


def table(name: str, drawn: str) -> pd.DataFrame:
    """A drawn plan table, typed."""
    return outputs.typed(name, frame(drawn))


def small_plan(**tables: pd.DataFrame) -> Plan:
    """The plan of this file; a table given by name stands instead of its own."""
    drawn = {
        "changes": CHANGES, "pairs": PAIRS, "findings": FINDINGS, "verdicts": VERDICTS, "quarantine": QUARANTINE,
        "review": REVIEW,
    }  # fmt: skip
    own = {name: table(name, text) for name, text in drawn.items()}
    erased = own["changes"]["action"] == "erase"
    evidence = pd.Series("e-mail ada@engine.test", index=erased.index, dtype=TEXT).mask(erased, COPIES)
    own["changes"] = own["changes"].assign(reason="same e-mail, ada@engine.test", evidence=evidence)
    own["verdicts"] = own["verdicts"].assign(searched=pd.Series(SEARCHED, dtype=TEXT))
    return Plan(
        tables={**own, **tables},
        inputs=INPUTS,
        as_of=AS_OF,
        policy_digest="b0" * 32,
        version="0.1.0",
        source="/home/ada.lovelace/exports",
        caps=CAPS,
        facts=FACTS,
        population=POPULATION,
        digest="d1" * 32,
    )


def empty_plan() -> Plan:
    """A plan of nothing: no input, no change, no fact."""
    return Plan({name: outputs.empty(name) for name in outputs.COLUMNS}, (), AS_OF, "", "", "")
