"""Tells of erased people who are back, and of numbers of the internal Do-Not-Call list that came back.

Nobody is erased again by this: whether there is a lawful basis to hold the returned record is for `zoominfo_opt_out`
and for people. A number that must not be called is blanked as it was before, where that is beyond doubt.
"""

from typing import Final

import numpy as np
import pandas as pd

from hygiene.changes import findings
from hygiene.dnc_blanking import Blanking
from hygiene.dnc_sources import boxed
from hygiene.phone_book import PhoneBook, phone_book, rows_where, with_values
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.snapshot import Snapshot
from hygiene.suppression import normal_emails
from schemas import outputs, suppressions
from schemas.columns import PEOPLE, TEXT
from schemas.values import to_text
from schemas.vocabularies import bucket_of

NAME: Final = "returned_after_purge"
EMAIL_FIELDS: Final = ("Email", "Supplemental_Email__c")
OLDER: Final = "the record is older than the request not to be called, so somebody may have been asked to call again"


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """Findings for values of the extracted records that are on the list, and internal DNC numbers to blank again."""
    known = snapshot.suppressions
    if known.rows.empty:
        return Proposal()
    key = (NAME, policy.reading.region)
    if key not in snapshot.memo:
        snapshot.memo[key] = _returned(snapshot.extracted, policy)
    people: pd.DataFrame = snapshot.memo[key]
    numbers = _numbers_back(snapshot, policy)
    blanking = _blanking(snapshot, numbers, policy)
    return Proposal(
        changes=blanking.changes,
        findings=outputs.stack("findings", [*_people_told(people), *_numbers_told(numbers), blanking.findings]),
        review=blanking.review,
        facts={**blanking.facts, "on_list": known.counts(), **_facts(people, policy)},
    )


def _returned(start: Snapshot, policy: Policy) -> pd.DataFrame:
    """Fields of people outside of the recycle bin that hold an erased person's mailbox or number.

    Out: `object`, `record_id`, `field`, `source`, `added`, and the record's `CreatedDate`, `LeadSource`, `CreatedById`.
    """
    frames = [_by_email(start, name, field) for name in PEOPLE for field in EMAIL_FIELDS]
    book = phone_book(start, policy)
    cells = _listed_cells(start, book, "erasure")
    frames.append(cells[["object", "record_id", "field", "source", "added"]])
    found = pd.concat(frames, ignore_index=True)
    about = pd.concat([_about(start, name) for name in PEOPLE], ignore_index=True)
    return found.merge(about, on="record_id", validate="many_to_one")


def _by_email(start: Snapshot, name: str, field: str) -> pd.DataFrame:
    table = start.table(name)
    live = table[~table["IsDeleted"].fillna(False).astype(bool)]
    met = start.suppressions.found("email", normal_emails(live[field]))
    met = met[met["purpose"] == "erasure"]
    ids = live.loc[met["row"], "Id"].array
    return met.assign(object=name, record_id=ids, field=field)[["object", "record_id", "field", "source", "added"]]


def _listed_cells(snapshot: Snapshot, book: PhoneBook, purpose: str) -> pd.DataFrame:
    """Phone fields of people that hold a number listed for it, with `record_id`, `value`, `source`, `added`."""
    read = book.numbers[book.numbers["e164"] > 0]
    met = _listed_numbers(snapshot, read["e164"].unique())
    hits = read.merge(met[met["purpose"] == purpose], on="e164", validate="many_to_one")
    latest = hits.sort_values("added", kind="stable").drop_duplicates("reading", keep="last")
    cells = book.cells[book.cells["reading"].isin(latest["reading"]) & book.cells["object"].isin(PEOPLE)]
    told = with_values(snapshot, cells)
    return told.merge(latest[["reading", "source", "added"]], on="reading", how="left", validate="many_to_one")


def _listed_numbers(snapshot: Snapshot, numbers: np.ndarray) -> pd.DataFrame:
    """Listed ones among the numbers and some more: `e164`, `purpose`, `source`, `added`. Each is hashed once a run."""
    key = (NAME, "numbers")
    asked, known = snapshot.memo.get(key, (np.empty(0, np.int64), []))
    new = pd.Series(np.setdiff1d(numbers, asked))
    if len(new):
        met = snapshot.suppressions.found("phone", "+" + new.astype(TEXT))
        known = [*known, met.assign(e164=new[met["row"]].array)]
        snapshot.memo[key] = (np.union1d(asked, numbers), known)
    return pd.concat(known, ignore_index=True) if known else _no_listed_numbers()


def _no_listed_numbers() -> pd.DataFrame:
    """The table of listed numbers without a row."""
    return suppressions.empty()[["purpose", "source", "added"]].assign(e164=np.empty(0, np.int64))


def _about(start: Snapshot, name: str) -> pd.DataFrame:
    columns = ["CreatedDate", "LeadSource", "CreatedById"]
    return start.table(name)[["Id", *columns]].rename(columns={"Id": "record_id"})


def _is_new(rows: pd.DataFrame) -> pd.Series:
    """Records created since the hash was taken; without a creation date a record counts as new."""
    return ~(rows["CreatedDate"] < rows["added"]).fillna(False).astype(bool)


def _people_told(people: pd.DataFrame) -> list[pd.DataFrame]:
    """A number alone tells of new records only: colleagues who share a line were there before."""
    new, by_email = _is_new(people), people["field"].isin(EMAIL_FIELDS)
    back, held = people[new], people[~new & by_email]
    shared = pd.Series("", index=back.index, dtype=TEXT).mask(
        ~back["field"].isin(EMAIL_FIELDS), " The number alone was recognised, and a line may be shared."
    )
    message = "Erased on " + _day(back["added"]) + " (" + back["source"] + ") and back" + _through(back) + "." + shared
    older = (
        "Holds the e-mail of somebody who was erased on " + _day(held["added"]) + " (" + held["source"] + "); here"
        + _through(held) + "."
    )  # fmt: skip
    return [
        *_findings(back, "returned_after_purge", message),
        *_findings(held, "purged_email_on_older_record", older),
    ]


def _through(rows: pd.DataFrame) -> pd.Series:
    """Since when, through which source, created by whom."""
    source = (" through " + rows["LeadSource"]).fillna(" without an Initial Source")
    creator = (", created by " + rows["CreatedById"]).fillna(", created by nobody known")
    return (" since " + _day(rows["CreatedDate"])).fillna("") + source + creator


def _day(moments: pd.Series) -> pd.Series:
    return to_text(moments).str.slice(0, 10)


def _numbers_back(snapshot: Snapshot, policy: Policy) -> pd.DataFrame:
    """Cells that hold a remembered number and are not the business of a box that is set now."""
    book = phone_book(snapshot, policy)
    cells = _listed_cells(snapshot, book, "internal_dnc")
    own = rows_where(cells, boxed(snapshot)) if len(cells) else cells
    others = cells[~cells.index.isin(own.index) & ~_listed_now(snapshot, policy, book, cells)]
    about = pd.concat([_about(snapshot, name) for name in PEOPLE], ignore_index=True)
    return others.merge(about, on="record_id", validate="many_to_one")


def _listed_now(snapshot: Snapshot, policy: Policy, book: PhoneBook, cells: pd.DataFrame) -> pd.Series:
    """Cells whose number a box lists in this run: `dnc_same_number` blanks them, or asks."""
    if not policy.dnc.everywhere or cells.empty:
        return pd.Series(False, index=cells.index)
    start = snapshot.extracted
    now = phone_book(start, policy, boxed(start))
    listed = now.numbers.loc[now.numbers["reading"].isin(now.cells["reading"]), "e164"]
    same = book.numbers.loc[book.numbers["e164"].isin(listed[listed > 0]), "reading"]
    return cells["reading"].isin(same)


def _numbers_told(numbers: pd.DataFrame) -> list[pd.DataFrame]:
    message = "Remembered as not to be called on " + _day(numbers["added"]) + " and back" + _through(numbers) + "."
    return _findings(numbers, "dnc_number_returned", message)


def _blanking(snapshot: Snapshot, numbers: pd.DataFrame, policy: Policy) -> Proposal:
    way = policy.suppression.returned_number
    wanted = numbers if way != "tell" else numbers.iloc[:0]
    doubt = pd.Series(pd.NA, index=wanted.index, dtype=TEXT).mask(~_is_new(wanted), OLDER)
    if way == "review":
        doubt = doubt.fillna("the policy leaves a returned number to a person")
    listed = wanted.assign(
        reason="the number was blanked before, since it must not be called, and came back",
        evidence="the suppression list has it since " + _day(wanted["added"]),
        doubt=doubt,
    )
    nothing = wanted.iloc[:0].assign(message="")
    return Blanking(NAME, listed, nothing).proposal(snapshot, {"numbers_back": len(numbers)})


def _findings(rows: pd.DataFrame, code: str, message: pd.Series) -> list[pd.DataFrame]:
    return [
        findings(str(name), part["record_id"], part["field"], code, message[part.index])
        for name, part in rows.groupby("object")
    ]


def _facts(people: pd.DataFrame, policy: Policy) -> dict[str, object]:
    """How many came back, by the bucket of their source: a source itself may be any text."""
    new = _is_new(people)
    back = people[new].drop_duplicates("record_id")
    older = people[~new & people["field"].isin(EMAIL_FIELDS)]
    own = policy.vocabulary
    buckets = bucket_of(back["LeadSource"], own.extra_sources, own.source_aliases).fillna("unlisted")
    return {
        "people_back": len(back),
        "older_with_email": int(older["record_id"].nunique()),
        "buckets": {str(name): int(number) for name, number in sorted(buckets.value_counts().items())},
    }


RULE = Rule(
    name=NAME,
    stage=64,
    summary="Tells of erased people who are back, and blanks remembered Do-Not-Call numbers that came back.",
    source="P §7",
    propose=propose,
)
