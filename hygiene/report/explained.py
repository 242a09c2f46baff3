"""Everything that a plan knows of one record, rule by rule."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from hygiene.finding_codes import FINDING_CODES
from hygiene.matching.explaining import PHRASES
from hygiene.matching.pictures import waterfall
from hygiene.plan import Plan
from hygiene.report.brakes import brakes
from hygiene.report.sheet import Row, Section, Sheet, limited
from hygiene.report.summary import rule_sentences
from hygiene.report.wording import listed, many, moment, number

if TYPE_CHECKING:
    from markupsafe import Markup

LISTED: Final = 200
DRAWN: Final = 5
"""Pairs that have a picture: the most probable ones."""
PRIVATE: Final = "It holds personal data: keep it with the plan, and send it to nobody."


@dataclass(frozen=True)
class About:
    """The rows of a plan's tables that speak of one record.

    changes: of the record itself, those that bring another record into it, and those that give another record a value
    of it. cases: review cases that name it.
    """

    record_id: str
    name: str
    changes: pd.DataFrame
    pairs: pd.DataFrame
    findings: pd.DataFrame
    verdicts: pd.DataFrame
    quarantine: pd.DataFrame
    cases: pd.DataFrame

    @property
    def known(self) -> bool:
        """Whether any table speaks of it."""
        tables = (self.changes, self.pairs, self.findings, self.verdicts, self.quarantine, self.cases)
        return any(len(table) for table in tables)


def about(plan: Plan, record_id: str, name: str) -> About:
    """What the tables of the plan say of the record. name: its object, such as `Lead`."""
    own = {key: _naming(plan.tables[key], record_id, "record_id") for key in ("findings", "verdicts", "quarantine")}
    review = plan.tables["review"]
    named = review["records"].str.contains(record_id, regex=False).fillna(False).astype(bool)
    return About(
        record_id, name,
        changes=_naming(plan.tables["changes"], record_id, "record_id", "into_id", "evidence"),
        pairs=_naming(plan.tables["pairs"], record_id, "left_id", "right_id").sort_values(
            ["probability", "left_id", "right_id"], ascending=[False, True, True]
        ),
        cases=review[named], **own,
    )  # fmt: skip


def explained(plan: Plan, record_id: str, name: str) -> Sheet:
    """The sheet of one record, with values of records: for who may see the plan's folder."""
    found = about(plan, record_id, name)
    return Sheet(
        kind="one record",
        title=f"{name} {record_id}",
        lead=(f"In the plan of {moment(plan.as_of)}, digest {plan.digest[:12]}.", *_outcome(found)),
        sections=(
            _rules(plan, found), _changes(found.changes), _pairs(found), _cases(found.cases), _verdict(found.verdicts),
            _findings(found.findings), _quarantine(found.quarantine), _caps(plan, found),
        ),
        private=PRIVATE,
    )  # fmt: skip


def _naming(table: pd.DataFrame, record_id: str, *columns: str) -> pd.DataFrame:
    hit = pd.Series(False, index=table.index)
    for column in columns:
        hit |= (table[column] == record_id).fillna(False).astype(bool)
    return table[hit]


def _outcome(found: About) -> tuple[str, ...]:
    """What becomes of the record, in sentences."""
    if not found.known:
        return (
            "No table of the plan speaks of it: no rule had anything to say of it, or it was not among the records. "
            "Records that nothing is said of are not listed in a plan.",
        )
    own = found.changes[(found.changes["record_id"] == found.record_id).fillna(False)]
    removals = own[own["action"] != "update"]
    texts = [_removal(row) for row in removals.to_dict("records")]
    into = (found.changes["into_id"] == found.record_id).fillna(False)
    coming, given = int(into.sum()), len(found.changes) - len(own) - int(into.sum())
    fields = own.loc[own["action"] == "update", "field"].nunique()
    texts += [f"{many(coming, 'other record')} {'comes' if coming == 1 else 'come'} into it."] if coming else []
    texts += [f"{many(given, 'value')} of it {'goes' if given == 1 else 'go'} to another record."] if given else []
    texts += [f"{many(fields, 'field')} of it would change."] if fields else []
    texts += [f"{many(len(found.cases), 'case')} about it for a person to decide."] if len(found.cases) else []
    return tuple(texts) or ("It stays as it is.",)


def _removal(row: dict[Any, Any]) -> str:
    word = {"merge": "merged", "convert": "converted", "delete": "deleted", "erase": "erased for good"}
    into = "" if pd.isna(row["into_id"]) else f" into {row['into_id']}"
    when = "when the plan is applied" if row["tier"] == "auto" else "only if a person approves it"
    return f"It is {word.get(row['action'], row['action'])}{into} by {row['rule']}, {when}."


def _rules(plan: Plan, found: About) -> Section:
    """What every rule of the run said of it; a rule that is silent left it alone."""
    summaries = rule_sentences()
    ran = [rule for rule in summaries if rule in plan.facts]
    rows = [(rule, _said(found, rule), summaries[rule].replace("`", "")) for rule in ran]
    return Section(
        "What each rule said", ("Every rule that ran is listed, also those that left the record alone.",),
        ("Rule", "Of this record", "What the rule does"), tuple(rows), on_screen=len(rows),
    )  # fmt: skip


def _said(found: About, rule: str) -> str:
    counted = [
        (found.changes, "change"), (found.cases, "case for a person"), (found.findings, "finding"),
    ]  # fmt: skip
    parts = [
        many(count, noun, "cases for a person" if noun.startswith("case") else None)
        for table, noun in counted
        if (count := int((table["rule"] == rule).fillna(False).sum()))
    ]
    if rule == "zoominfo_opt_out" and len(found.verdicts):
        parts.append(f"verdict {found.verdicts['verdict'].iloc[0]}")
    return listed(parts) or "nothing"


def _changes(changes: pd.DataFrame) -> Section:
    into = (" → " + changes["into_id"]).fillna("")
    what = changes["action"] + " by " + changes["rule"] + " (" + changes["tier"] + ")"
    table = changes.assign(what=what, records=changes["record_id"] + into)
    columns = ("what", "records", "field", "old", "new", "reason")
    return _listed("Changes", ("Change", "Record", "Field", "Old", "New", "Why"), table, columns, "changes.csv")


def _pairs(found: About) -> Section:
    """Each pair at or above the review threshold, seen from this record."""
    pairs = found.pairs
    is_left = (pairs["left_id"] == found.record_id).fillna(False).astype(bool)
    other = pairs["right_object"].where(is_left, pairs["left_object"]) + " "
    other += pairs["right_id"].where(is_left, pairs["left_id"])
    table = pairs.assign(other=other, chance=pairs["probability"].map(_chance),
                         bits=pairs["weight"].map("{:+.1f}".format))  # fmt: skip
    section = _listed(
        "Pairs that were considered", ("Other record", "Probability", "Bits", "Tier", "Why"),
        table, ("other", "chance", "bits", "tier", "reason"), "pairs.csv",
    )  # fmt: skip
    told = ("Pairs below the review threshold are not kept.",)
    pictures = tuple(_picture(row) for row in pairs.head(DRAWN).to_dict("records") if _is_weighed(row))
    return Section(
        section.title, (*section.sentences, *told), section.columns, section.rows, section.more, section.where, pictures
    )


def _chance(probability: float) -> str:
    """No probability reads as certain: only a link in the records is 1."""
    return "over 0.9999" if 0.9999 < probability < 1 else f"{probability:.4f}"


def _is_weighed(row: dict[Any, Any]) -> bool:
    """Whether the pair was weighed factor by factor; a link in the records and accounts are not."""
    return any(isinstance(row.get(f"{factor}_level"), str) for factor in PHRASES)


def _picture(row: dict[Any, Any]) -> "Markup":
    from markupsafe import Markup, escape

    title = f"Evidence for {row['left_id']} and {row['right_id']}"
    svg = waterfall(row).replace("<svg ", Markup('<svg role="img" aria-label="{}" ').format(escape(title)), 1)
    return Markup(svg)


def _cases(cases: pd.DataFrame) -> Section:
    columns = ("case_id", "rule", "question", "reason", "decision", "decided_by", "note")
    titles = ("Case", "Rule", "Question", "Why it is asked", "Decision", "Decided by", "Note")
    return _listed("Cases for a person", titles, cases, columns, "review.csv")


def _verdict(verdicts: pd.DataFrame) -> Section:
    columns = ("verdict", "basis", "evidence", "evidence_date", "lapses", "searched")
    titles = ("Verdict", "Basis", "Evidence", "Its date", "Lapses", "What was searched")
    return _listed("Opt-out verdict", titles, verdicts, columns, "verdicts.csv")


def _findings(findings: pd.DataFrame) -> Section:
    told = findings.assign(meaning=findings["code"].map(FINDING_CODES))
    return _listed("Findings", ("Rule", "Field", "Finding", "What it means"), told,
                   ("rule", "field", "message", "meaning"), "findings.csv")  # fmt: skip


def _quarantine(quarantine: pd.DataFrame) -> Section:
    columns = ("field", "value", "check", "reason")
    return _listed("Set aside in quarantine", ("Field", "Value", "Check", "Why"), quarantine, columns, "quarantine.csv")


def _caps(plan: Plan, found: About) -> Section:
    """The caps of what is proposed for the record itself."""
    own = set(zip(found.changes["rule"], found.changes["action"], found.changes["object"], strict=True))
    rows: list[Row] = [
        (row["rule"], row["action"], row["object"], number(row["planned"]),
         "no cap" if row["allowed"] is None else number(row["allowed"]),
         "yes" if row["held"] else "NO: it stops the plan")
        for row in brakes(plan)["readings"]
        if (row["rule"], row["action"], row["object"]) in own
    ]  # fmt: skip
    none = () if rows else ("No change of this record counts towards a cap.",)
    return Section("Caps", none, ("Rule", "Action", "Object", "Planned", "Allowed", "Held"), tuple(rows))


def _listed(title: str, titles: Row, table: pd.DataFrame, columns: tuple[str, ...], where: str) -> Section:
    shown = table[list(columns)].astype("string").fillna("")
    rows = [tuple(row) for row in shown.itertuples(index=False, name=None)]
    return limited(title, titles, rows, LISTED, where, *(() if rows else ("None.",)))
