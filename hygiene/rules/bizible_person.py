"""Attribution follows the person: a Bizible person points to the record that its lead or contact became.

Salesforce moves such a lookup when records are merged, not when a lead is converted; and what an earlier merge or
conversion left behind is mended too.
"""

import pandas as pd

from hygiene.changes import findings, stack_changes, updates
from hygiene.lineage import became
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.selection import is_open
from hygiene.snapshot import Snapshot
from schemas import outputs
from schemas.columns import TEXT

OBJECT = "bizible2__Bizible_Person__c"
LEAD, CONTACT = "bizible2__Lead__c", "bizible2__Contact__c"


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:  # noqa: ARG001
    """Updates of the lookups, and findings where two Bizible persons or two contacts claim one person."""
    people = snapshot.table(OBJECT)
    people = people[is_open(people)].reset_index(drop=True)
    if people.empty:
        return Proposal(facts={"bizible_persons": 0})
    lead, contact = became(snapshot, people[LEAD]), became(snapshot, people[CONTACT])
    is_contact = lead.isin(snapshot.table("Contact")["Id"])
    from_lead = lead.where(is_contact)
    wanted_lead = people[LEAD].where(is_contact, lead)
    wanted_contact = contact.fillna(from_lead)
    elsewhere = (wanted_contact != from_lead).fillna(False).astype(bool)
    changes = [
        _moved(people, LEAD, wanted_lead, "the lead was merged, and this is the survivor"),
        _moved(people, CONTACT, wanted_contact, "the person is this contact now, by conversion or merge"),
    ]
    told = [
        _told(people[elsewhere], CONTACT, "bizible_points_elsewhere", _ELSEWHERE + from_lead[elsewhere] + "."),
        _second_persons(people, wanted_contact.fillna(wanted_lead)),
    ]
    return Proposal(
        stack_changes(changes), findings=outputs.stack("findings", told), facts={"bizible_persons": len(people)}
    )


_ELSEWHERE = "The lead of this Bizible person was converted into another contact than it points to: "
_SECOND = "More than one Bizible person stands for this record: "


def _moved(people: pd.DataFrame, field: str, wanted: pd.Series, why: str) -> pd.DataFrame:
    old = people[field]
    moves = wanted.notna() & (old != wanted).fillna(True)
    said = f"Attribution follows the person: {why}."
    return updates(OBJECT, people.loc[moves, "Id"], field, old[moves], wanted[moves], said)


def _second_persons(people: pd.DataFrame, stands_for: pd.Series) -> pd.DataFrame:
    """Nobody can tell here whose touchpoints are right, so both stay."""
    doubled = stands_for.notna() & stands_for.duplicated(keep=False)
    return _told(people[doubled], pd.NA, "bizible_second_person", _SECOND + stands_for[doubled] + ".")


def _told(people: pd.DataFrame, field: object, code: str, message: pd.Series) -> pd.DataFrame:
    named = pd.Series(field, index=people.index, dtype=TEXT)
    return findings(OBJECT, people["Id"], named, code, message)


RULE = Rule(
    name="bizible_person",
    stage=50,
    summary="Point Bizible persons to the lead or contact that survived.",
    source="H §4",
    propose=propose,
)
