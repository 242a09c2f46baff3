"""Saved plans read back and told: as text for the terminal, and as a page where one was asked for."""

from pathlib import Path

import pyarrow as pa

from hygiene import saved_plan
from hygiene.crm.ids import canonical
from hygiene.crm.private_page import write_private
from hygiene.errors import UsageError
from hygiene.plan import Plan
from hygiene.report.pseudonyms import pseudonyms
from hygiene.report.sheet import Sheet, as_page, as_text
from schemas.columns import ID_PREFIXES


def diff(then: Path, now: Path, html: Path | None) -> str:
    """What changed from one saved plan to another, as text.

    Raises:
        InputError, BrakeError: as `saved_plan.load`. UsageError: the page cannot be written.
    """
    from hygiene.report.comparing import diff_sheet

    earlier, later = saved_plan.load(then), saved_plan.load(now)
    return told(diff_sheet(earlier.plan, earlier.policy, later.plan, later.policy), html)


def explain(folder: Path, given: str, html: Path | None) -> str:
    """Everything the plan knows of one record, as text. given: an id of 15 or 18 characters, or a case number (R-0001).

    Raises:
        InputError, BrakeError: as `saved_plan.load`.
        UsageError: no such id or number, the id of a case of several records, or no place for the page.
    """
    from hygiene.report.explained import explained

    plan = saved_plan.load(folder).plan
    record_id, name = _record(plan, given.strip())
    return told(explained(plan, record_id, name), html)


def _record(plan: Plan, given: str) -> tuple[str, str]:
    """The id of 18 characters and its object."""
    if given.upper().startswith("R-"):
        cases = pseudonyms(plan)
        found = cases[cases["pseudonym"] == given.upper()]
        if not len(found):
            raise UsageError(f"The report of this plan has no case number {given.upper()}; give the record's id.")
        return str(found["record_id"].iloc[0]), str(found["object"].iloc[0])
    review = plan.tables["review"]
    named = review.loc[(review["case_id"] == given.lower()).fillna(False), "records"]
    if len(named):
        raise UsageError(f"{given} is a case; give one of its records: {named.iloc[0].replace(';', ', ')}.")
    whole = canonical(pa.array([given], pa.large_string())).ids[0].as_py()
    if whole is None:
        raise UsageError("That is no Salesforce id; copy all its 15 or 18 characters, capitals as they are.")
    objects = {prefix: name for name, prefix in ID_PREFIXES.items()}
    return whole, objects.get(whole[:3], "Record")


def told(sheet: Sheet, html: Path | None) -> str:
    """The sheet as text, with where its page was written."""
    if html is None:
        return as_text(sheet)
    write_private(html, as_page(sheet))
    return f"{as_text(sheet)}\n\nWrote {html.as_posix()}"
