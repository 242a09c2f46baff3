"""What must occur in the sample org, and how often at the least, told of the rows of one table."""

from collections.abc import Callable

import pandas as pd

REASON = "DOZISF__ZoomInfo_Non_Matched_Reason__c"
DIRECT, MOBILE = "ZI_Do_Not_Call_Direct_Phone__c", "ZI_Do_Not_Call_Mobile_Phone__c"


def _number(texts: pd.Series) -> pd.Series:
    return pd.to_numeric(texts, errors="coerce")


Mask = Callable[[pd.DataFrame], pd.Series]

IN_ONE_TABLE: dict[str, tuple[str, Mask, int]] = {
    "internal Do Not Call, leads": ("Lead", lambda t: t["DoNotCall"] == "true", 6),
    "internal Do Not Call, contacts": ("Contact", lambda t: t["DoNotCall"] == "true", 4),
    "direct flag": ("Lead", lambda t: (t[DIRECT] == "Yes") & (t["ZI_Phone_Number__c"] != ""), 12),
    "direct flag without a number": ("Lead", lambda t: (t[DIRECT] == "Yes") & (t["ZI_Phone_Number__c"] == ""), 2),
    "direct flag that says no": ("Lead", lambda t: t[DIRECT] == "No", 2),
    "mobile flag": ("Lead", lambda t: (t[MOBILE] == "Yes") & (t["ZI_Mobile_Phone_Number__c"] != ""), 8),
    "both flags": ("Lead", lambda t: (t[DIRECT] == "Yes") & (t[MOBILE] == "Yes"), 4),
    "two numbers in a field": ("Lead", lambda t: t["Phone"].str.contains(" / "), 4),
    "seven digits": ("Lead", lambda t: t["Phone"].str.fullmatch(r"555-01\d\d"), 4),
    "an extension": ("Lead", lambda t: t["Phone"].str.contains(r" (?:x|ext\. )\d+$"), 10),
    "an exit code": ("Lead", lambda t: t["Phone"].str.match(r"011 44|00 44"), 4),
    "a sentence instead of a number": ("Lead", lambda t: t["Phone"].str.contains("Bob|signature"), 4),
    "opted-out leads": ("Lead", lambda t: t[REASON] == "OPT_OUT", 40),
    "opted-out contacts": ("Contact", lambda t: t[REASON] == "OPT_OUT", 15),
    "another reason": ("Lead", lambda t: ~t[REASON].isin(["", "OPT_OUT"]), 1),
    "opted out on hold": ("Lead", lambda t: (t[REASON] == "OPT_OUT") & (t["Legal_Hold__c"] == "true"), 1),
    "opted out in conversation": ("Lead", lambda t: (t[REASON] == "OPT_OUT") & (t["Status"] == "Qualifying"), 2),
    "test lead": ("Lead", lambda t: t["Title"].isin(["Test", "test", " TEST "]), 10),
    "test lead with spaces": ("Lead", lambda t: t["Title"] == " TEST ", 2),
    "no test lead": ("Lead", lambda t: t["Title"] == "Test Engineer", 1),
    "converted test lead": ("Lead", lambda t: (t["Title"] == "Test") & (t["IsConverted"] == "true"), 1),
    "test lead on hold": ("Lead", lambda t: (t["Title"] == "Test") & (t["Legal_Hold__c"] == "true"), 1),
    "test lead with opportunity": ("Lead", lambda t: (t["Title"] == "Test") & (t["ConvertedOpportunityId"] != ""), 1),
    "contact with the title": ("Contact", lambda t: t["Title"] == "Test", 2),
    "suspect domain": ("Lead", lambda t: t["Email"].str.contains(r"@example\.(?:com|org)$"), 2),
    "partner account": ("Lead", lambda t: t["Partner_Account__c"] != "", 2),
    "being sequenced": ("Lead", lambda t: t["Actively_Being_Sequenced__c"] == "true", 2),
    "sales in conversation": ("Lead", lambda t: t["Status"].isin(["Qualifying", "Qualified"]), 4),
    "unknown last name": ("Lead", lambda t: t["LastName"] == "[[unknown]]", 2),
    "unknown company": ("Lead", lambda t: t["Company"] == "[[unknown]]", 2),
    "open quote": ("Contact", lambda t: t["On_Open_Quote__c"] == "true", 2),
    "current customer": ("Contact", lambda t: t["Current_Customer__c"] == "true", 2),
    "legal hold on contacts": ("Contact", lambda t: t["Legal_Hold__c"] == "true", 2),
    "contact without account": ("Contact", lambda t: t["AccountId"] == "", 3),
    "account of a partner": ("Account", lambda t: t["Type"] == "Partner", 2),
    "shared mailbox": ("Lead", lambda t: t["Email"].str.match(r"(info|sales|office|kontakt)@"), 15),
    "filler number": ("Lead", lambda t: t["Phone"].isin(["0000000000", "n/a"]), 6),
    "alias of a source": ("Lead", lambda t: t["LeadSource"].isin(["Word of mouth", "6sense", "Partner"]), 3),
    "unknown source": ("Lead", lambda t: t["LeadSource"] == "Trade Show 2019", 3),
    "no source": ("Lead", lambda t: t["LeadSource"] == "", 3),
    "investor without name": (
        "Lead", lambda t: (t["LeadSource"] == "Investor") & (t["Investor_Name__c"] == "") & (t["Company"] != ""), 1,
    ),
    "source to be deprecated": ("Lead", lambda t: t["LeadSource"] == "Email Request", 3),
    "unknown status": ("Lead", lambda t: t["Status"] == "Working - Contacted", 2),
    "no status": ("Lead", lambda t: t["Status"] == "", 4),
    "raw with behaviour": ("Lead", lambda t: (t["Status"] == "Raw") & (_number(t["Behavior_Score__c"]) > 10), 2),
    "bad e-mail": ("Lead", lambda t: t["Email"].isin(["jane.doe@", "ask at reception", "two@@signs.example"]), 3),
    "bad date": ("Lead", lambda t: t["LastActivityDate"] == "yesterday", 1),
    "bad flag": ("Lead", lambda t: t["DoNotCall"] == "maybe", 1),
    "bad number": ("Lead", lambda t: t["mkto71_Lead_Score__c"] == "high", 1),
    "merged away by hand": ("Lead", lambda t: (t["IsDeleted"] == "true") & (t["MasterRecordId"] != ""), 5),
    "converted": ("Lead", lambda t: t["IsConverted"] == "true", 12),
    "embedded newline": ("Lead", lambda t: t["Region_Notes__c"].str.contains("\n"), 1),
    "formula-like cell": ("Lead", lambda t: t["Region_Notes__c"].str.match(r"[=@-]"), 3),
    "native script": ("Lead", lambda t: t["LastName"].str.contains(r"[\u0370-\u03ff\u4e00-\u9fff]"), 6),
    "response to an e-mail": (
        "CampaignMember", lambda t: (t["CampaignType"] == "Email Send") & (t["HasResponded"] == "true"), 2,
    ),
    "inbound call": ("Task", lambda t: t["CallType"] == "Inbound", 4),
    "meeting to come": ("Event", lambda t: t["ActivityDate"] > "2026-11-21", 2),
    "open opportunity": ("Opportunity", lambda t: t["IsClosed"] == "false", 3),
    "lost opportunity": ("Opportunity", lambda t: (t["IsClosed"] == "true") & (t["IsWon"] == "false"), 2),
    "queue as owner": ("Lead", lambda t: t["OwnerId"].str.startswith("00G"), 20),
    "fifteen-character id": ("OpportunityContactRole", lambda t: t["ContactId"].str.len() == 15, 10),
}  # fmt: skip
