"""What the org says became of steps whose answer never came."""

from collections.abc import Iterator, Sequence
from typing import Final

from hygiene.apply.journal import Receipt
from hygiene.apply.steps import Step
from hygiene.crm.salesforce.reading import Reader, kind_of, plan_text

_FOUND_DONE: Final = "found done when the org was asked"


def fates_of(reader: Reader, steps: Sequence[Step]) -> Iterator[tuple[Step, Receipt | None]]:
    """Each step with its receipt when it was done, with None when it was not."""
    by_kind: dict[tuple[str, str], list[Step]] = {}
    for step in steps:
        by_kind.setdefault((step.kind, step.object), []).append(step)
    for (kind, name), group in by_kind.items():
        done = _done(reader, kind, name, group)
        for step in group:
            yield step, Receipt(step.step_id, "applied", "", _FOUND_DONE) if step.step_id in done else None


def in_bin(reader: Reader, steps: Sequence[Step]) -> list[Step]:
    """Those whose record lies in the recycle bin."""
    there = set(binned(reader, steps[0].object, [step.record_ids[0] for step in steps])) if steps else set()
    return [step for step in steps if step.record_ids[0] in there]


def binned(reader: Reader, name: str, records: Sequence[str]) -> list[str]:
    """Those of the records that lie in the recycle bin."""
    found = reader.fates(name, records, ["IsDeleted"])
    return [record for record in records if found.get(record, {}).get("IsDeleted")]


def _done(reader: Reader, kind: str, name: str, steps: Sequence[Step]) -> set[str]:
    if kind == "merge":
        return _merged(reader, name, steps)
    if kind == "convert":
        found = reader.values(name, [step.record_ids[0] for step in steps], ["ConvertedContactId"])
        return {s.step_id for s in steps if found.get(s.record_ids[0], {}).get("ConvertedContactId") == s.record_ids[1]}
    if kind in ("delete", "erase", "undelete"):
        return _removed(reader, kind, name, steps)
    return _updated(reader, name, steps)


def _merged(reader: Reader, name: str, steps: Sequence[Step]) -> set[str]:
    losers = [loser for step in steps for loser in step.record_ids[1:]]
    found = reader.fates(name, losers, ["IsDeleted", "MasterRecordId"])
    return {
        step.step_id
        for step in steps
        if all(found.get(loser, {}).get("MasterRecordId") == step.record_ids[0] for loser in step.record_ids[1:])
    }


def _removed(reader: Reader, kind: str, name: str, steps: Sequence[Step]) -> set[str]:
    found = reader.fates(name, [step.record_ids[0] for step in steps], ["IsDeleted"])
    binned = {record for record, fate in found.items() if fate["IsDeleted"]}
    if kind == "undelete":
        return {step.step_id for step in steps if step.record_ids[0] in found.keys() - binned}
    still = found.keys() if kind == "erase" else found.keys() - binned
    return {step.step_id for step in steps if step.record_ids[0] not in still}


def _updated(reader: Reader, name: str, steps: Sequence[Step]) -> set[str]:
    fields = sorted({field for step in steps for field in step.fields})
    found = reader.values(name, [step.record_ids[0] for step in steps], fields)
    return {step.step_id for step in steps if _holds(step, found.get(step.record_ids[0]))}


def _holds(step: Step, values: dict[str, object] | None) -> bool:
    return values is not None and all(
        plan_text(values.get(field), kind_of(step.object, field)) == new for field, new in step.fields.items()
    )
