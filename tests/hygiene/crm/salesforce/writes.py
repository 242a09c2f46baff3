"""A few records of an org, and steps of every kind on them."""

from collections import Counter

from hygiene.apply.steps import Step
from hygiene.policy import parse_policy
from tests.org import records
from tests.org.values import id18

THEN = "2026-11-20T00:00:00Z"
LEADS, CONTACT, ACCOUNT, TASK = (
    [id18(f"00Q5e0000000{number:03d}") for number in range(1, 9)],
    *(id18(f"{prefix}5e0000000001") for prefix in ("003", "001", "00T")),
)
REMOVALS = {
    "delete": "delete", "bulk_delete": "delete", "erase": "erase", "empty_bin": "erase", "undelete": "undelete",
}  # fmt: skip


def statuses(journal):
    return Counter((receipt.status, receipt.code) for receipt in journal.receipts())


def policy(setting=""):
    return parse_policy(f"salesforce: {{{setting}}}", "test")


def load(org, kind=""):
    """Eight leads, a contact and a task; what an undeletion is to bring back lies in the bin."""
    common = {"LastName": "A", "SystemModstamp": THEN, "LeadSource": "Conference", "DoNotCall": "false"}
    org.load({"Lead": [{"Id": one, "Company": "B", "Status": "Raw", "Phone": "1", **common} for one in LEADS]})
    org.load({"Account": [{"Id": ACCOUNT, "Name": "B"}], "Contact": [{"Id": CONTACT, "AccountId": ACCOUNT, **common}]})
    org.load({"Task": [{"Id": TASK, "WhoId": LEADS[1], "Subject": "x"}]})
    for one in LEADS[:3] if kind == "undelete" else ():
        with org.state.store.lock:
            records.delete(org.state, "Lead", one)


def step(kind, *records, **fields):
    name = f"s{kind}{records[0]}"
    return Step(name, 0, kind, "Lead", records, (f"c{name}",), fields, dict.fromkeys(records, "2026-11-20"))


def steps_of_kind(kind):
    if kind in ("update", "bulk"):
        return [step("update", one, Phone=None) for one in LEADS[:3]]
    if kind == "merge":
        return [step("merge", LEADS[0], LEADS[1], DoNotCall="true"), step("merge", LEADS[2], LEADS[3])]
    if kind == "convert":
        return [step("convert", LEADS[0], CONTACT)]
    return [step(REMOVALS[kind], one) for one in LEADS[:3]]


def outcome(org, kind):
    rows = {row["Id"]: row for row in org.rows("Lead")}
    if kind in ("update", "bulk"):
        return all(rows[one]["Phone"] is None for one in LEADS[:3])
    if kind == "merge":
        task = org.rows("Task")[0]["WhoId"] == LEADS[0]
        return task and rows[LEADS[0]]["DoNotCall"] and rows[LEADS[1]]["MasterRecordId"] == LEADS[0]
    if kind == "convert":
        return rows[LEADS[0]]["ConvertedContactId"] == CONTACT and len(org.rows("Contact")) == 1
    if kind == "undelete":
        return not any(rows[one]["IsDeleted"] for one in LEADS[:3])
    if REMOVALS[kind] == "delete":
        return all(rows[one]["IsDeleted"] for one in LEADS[:3])
    return not rows.keys() & set(LEADS[:3])


def apply(run, *steps):
    run.run(steps)
    return dict(statuses(run.journal))
