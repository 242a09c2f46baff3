"""Opt-out verdicts: counted, and one by one under case numbers, with the evidence searched and found.

Of the free texts of table `verdicts` only evidence kinds, dates and bases are taken over, so that no value of a
record can pass into the report.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import pandas as pd

from hygiene.lawful_basis.kinds import KINDS
from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.policy.models import Evidence
from hygiene.report.counting import counted, counts, rule_facts
from hygiene.report.pseudonyms import pseudonyms
from schemas.columns import PEOPLE
from schemas.outputs import VERDICTS

LISTED_PER_VERDICT: Final = 100
"""Verdicts of one kind that the report lists; the counts are always whole, and `verdicts.csv` has them all."""

RULE: Final = "zoominfo_opt_out"

_DATE: Final = r"\d{4}-\d{2}-\d{2}"
_ARTICLE: Final = re.compile(r"\d{1,2}\(\d\)(?:\([a-z]\))?")
_START: Final = re.compile(rf"(?:^|; )({'|'.join(map(re.escape, KINDS))}): ")
_TAIL: Final = re.compile(
    rf", (?P<when>{_DATE}|date unknown|stands)"
    rf"(?:, (?P<how>counts until|lapsed) (?P<lapse>{_DATE}))?(?: \(and \d+ more\))?(?=;|$)"
)
"""How a found piece of evidence ends in `searched`: its date, and when it stops or stopped to count."""


def opt_outs(plan: Plan, policy: Policy) -> dict[str, Any]:
    """Out: `total`, `by_verdict`, `by_basis`, `evidence` (by kind), `not_given`, `listed`, `listed_per_verdict`."""
    read = _read(plan, policy)
    evidence: dict[str, Evidence] = {str(kind): rule for kind, rule in policy.opt_out.evidence.items()}
    by_verdict = dict(counted(read, "verdict"))
    by_basis = sorted(counted(read, "verdict", "basis"), key=lambda item: _rank(item[0][0]))
    return {
        "total": len(read),
        "by_verdict": {verdict: by_verdict.get((verdict,), 0) for verdict in VERDICTS},
        "by_basis": [{"verdict": verdict, "basis": basis, "records": count} for (verdict, basis), count in by_basis],
        "evidence": [_kind(read, kind, evidence[kind]) for kind in KINDS if kind in evidence],
        "not_given": [
            {"what": what, "records": count} for what, count in counts(rule_facts(plan, RULE).get("not_given")).items()
        ],
        "listed": _listed(read),
        "listed_per_verdict": LISTED_PER_VERDICT,
    }


def people_erased(plan: Plan) -> int:
    """Leads and contacts that the opt-out rule would erase (table `changes`)."""
    changes = plan.tables["changes"]
    erasures = changes[(changes["rule"] == RULE) & (changes["action"] == "erase")]
    return int(erasures[erasures["object"].isin(list(PEOPLE))]["record_id"].nunique())


def _read(plan: Plan, policy: Policy) -> pd.DataFrame:
    """Table `verdicts` under case numbers: `pseudonym, object, verdict, basis, evidence, evidence_date, lapses`."""
    numbers = pseudonyms(plan)
    table = plan.tables["verdicts"].merge(numbers, on=["object", "record_id"], how="left", validate="many_to_one")
    bases = {kind.basis for kind in policy.opt_out.evidence.values()}
    return pd.DataFrame(
        {
            "pseudonym": table["pseudonym"],
            "object": table["object"],
            "verdict": table["verdict"].where(table["verdict"].isin(list(VERDICTS)), "unknown"),
            "basis": _each(table["basis"], lambda text: _bases(text, bases)),
            "evidence": _each(table["searched"], _pieces),
            "evidence_date": _each(table["evidence_date"], _date),
            "lapses": _each(table["lapses"], _date),
        }
    )


def _each(texts: pd.Series, read: Callable[[str], Any]) -> pd.Series:
    """`read` on every distinct text once; missing is the empty text."""
    filled = texts.fillna("")
    known = {text: read(text) for text in filled.unique()}
    return pd.Series([known[text] for text in filled], index=texts.index, dtype=object)


def _date(text: str) -> str | None:
    return text if re.fullmatch(_DATE, text) else None


def _bases(text: str, known: set[str]) -> str:
    parts = text.split(", ")
    return ", ".join(part for part in parts if part in known or _ARTICLE.fullmatch(part))


def _pieces(text: str) -> list[dict[str, Any]]:
    """What `searched` tells: a row for each kind that was looked at, in their fixed order, with what came of it.

    Each kind has its turn once; where its name comes again, it is a word of what was found.
    """
    starts: dict[str, re.Match[str]] = {}
    for match in _START.finditer(text):
        starts.setdefault(match[1], match)
    ends = [*(match.start() for match in starts.values()), len(text)][1:]
    told = {match[1]: text[match.end() : end] for match, end in zip(starts.values(), ends, strict=True)}
    return [_piece(kind, told[kind]) for kind in KINDS if kind in told]


def _piece(kind: str, told: str) -> dict[str, Any]:
    """What came of one kind: `outcome` is `none`, `counts` or `lapsed`.

    `when` is an ISO day, `stands` (a state, not an act) or `date unknown`; `lapses` is an ISO day or none.
    """
    if told.startswith("none found"):
        return {"kind": kind, "outcome": "none", "when": None, "lapses": None}
    tail = _TAIL.search(told)
    if tail is None:
        return {"kind": kind, "outcome": "counts", "when": None, "lapses": None}
    outcome = "lapsed" if tail["how"] == "lapsed" else "counts"
    return {"kind": kind, "outcome": outcome, "when": tail["when"], "lapses": tail["lapse"]}


def _kind(read: pd.DataFrame, kind: str, rule: Evidence) -> dict[str, Any]:
    outcomes = [piece["outcome"] for pieces in read["evidence"] for piece in pieces if piece["kind"] == kind]
    return {
        "kind": kind,
        "basis": rule.basis,
        "months": rule.months,
        "enabled": rule.enabled,
        "required": rule.required,
        "searched": len(outcomes),
        "counts": outcomes.count("counts"),
        "lapsed": outcomes.count("lapsed"),
    }


def _rank(verdict: str) -> int:
    return VERDICTS.index(verdict) if verdict in VERDICTS else len(VERDICTS)


def _listed(read: pd.DataFrame) -> list[dict[str, Any]]:
    order = read.assign(rank=read["verdict"].map(_rank)).sort_values(["rank", "pseudonym"], kind="stable")
    shown = order.groupby("rank").head(LISTED_PER_VERDICT).drop(columns="rank")
    return [{str(key): value for key, value in row.items()} for row in shown.to_dict("records")]
