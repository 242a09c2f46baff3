"""Erases opted-out people for whom no lawful basis to hold them was found, and says why the others are kept."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from hygiene.changes import findings, removals
from hygiene.lawful_basis.copies import copies_of
from hygiene.lawful_basis.kinds import KINDS
from hygiene.lawful_basis.remembered import judged
from hygiene.lawful_basis.search import Search, search_of
from hygiene.lawful_basis.verdicts import Judgement
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.selection import is_open
from hygiene.snapshot import Snapshot
from schemas import outputs
from schemas.columns import PEOPLE, TEXT
from schemas.outputs import VERDICTS

REASON_FIELD: Final = "DOZISF__ZoomInfo_Non_Matched_Reason__c"
OPT_OUT: Final = "OPT_OUT"


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """A verdict for every lead and contact whose non-matched reason is `OPT_OUT`, and an erasure where it says so."""
    asked = _asked(snapshot)
    search = search_of(snapshot, policy, asked["record_id"])
    judgement = judged(search, asked["record_id"])
    verdicts = judgement.verdicts.rename(columns={"subject": "record_id"}).merge(
        asked, on="record_id", validate="one_to_one"
    )
    erased = verdicts[verdicts["verdict"] == "erase"]
    return Proposal(
        changes=outputs.stack("changes", _erasures(erased, search, snapshot, policy)),
        findings=outputs.stack("findings", [_spellings(snapshot), *_converted(snapshot, erased["record_id"])]),
        verdicts=outputs.typed("verdicts", verdicts),
        facts={**_facts(verdicts, judgement, search), **_flagged(snapshot, search)},
    )


def _asked(snapshot: Snapshot) -> pd.DataFrame:
    """The records that enter the process: `object`, `record_id`."""
    frames = []
    for name in PEOPLE:
        table = snapshot.table(name)
        entered = table.loc[is_open(table) & _is_opt_out(table), ["Id"]]
        frames.append(entered.rename(columns={"Id": "record_id"}).assign(object=name))
    return pd.concat(frames, ignore_index=True).astype(TEXT)


def _is_opt_out(table: pd.DataFrame) -> pd.Series:
    distinct = _reasons(table)
    return table[REASON_FIELD].isin(distinct[distinct.str.strip() == OPT_OUT])


def _reasons(table: pd.DataFrame) -> pd.Series:
    """The distinct reasons, each read once: most records have none."""
    return pd.Series(table[REASON_FIELD].unique(), dtype=TEXT).dropna()


def _erasures(erased: pd.DataFrame, search: Search, snapshot: Snapshot, policy: Policy) -> list[pd.DataFrame]:
    enabled = [kind for kind, setting in policy.opt_out.evidence.items() if setting.enabled]
    reason = (
        f"ZoomInfo reports an opt-out, and no lawful basis to hold the person was found; searched: {', '.join(enabled)}"
    )
    systems = ", ".join(policy.opt_out.other_systems) or "none named in the policy"
    copies = (
        "copies: "
        + copies_of(search, erased["record_id"], snapshot.table("Lead"))
        + f"; other systems to tell: {systems}"
    )
    return [
        removals("erase", str(name), rows["record_id"], reason, copies[rows.index])
        for name, rows in erased.groupby("object")
    ]


def _spellings(snapshot: Snapshot) -> pd.DataFrame:
    """Reasons that look like an opt-out and are not spelled as one: a person decides."""
    frames = []
    for name in PEOPLE:
        table = snapshot.table(name)
        distinct = _reasons(table)
        letters = distinct.str.casefold().str.replace(r"[^a-z]", "", regex=True)
        alike = table[REASON_FIELD].isin(distinct[letters.str.contains("optout|optedout", regex=True)])
        hit = table.loc[alike & ~_is_opt_out(table) & is_open(table), "Id"]
        message = f"The non-matched reason looks like an opt-out but is not {OPT_OUT}; correct it, or take it away."
        frames.append(findings(name, hit, REASON_FIELD, "opt_out_unknown_spelling", message))
    return outputs.stack("findings", frames)


def _converted(snapshot: Snapshot, erased: pd.Series) -> list[pd.DataFrame]:
    """Converted leads are read-only and left alone; it is told which of them still hold an opted-out person."""
    leads = snapshot.table("Lead")
    converted = leads[leads["IsConverted"].fillna(False).astype(bool) & ~leads["IsDeleted"].fillna(False).astype(bool)]
    orphaned = converted["ConvertedContactId"].isin(erased)
    opted_out = _is_opt_out(converted) & ~orphaned
    return [
        findings(
            "Lead", converted.loc[opted_out, "Id"], REASON_FIELD, "opt_out_converted_lead",
            "An opted-out lead that is converted is not touched; the contact that it became is judged where it is"
            " itself an opt-out.",
        ),
        findings(
            "Lead", converted.loc[orphaned, "Id"], None, "opt_out_copy_in_converted_lead",
            "The contact that this lead was converted into is to be erased, and the lead holds the same personal data"
            " but is not touched here; have an administrator remove it.",
        ),
    ]  # fmt: skip


def _facts(verdicts: pd.DataFrame, judgement: Judgement, search: Search) -> dict[str, object]:
    counts = verdicts["verdict"].value_counts()
    return {
        "records": len(verdicts),
        "verdicts": {verdict: int(counts.get(verdict, 0)) for verdict in VERDICTS},
        "objects": _counts(verdicts, "object"),
        "bases": _counts(verdicts, "basis"),
        "evidence": {kind: int((judgement.evidence["kind"] == kind).sum()) for kind in KINDS},
        "not_given": _counts(judgement.gaps.drop_duplicates(["subject", "what"]), "what"),
        "legal_hold_known": {name: search.snapshot.has(name, "Legal_Hold__c") for name in PEOPLE},
    }


def _flagged(snapshot: Snapshot, search: Search) -> dict[str, int]:
    """How many records were flagged when they were read, and through which record each of them has its verdict."""
    read = [snapshot.extracted.table(name) for name in PEOPLE]
    seen = pd.concat([_open_opt_outs(table)[["Id", "subject"]] for table in search.people.values()])
    own = int((seen["Id"] == seen["subject"]).sum())
    return {
        "flagged": sum(len(_open_opt_outs(table)) for table in read),
        "flagged_judged": own,
        "flagged_merged": len(seen) - own,
    }


def _open_opt_outs(table: pd.DataFrame) -> pd.DataFrame:
    return table[is_open(table) & _is_opt_out(table)]


def _counts(table: pd.DataFrame, column: str) -> Mapping[str, int]:
    return {str(value): int(number) for value, number in sorted(table[column].value_counts().items())}


RULE = Rule(
    name="zoominfo_opt_out",
    stage=70,
    summary="Erases people who opted out at ZoomInfo unless evidence of a lawful basis to hold them is found.",
    source="H §7",
    propose=propose,
    sees_cases=True,
)
