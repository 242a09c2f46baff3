"""review.csv and the page's store together: each may have changed since the other was written.

Case by case: what only one of the two changed since they last agreed counts; what both changed alike counts; what both
changed otherwise is told, and somebody has to make it one.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from hygiene.crm import bundle
from hygiene.crm.private_page import write_private
from hygiene.decided import CELLS, Decided, from_row
from hygiene.decision_store import FILE, DecisionStore, Wish, at_rest
from hygiene.errors import UsageError
from schemas.columns import TEXT
from schemas.outputs import DECIDED

NAME = "review.csv"


def read_review(path: Path) -> pd.DataFrame:
    """Table `review` of a file, with what was decided on the page of the plan beside which it lies.

    Raises:
        InputError: the file is missing or damaged. UsageError: file and page contradict each other, told by row, or the
            page's store is of another plan. OutsideError: the store cannot be read.
    """
    with at_rest(path.parent / FILE, _digest_beside(path)) as (stored, common):
        review = _filled_in(path)
    if not stored or path.name != NAME:
        return review
    return with_decided(review, together(review, stored, common))


def _digest_beside(path: Path) -> str | None:
    """The digest of the plan in whose folder the file lies; None where its manifest cannot tell, as `load` will say."""
    try:
        digest = json.loads((path.parent / bundle.MANIFEST).read_text(encoding="utf-8"))["digest"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(digest)


def _filled_in(path: Path) -> pd.DataFrame:
    """The table without the empty rows that a spreadsheet leaves; its index still counts the rows of the file."""
    return bundle.read_table_file(path, "review").dropna(how="all")


def together(review: pd.DataFrame, stored: Mapping[str, Decided], common: Mapping[str, Decided]) -> dict[str, Decided]:
    """Case id -> what stands, of the cases of the table that anybody touched.

    stored: what the page's store holds. common: what file and store last agreed on.

    Raises:
        UsageError: both changed a case, and not alike; names the row.
    """
    stands = {}
    for row, cells in zip(review.index, review.to_dict("records"), strict=True):
        case, filed = str(cells["case_id"]), from_row(cells)
        page, then = stored.get(case, Decided()), common.get(case, Decided())
        if filed.cells in (page.cells, then.cells):
            stands[case] = page
        elif page.cells == then.cells:
            stands[case] = filed
        else:
            raise UsageError(
                f"review.csv, row {row + 2}: the file and the review page decided this case otherwise "
                f"(on the page: {page.decision or 'open'}, by {page.decided_by}); make the row like the page, or empty "
                "its cells and decide on the page."
            )
    return {case: decided for case, decided in stands.items() if decided != Decided() or case in stored}


def with_decided(review: pd.DataFrame, stands: Mapping[str, Decided]) -> pd.DataFrame:
    """The table with what stands in its open columns."""
    known = [stands.get(case, Decided()) for case in review["case_id"]]
    cells = {
        name: pd.Series([getattr(one, name) or None for one in known], index=review.index, dtype=TEXT)
        for name in DECIDED
    }
    return review.assign(**cells)


def take_in(folder: Path, store: DecisionStore, at: str) -> None:
    """Brings what was filled in in review.csv since it was written into the store.

    Raises:
        as `read_review`.
    """
    with store.alone():
        stored = store.all()
        stands = together(_filled_in(folder / NAME), stored, store.in_file())
        for case, decided in stands.items():
            seen = stored.get(case, Decided())
            if decided.cells != seen.cells:
                cells = dict(zip(CELLS, decided.cells, strict=True))
                store.save(f"file {at}", decided.decided_by or NAME, at, [Wish(case, seen.version, cells)])
        store.agreed({case: store.all().get(case, Decided()) for case in stands})


def write_out(folder: Path, store: DecisionStore) -> None:
    """Writes what the store holds into review.csv, in the place of the earlier file, whole or not at all.

    Raises:
        as `read_review`; UsageError: the file cannot be written, as when a spreadsheet holds it.
    """
    with store.alone():
        review, stored = _filled_in(folder / NAME), store.all()
        stands = together(review, stored, store.in_file())
        # A row that somebody filled in meanwhile stays as it is: it is taken in when the page is next opened.
        write_private(folder / NAME, bundle.csv_bytes(with_decided(review, stands)).decode("utf-8"))
        store.agreed({case: stored[case] for case in stands if case in stored and stands[case] == stored[case]})
