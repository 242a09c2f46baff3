"""What people decided of two records, kept for later plans and carried along when a record goes into another."""

import pandas as pd
from sqlalchemy import delete, insert, select

from hygiene.decisions import CANNOT_LINK, COLUMNS, decisions_of, joined
from hygiene.ledger.opening import reading
from hygiene.ledger.pseudonyms import Pseudonyms
from hygiene.ledger.store import Draft, Ledger
from hygiene.ledger.tables import decision
from schemas.columns import TEXT


def remembered(ledger: Ledger) -> pd.DataFrame:
    """All decisions: `left_id` < `right_id`, `decision` (TEXT), sorted."""
    query = select(*(decision.c[name] for name in COLUMNS)).order_by(decision.c.left_id, decision.c.right_id)
    with reading(ledger.engine) as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=TEXT)


def remember(ledger: Ledger, run: str, names: Pseudonyms, review: pd.DataFrame, applied: pd.DataFrame) -> int:
    """Keeps the decisions of a plan's review and carries all of them along with what the run merged; how many stand.

    review: table `review` with what people filled in. applied: `action`, `record_id`, `into_id` of what was written;
    nothing is kept of records that were erased. To be called when a run ends: a second call changes nothing.
    """
    decided = decisions_of(review)
    stand = carried(joined(remembered(ledger), decided), applied.dropna(subset=["into_id"]))
    erased = set(applied.loc[applied["action"] == "erase", "record_id"])
    stand = stand[~stand["left_id"].isin(erased) & ~stand["right_id"].isin(erased)]
    rows = [
        {**dict(zip(COLUMNS, row, strict=True)), "at": ledger.head().at, "run": run}
        for row in stand[list(COLUMNS)].itertuples(index=False)
    ]
    content = {
        "pairs": [[names.of(left), names.of(right), word] for left, right, word in decided.itertuples(index=False)],
        "kept": len(stand),
    }

    def replace(connection: object) -> None:
        connection.execute(delete(decision))  # type: ignore[attr-defined]
        if rows:
            connection.execute(insert(decision), rows)  # type: ignore[attr-defined]

    ledger.append([Draft("decisions", run, content, run)], replace)
    return len(stand)


def carried(decisions: pd.DataFrame, moved: pd.DataFrame) -> pd.DataFrame:
    """The decisions with each record that went into another one named by where it is now.

    Two records that became one need no decision any more. Where decisions come to stand on the same pair, "not the
    same" wins: when in doubt, nothing is merged.
    """
    ends = _ends(moved)
    sides = [decisions[side].map(lambda record: ends.get(record, record)) for side in ("left_id", "right_id")]
    table = pd.DataFrame({"left": sides[0], "right": sides[1], "decision": decisions["decision"]}, dtype=TEXT)
    table = table[table["left"] != table["right"]]
    swapped = table["left"] > table["right"]
    left, right = table["left"].mask(swapped, table["right"]), table["right"].mask(swapped, table["left"])
    table = pd.DataFrame({"left_id": left, "right_id": right, "decision": table["decision"]}, dtype=TEXT)
    table = table.assign(parts=table["decision"] == CANNOT_LINK).sort_values(["left_id", "right_id", "parts"])
    return table.drop_duplicates(["left_id", "right_id"], keep="last").drop(columns="parts").reset_index(drop=True)


def _ends(moved: pd.DataFrame) -> dict[str, str]:
    """Record -> the one that it is part of now, over chains of merges."""
    into = dict(zip(moved["record_id"], moved["into_id"], strict=True))
    ends = {}
    for record in into:
        seen, last = {record}, into[record]
        while last in into and last not in seen:
            seen.add(last)
            last = into[last]
        ends[record] = last
    return ends
