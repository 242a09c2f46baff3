"""One case as the page shows it: its records side by side, what would survive and why, and the evidence."""

import re
from collections.abc import Mapping
from typing import Any, Final

from hygiene.choices import listed, values_in
from hygiene.decided import Decided
from hygiene.merging.conversions import CONTACT_FIELD
from hygiene.merging.survivorship import choosable
from hygiene.review_page.case_book import CaseBook, rows_of
from hygiene.review_page.differences import parts_of
from hygiene.review_page.evidence import evidence_of
from hygiene.review_page.outcome import Outcome, outcome_of
from hygiene.review_page.queue import rule_label
from hygiene.review_page.shown_fields import COMPANY, is_quiet, label_of, order_of, section_of
from hygiene.review_page.titles import company_of, name_of, value_of

_OF_RECORD: Final = re.compile(r"([A-Za-z0-9]{18}): (.+)", re.DOTALL)
_EVIDENCE: Final = "strongest pair "
_MASTER_STAYS: Final = "The value of the record that stays."


def case_view(book: CaseBook, case_id: str, decided: Mapping[str, Decided]) -> dict[str, Any]:
    """The case for the page. decided: case id -> what stands now, at least for this case and those that share records.

    Ids in sentences become the letters under which the records are shown.
    """
    row, own = book.cases[case_id], decided.get(case_id, Decided())
    ids = row["records"].split(";")
    outcome = outcome_of(book, case_id, decided)
    master = _master(outcome, own, ids)
    letters = {record: chr(ord("A") + at) for at, record in enumerate(ids)}
    reasons, barred = _reasons(str(row["reason"]))
    pairs = _pairs(book, case_id)
    view = {
        "id": case_id,
        "rule": row["rule"],
        "label": rule_label(row["rule"]),
        "question": _question(str(row["question"])),
        "reasons": reasons,
        "records": [_record(book, record, letters, barred, master, own) for record in ids],
        "sections": _sections(book, ids, master, outcome, own),
        "evidence": [evidence_of(pair) for pair in pairs],
        "apart": _never_paired(pairs, ids, letters),
        "changes": len(outcome.rows),
        "tangled": outcome.tangled,
        "conflicts": outcome.conflicts,
        "mergeable": len(ids) > 1,
        "decided": own.as_json(),
    }
    lettered: dict[str, Any] = _with_letters(view, letters)
    return lettered


def _master(outcome: Outcome, own: Decided, ids: list[str]) -> str:
    """The record that stays."""
    into = outcome.rows["into_id"].dropna()
    kept = [record for record in ids if record not in listed(own.leave_out)]
    return str(into.iloc[0]) if len(into) else (kept or ids)[0]


def _reasons(reason: str) -> tuple[list[str], dict[str, list[str]]]:
    """Why the case is asked: sentences of the whole, and what speaks against single records (by id)."""
    whole: list[str] = []
    single: dict[str, list[str]] = {}
    for part in reason.split("; "):
        found = _OF_RECORD.fullmatch(part)
        if found:
            single.setdefault(found[1], []).append(found[2])
        elif not part.startswith(_EVIDENCE):
            whole.append(part)
    return whole, single


def _question(question: str) -> str:
    """The question without its second sentence, which speaks of an id."""
    return question.split("? ")[0].rstrip("?") + "?"


def _record(
    book: CaseBook, record: str, letters: Mapping[str, str], barred: Mapping[str, list[str]], master: str, own: Decided
) -> dict[str, Any]:
    objects = [value_of(book.records.get(one), "object") for one in letters]
    into_contact = len(set(objects)) > 1
    is_contact = value_of(book.records.get(record), "object") == "Contact"
    return {
        "id": record,
        "letter": letters[record],
        "object": value_of(book.records.get(record), "object"),
        "name": name_of(book, record),
        "master": record == master,
        "left_out": record in listed(own.leave_out),
        "may_stay": is_contact or not into_contact,
        "may_leave": len(letters) > 2 and not (is_contact and into_contact),
        "barred": barred.get(record, []),
        "verdict": book.verdicts.get(record, ""),
    }


def _sections(book: CaseBook, ids: list[str], master: str, outcome: Outcome, own: Decided) -> list[dict[str, Any]]:
    objects = {value_of(book.records.get(record), "object") for record in ids}
    name = "Contact" if "Contact" in objects else (objects - {""} or {"Lead"}).pop()
    shown = {record: _values(book, record, name) for record in ids}
    updates = outcome.rows[(outcome.rows["action"] == "update").to_numpy(dtype=bool)]
    survives = {row["field"]: row for row in updates.to_dict("records")}
    free = choosable(name, book.policy.survivorship) & book.plan.given.get(name, frozenset())
    chosen = values_in(own.values)
    sections: dict[str, list[dict[str, Any]]] = {}
    for field in order_of(name):
        texts = {record: shown[record].get(field, "") for record in ids}
        if any(texts.values()) or field in survives:
            row = _field(field, texts, ids, master, survives.get(field), len(ids) > 1 and field in free)
            row["chosen"] = chosen.get(field, "")
            sections.setdefault(section_of(field), []).append(row)
    return [{"title": title, "rows": rows} for title, rows in sections.items()]


def _values(book: CaseBook, record_id: str, name: str) -> dict[str, str]:
    """The values of a record under the names of `name`'s fields; a contact shows its account's name as company."""
    record = book.records.get(record_id, {})
    renamed = CONTACT_FIELD if name == "Contact" and value_of(record, "object") == "Lead" else {}
    values = {renamed.get(str(field), str(field)): value_of(record, str(field)) for field in record}
    return {**values, COMPANY: company_of(book, record_id)}


def _field(
    field: str, texts: dict[str, str], ids: list[str], master: str, update: Mapping[Any, Any] | None, free: bool
) -> dict[str, Any]:
    others = [record for record in ids if record != master]
    against = dict.fromkeys(others, texts[master])
    against[master] = texts[others[0]] if len(others) == 1 else texts[master]
    after = texts[master] if update is None else value_of(update, "new")
    differs = len({text for text in texts.values() if text}) > 1
    return {
        "field": field,
        "label": label_of(field),
        "cells": {record: parts_of(texts[record], against[record]) for record in ids},
        "differs": differs,
        "quiet": is_quiet(field, differs, update is not None),
        "survives": after,
        "changed": update is not None,
        "why": _MASTER_STAYS if update is None else value_of(update, "reason"),
        "free": [record for record in ids if texts[record]] if free else [],
    }


def _pairs(book: CaseBook, case_id: str) -> list[dict[str, Any]]:
    """The pairs of the case, likeliest first."""
    found = book.plan.tables["pairs"].iloc[book.pairs.get(case_id, [])]
    return rows_of(found.sort_values(["probability", "left_id"], ascending=[False, True]))


def _never_paired(pairs: list[dict[str, Any]], ids: list[str], letters: Mapping[str, str]) -> list[str]:
    """Two records of the case that were found too unlike to be a pair, as `A and C`."""
    found = {frozenset((pair["left_id"], pair["right_id"])) for pair in pairs}
    return [
        f"{letters[one]} and {letters[other]}"
        for at, one in enumerate(ids)
        for other in ids[at + 1 :]
        if found and frozenset((one, other)) not in found
    ]


def _with_letters(value: Any, letters: Mapping[str, str]) -> Any:
    """Sentences with letters in the place of ids; a text that is an id alone stays, and so does every value."""
    pattern = re.compile("|".join(map(re.escape, letters)))

    def told(sentence: str) -> str:
        return pattern.sub(lambda found: letters[found[0]], sentence)

    for record in value["records"]:
        record["barred"] = [told(text) for text in record["barred"]]
    for section in value["sections"]:
        for row in section["rows"]:
            row["why"] = told(row["why"])
    for name in ("reasons", "conflicts"):
        value[name] = [told(text) for text in value[name]]
    return value
