"""The org as a sink: each kind of step by the call that suits it, and what became of steps whose answer was lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from hygiene.apply.journal import Journal, Receipt, Status
from hygiene.apply.receipts import WITHOUT_SOURCE
from hygiene.apply.steps import Step
from hygiene.crm.salesforce import fates, soap
from hygiene.crm.salesforce.cells import cell_json, cell_text
from hygiene.crm.salesforce.ingest import NULL, ingest, laid_to_rest
from hygiene.crm.salesforce.problems import AGAIN, LostAnswerError
from hygiene.crm.salesforce.reading import Reader, plan_text, touched
from hygiene.crm.salesforce.session import OrgSession, in_parts
from hygiene.errors import OutsideError
from hygiene.images import content_of
from hygiene.policy import Policy
from schemas.columns import ID_PREFIXES, PEOPLE, TEXT, fields_of

COLLECTION: Final = 200
SOURCE: Final = "LeadSource"
LOCKED: Final = "FIELD_CUSTOM_VALIDATION_EXCEPTION"
LEFT: Final = "LOCKED_SOURCE"
NOT_WRITABLE: Final = "FIELD_NOT_WRITABLE"
_JOB: Final = "job:"
"""Note of the first step of a Bulk job: the job's id."""


@dataclass
class SalesforceSink:
    """Writes steps to one org (see `hygiene.apply.sink.Sink`)."""

    org: OrgSession
    policy: Policy
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.org, self.policy)

    def stamps(self, steps: Sequence[Step]) -> Mapping[str, str | None]:
        found: dict[str, str | None] = {}
        for name, ids in touched(steps).items():
            for record, values in self.reader.values(name, ids, ["SystemModstamp"]).items():
                found[record] = plan_text(values.get("SystemModstamp"), "moment")
        return found

    def images(self, steps: Sequence[Step]) -> pd.DataFrame:
        merges = [step for step in steps if step.kind == "merge"]
        goes_into = {loser: step.record_ids[0] for step in merges for loser in step.record_ids[1:]}
        goes_into |= {step.record_ids[0]: step.record_ids[1] for step in steps if step.kind == "convert"}
        rows = []
        for name, ids in touched(steps).items():
            leaving = [record for record in ids if record in goes_into]
            children = self.reader.children(name, leaving) if leaving else {}
            for record, values in self.reader.values(name, ids, fields_of(name)).items():
                content = content_of(values, children.get(record))
                rows.append((name, record, content, goes_into.get(record)))
        return pd.DataFrame(rows, columns=["object", "record_id", "content", "into_id"], dtype=TEXT)

    def write(self, steps: Sequence[Step], journal: Journal) -> Sequence[Receipt]:
        writers: dict[str, Callable[[Sequence[Step], Journal], list[Receipt]]] = {
            "merge": self._merge, "convert": self._convert, "delete": self._delete, "erase": self._erase,
            "undelete": self._undelete,
        }  # fmt: skip
        refused = [receipt for step in steps if (receipt := self._unwritable(step)) is not None]
        known = {receipt.step_id for receipt in refused}
        ready = [step for step in steps if step.step_id not in known]
        return [*refused, *(writers.get(steps[0].kind, self._update)(ready, journal) if ready else [])]

    def _unwritable(self, step: Step) -> Receipt | None:
        """A field that the plan's source had and this org has not, or that its user may not write."""
        writable = self.reader.described(step.target[0]).writable
        lacking = [] if step.kind == "convert" else [name for name in step.fields if name not in writable]
        told = f"the org lacks, or the user may not write, {', '.join(lacking)}"
        return Receipt(step.step_id, "refused", NOT_WRITABLE, told) if lacking else None

    def settle(self, steps: Sequence[Step], journal: Journal) -> Mapping[str, Receipt | None]:
        """A job that the process left behind may still be at work: what it does is waited for."""
        for job in dict.fromkeys(filter(None, (journal.noted(_JOB + step.step_id) for step in steps))):
            laid_to_rest(self.org, job)
        return {step.step_id: receipt for step, receipt in fates.fates_of(self.reader, steps)}

    def _update(self, steps: Sequence[Step], journal: Journal) -> list[Receipt]:
        ordered = self._by_account(steps)
        if len(ordered) >= self.policy.salesforce.bulk_rows:
            # A text that reads as the Bulk API's word for nothing would clear its cell there.
            plain = [step for step in ordered if NULL not in step.fields.values()]
            worded = [step for step in ordered if NULL in step.fields.values()]
            return [*(self._bulk(plain, "update", journal) if plain else []), *self._collections(worded)]
        return self._collections(ordered)

    def _collections(self, ordered: Sequence[Step]) -> list[Receipt]:
        receipts = []
        for part in in_parts(ordered, COLLECTION):
            records = [self._record(step) for step in part]
            asked = {"allOrNone": False, "records": records}
            answers = self._answers("PATCH", "composite/sobjects", json=asked)
            receipts += [] if answers is None else _receipts(part, answers)
        return receipts

    def _record(self, step: Step) -> dict[str, Any]:
        described = self.reader.described(step.object)
        values = {described.names[name]: cell_json(described, name, new) for name, new in step.fields.items()}
        return {"attributes": {"type": step.object}, "id": step.record_ids[0], **values}

    def _by_account(self, steps: Sequence[Step]) -> list[Step]:
        """Contacts of one account beside each other: two writers at once would lock each other's account."""
        if steps[0].object != "Contact" or len(steps) <= COLLECTION:
            return list(steps)
        accounts = self.reader.values("Contact", [step.record_ids[0] for step in steps], ["AccountId"])
        return sorted(steps, key=lambda step: str(accounts.get(step.record_ids[0], {}).get("AccountId")))

    def _bulk(self, steps: Sequence[Step], operation: str, journal: Journal) -> list[Receipt]:
        """One job for each set of fields: an absent column must not become an empty cell."""
        by_fields: dict[tuple[str, ...], list[Step]] = {}
        for step in steps:
            by_fields.setdefault(tuple(sorted(step.fields)), []).append(step)
        receipts = []
        for fields, group in by_fields.items():
            known = self.reader.described(group[0].object)
            rows = [
                {"Id": step.record_ids[0], **{known.names[f]: cell_text(known, f, step.fields[f]) for f in fields}}
                for step in group
            ]
            codes = self._job(group, operation, rows, journal)
            receipts += [_receipt(step, codes[step.record_ids[0]]) for step in group if step.record_ids[0] in codes]
        return [receipt for receipt in receipts if receipt is not None]

    def _job(
        self, steps: Sequence[Step], operation: str, rows: Sequence[Mapping[str, str | None]], journal: Journal
    ) -> dict[str, str]:
        key = _JOB + steps[0].step_id
        try:
            return ingest(self.org, steps[0].object, operation, rows, lambda job: journal.note(key, job))
        except LostAnswerError:
            return {}

    def _merge(self, steps: Sequence[Step], journal: Journal) -> list[Receipt]:  # noqa: ARG002 (one signature for all)
        receipts: list[Receipt | None] = []
        locked: list[Step] = []
        for part in in_parts(steps, soap.MOST):
            for step, answer in zip(part, self._soap("merge", [self._merge_request(s) for s in part]), strict=False):
                if self._is_locked(step, answer):
                    locked.append(step)
                elif self._is_left(step, answer):
                    receipts.append(_left(step))
                else:
                    receipts.append(_soap_receipt(step, answer))
        for part in in_parts(locked, soap.MOST):
            requests = [self._merge_request(step, without=SOURCE) for step in part]
            for step, answer in zip(part, self._soap("merge", requests), strict=False):
                told = "merged, but the org kept its own Initial Source"
                done = Receipt(step.step_id, "applied", WITHOUT_SOURCE, told, 2)
                receipts.append(done if answer.done else _soap_receipt(step, answer))
        return [receipt for receipt in receipts if receipt is not None]

    def _is_locked(self, step: Step, answer: soap.Answer) -> bool:
        """Where the org names no field it may be the source; where it names others alone, it is not."""
        may = self.policy.salesforce.locked_source == "merge_without" and answer.code == LOCKED
        named = not answer.fields or self._source_of(step) in answer.fields
        return may and named and SOURCE in step.fields

    def _is_left(self, step: Step, answer: soap.Answer) -> bool:
        """Only where the org names the source and nothing else: every other validation rule has the same code."""
        skips = self.policy.salesforce.locked_source == "skip"
        return (
            skips and answer.code == LOCKED and SOURCE in step.fields and set(answer.fields) == {self._source_of(step)}
        )

    def _source_of(self, step: Step) -> str | None:
        """The org's own name of the Initial Source."""
        return self.reader.described(step.object).names.get(SOURCE)

    def _merge_request(self, step: Step, without: str = "") -> str:
        known = self.reader.described(step.object)
        values = {known.names[f]: cell_text(known, f, new) for f, new in step.fields.items() if f != without}
        return soap.merge_request(step.object, step.record_ids[0], step.record_ids[1:], values)

    def _convert(self, steps: Sequence[Step], journal: Journal) -> list[Receipt]:  # noqa: ARG002 (one signature for all)
        contacts = self.reader.values("Contact", [step.record_ids[1] for step in steps], ["AccountId", "OwnerId"])
        leads = self.reader.values("Lead", [step.record_ids[0] for step in steps], ["OwnerId", SOURCE])
        ready = [step for step in steps if contacts.get(step.record_ids[1], {}).get("AccountId")]
        told = "the contact has no account"
        alone = [step for step in steps if step not in ready]
        receipts: list[Receipt | None] = [Receipt(step.step_id, "refused", "NO_ACCOUNT", told) for step in alone]
        for part in in_parts(ready, soap.MOST):
            requests = [self._convert_request(step, contacts[step.record_ids[1]], leads) for step in part]
            answers = self._soap("convertLead", requests)
            receipts += [_soap_receipt(step, answer) for step, answer in zip(part, answers, strict=False)]
        return [receipt for receipt in receipts if receipt is not None]

    def _convert_request(self, step: Step, contact: Mapping[str, Any], leads: Mapping[str, Mapping[str, Any]]) -> str:
        """An older source is carried by the one way that a locked source allows, where it is the lead's own."""
        lead_id, contact_id = step.record_ids
        lead = leads.get(lead_id, {})
        queue = str(lead.get("OwnerId", "")).startswith("00G")
        return soap.convert_request(
            lead_id, contact_id, contact["AccountId"], self.policy.salesforce.converted_status,
            owner=contact["OwnerId"] if queue else None,
            overwrite_source=SOURCE in step.fields and step.fields[SOURCE] == lead.get(SOURCE),
        )  # fmt: skip

    def _delete(self, steps: Sequence[Step], journal: Journal) -> list[Receipt]:
        if len(steps) >= self.policy.salesforce.bulk_rows:
            return self._bulk(self._by_account(steps), "delete", journal)
        receipts: list[Receipt] = []
        for part in in_parts(steps, COLLECTION):
            params = {"ids": ",".join(step.record_ids[0] for step in part), "allOrNone": "false"}
            answers = self._answers("DELETE", "composite/sobjects", params=params, once=True)
            receipts += [] if answers is None else _receipts(part, answers)
        return receipts

    def _erase(self, steps: Sequence[Step], journal: Journal) -> list[Receipt]:
        """For good. What was deleted on an earlier try and still lies in the bin is only taken out of it."""
        if self.policy.salesforce.erase == "hard_delete":
            return self._bulk(self._by_account(steps), "hardDelete", journal)
        there = fates.in_bin(self.reader, steps)
        deleted = self._delete([step for step in steps if step not in there], journal)
        binned = fates.in_bin(self.reader, steps)
        receipts: list[Receipt | None] = [receipt for receipt in deleted if receipt.status == "refused"]
        for part in in_parts(binned, soap.MOST):
            answers = self._soap("emptyRecycleBin", soap.ids_request([step.record_ids[0] for step in part]))
            receipts += [_soap_receipt(step, answer) for step, answer in zip(part, answers, strict=False)]
        return [receipt for receipt in receipts if receipt is not None]

    def purge(self, records: Sequence[str]) -> int:
        """Takes those of the records that lie in the recycle bin out of it, for good; how many.

        Raises:
            OutsideError: the org refused, or did not answer; asking again does no harm.
        """
        purged = 0
        for name, prefix in ((name, ID_PREFIXES[name]) for name in PEOPLE):
            ids = [record for record in records if record.startswith(prefix)]
            binned = fates.binned(self.reader, name, ids) if ids else []
            for part in in_parts(binned, soap.MOST):
                self._soap("emptyRecycleBin", soap.ids_request(part))
            left = fates.binned(self.reader, name, binned) if binned else []
            if left:
                raise OutsideError(
                    f"{len(left):,} records of erased people are still in the org's recycle bin; resume."
                )
            purged += len(binned)
        return purged

    def _undelete(self, steps: Sequence[Step], journal: Journal) -> list[Receipt]:  # noqa: ARG002 (one signature for all)
        receipts: list[Receipt | None] = []
        for part in in_parts(steps, soap.MOST):
            answers = self._soap("undelete", soap.ids_request([step.record_ids[0] for step in part]))
            receipts += [_soap_receipt(step, answer) for step, answer in zip(part, answers, strict=False)]
        return [receipt for receipt in receipts if receipt is not None]

    def _soap(self, operation: str, requests: Sequence[str]) -> list[soap.Answer]:
        """No answers where they were lost: the executor asks what became of the steps."""
        try:
            return soap.call(self.org, operation, requests)
        except LostAnswerError:
            return []

    def _answers(self, method: str, path: str, **more: Any) -> list[Mapping[str, Any]] | None:
        try:
            answers: list[Mapping[str, Any]] = self.org.call(method, self.org.data(path), **more).json()
        except LostAnswerError:
            return None
        return answers


def _receipts(steps: Sequence[Step], answers: Sequence[Mapping[str, Any]]) -> list[Receipt]:
    errors = [None if each["success"] else each["errors"][0] for each in answers]
    found = [
        _receipt(step, "") if error is None else _receipt(step, str(error["statusCode"]), error.get("fields", ()))
        for step, error in zip(steps, errors, strict=True)
    ]
    return [receipt for receipt in found if receipt is not None]


def _left(step: Step) -> Receipt:
    """Held, not refused: the policy foresees it, so that it is no error that may stop the run."""
    told = f"the org locks the Initial Source ({LOCKED}), and the policy leaves such records (locked_source: skip)"
    return Receipt(step.step_id, "held", LEFT, told)


def _soap_receipt(step: Step, answer: soap.Answer) -> Receipt | None:
    return _receipt(step, "" if answer.done else answer.code, answer.fields)


def _receipt(step: Step, code: str, fields: Sequence[str] = ()) -> Receipt | None:
    """The org's code and the fields it names, never its sentence, which may quote a value; None: to be tried again."""
    if code in AGAIN:
        return None
    if not code:
        return Receipt(step.step_id, "applied")
    status: Status = "drifted" if code in ("ENTITY_IS_DELETED", "ENTITY_IS_LOCKED") else "refused"
    about = f" ({', '.join(fields)})" if fields else ""
    return Receipt(step.step_id, status, code, f"refused by the org{about}")
