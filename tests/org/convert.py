"""SOAP convertLead: into an existing contact and its account, or into new ones. Not reversible."""

from tests.org import records
from tests.org.errors import OrgError
from tests.org.permissions import CONVERTED_STATUSES
from tests.org.state import State
from tests.org.values import id18

_ADDRESS = ("Street", "City", "State", "PostalCode", "Country")
_NOT_CARRIED = {"Id", "OwnerId", "LeadSource", "Status", "Company", "Website", *_ADDRESS}


def convert(state: State, asked: dict) -> dict:
    """`asked` has the names of the SOAP type `LeadConvert`; flags are text."""
    store = state.store
    lead = _lead(state, asked)
    contact_id, account_id = _targets(state, asked, lead)
    _fill(state, lead, contact_id, overwrite=asked.get("overwriteLeadSource") == "true")
    opportunity = _opportunity(state, asked, lead, account_id)
    _move_children(state, lead["Id"], contact_id)
    marks = {"IsConverted": 1, "ConvertedContactId": contact_id, "ConvertedAccountId": account_id}
    marks |= {"ConvertedOpportunityId": opportunity, "ConvertedDate": store.now[:10]}
    marks |= {"Status": asked["convertedStatus"]}
    store.set("Lead", lead["Id"], marks)
    ids = {"accountId": account_id, "contactId": contact_id, "leadId": lead["Id"]}
    return ids | {"opportunityId": opportunity, "success": True}


def _lead(state: State, asked: dict) -> dict:
    lead_id = id18(asked.get("leadId") or "")
    state.faults.row(lead_id)
    state.store.object("Lead").need("update")
    if not state.settings["convert_leads"]:
        raise OrgError("INSUFFICIENT_ACCESS_OR_READONLY", "Convert Leads permission is needed")
    lead = state.store.live("Lead", lead_id)
    if lead["IsConverted"]:
        raise OrgError("CANNOT_UPDATE_CONVERTED_LEAD", "lead is already converted")
    if asked.get("convertedStatus") not in CONVERTED_STATUSES:
        raise OrgError("INVALID_STATUS", f"invalid convertedStatus: {asked.get('convertedStatus')}")
    if (lead["OwnerId"] or "").startswith("00G") and not asked.get("ownerId"):
        raise OrgError("INVALID_OWNER", "a lead that a queue owns needs an ownerId")
    return lead


def _targets(state: State, asked: dict, lead: dict) -> tuple[str, str]:
    if asked.get("contactId"):
        contact = state.store.live("Contact", asked["contactId"])
        state.faults.row(contact["Id"])
        if not asked.get("accountId") or id18(asked["accountId"]) != contact["AccountId"]:
            raise OrgError("INVALID_ID_FIELD", "contactId needs the accountId of that contact")
        return contact["Id"], contact["AccountId"]
    account_id = asked.get("accountId") or records.create(state, "Account", {"Name": lead["Company"]})
    account_id = state.store.live("Account", account_id)["Id"]
    contact_id = records.create(state, "Contact", {"LastName": lead["LastName"], "AccountId": account_id})
    source = {"LeadSource": lead["LeadSource"]}
    flags = {n: lead[n] for n in ("HasOptedOutOfEmail", "DoNotCall", "Legal_Hold__c", "Actively_Being_Sequenced__c")}
    state.store.set("Contact", contact_id, source | flags)
    return contact_id, account_id


def _fill(state: State, lead: dict, contact_id: str, *, overwrite: bool) -> None:
    """Only empty fields of the contact; `false` is not empty, so a lead's Do Not Call does not come along."""
    contact = state.store.raw("Contact", contact_id)
    fields = state.store.object("Contact").fields
    given = {n: v for n, v in lead.items() if n in fields and n not in _NOT_CARRIED and fields[n].updateable}
    given |= {f"Mailing{n}": lead[n] for n in _ADDRESS}
    values = {n: v for n, v in given.items() if v is not None and contact[n] is None}
    if lead["LeadSource"] is not None and (overwrite or contact["LeadSource"] is None):
        values["LeadSource"] = lead["LeadSource"]
    state.store.set("Contact", contact_id, values)


def _opportunity(state: State, asked: dict, lead: dict, account_id: str) -> str | None:
    if asked.get("doNotCreateOpportunity") == "true":
        return None
    values = {"AccountId": account_id, "StageName": "Prospecting", "CloseDate": state.store.now[:10]}
    return records.create(state, "Opportunity", values)


def _move_children(state: State, lead_id: str, contact_id: str) -> None:
    """Activities move; a campaign membership names both from now on."""
    store = state.store
    for name in ("Task", "Event"):
        for child in store.children(name, "WhoId", lead_id):
            store.set(name, child, {"WhoId": contact_id})
    for child in store.children("CampaignMember", "LeadId", lead_id):
        store.set("CampaignMember", child, {"ContactId": contact_id})
