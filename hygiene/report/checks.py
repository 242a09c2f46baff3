"""Do the counts of a plan reconcile? Each check sets two counts that must be equal beside each other."""

from typing import Any

import pandas as pd

from hygiene.plan import Plan
from hygiene.report.counting import counted, population, rule_facts
from hygiene.report.opt_outs import RULE, people_erased
from hygiene.report.proposals import REMOVING


def checks(plan: Plan, summary: dict[str, Any]) -> list[dict[str, Any]]:
    """One row a check: `what`, `left`, `right` (the two counts), `left_is`, `right_is`, `holds`."""
    return [*_rows_read(summary), *_records_taken(plan), *_removals(plan), *_opt_outs(plan, summary), *_caps(plan)]


def _check(what: str, left: int, left_is: str, right: int, right_is: str) -> dict[str, Any]:
    return {
        "what": what, "left": left, "left_is": left_is, "right": right, "right_is": right_is, "holds": left == right,
    }  # fmt: skip


def _rows_read(summary: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        _check(
            f"Every row of {row['name']} is accounted for",
            row["rows_read"], "rows read", row["rows_out"] + row["rows_quarantined"],
            f"({row['rows_out']:,} taken + {row['rows_quarantined']:,} quarantined)",
        )
        for row in summary["read"]
    ]  # fmt: skip


def _removals(plan: Plan) -> list[dict[str, Any]]:
    """A record that two changes take away would mean that one of them was not computed with the other."""
    changes = plan.tables["changes"]
    automatic = (changes["tier"] == "auto") & changes["action"].isin(list(REMOVING))
    removing = changes.loc[automatic, ["object", "record_id"]]
    records = len(removing.drop_duplicates())
    what = "No record is merged, converted or removed twice"
    return [_check(what, len(removing), "automatic removals", records, "records removed")]


def _records_taken(plan: Plan) -> list[dict[str, Any]]:
    """What reading handed over is what the rules looked at, object by object."""
    names = sorted({item.object for item in plan.inputs} & set(plan.population))
    taken = [sum(item.rows_out - item.rows_deleted for item in plan.inputs if item.object == name) for name in names]
    seen = [int(population(plan, name).get("records", 0)) for name in names]
    what = "Every record that was taken, and is not deleted, is looked at"
    told = _check(what, sum(taken), "taken", sum(seen), "looked at")
    return [{**told, "holds": taken == seen}] if names else []


def _opt_outs(plan: Plan, summary: dict[str, Any]) -> list[dict[str, Any]]:
    verdicts = summary["opt_outs"]
    told = rule_facts(plan, RULE).get("verdicts")
    if told is None and not verdicts["total"]:
        return []
    what = "Nobody is erased without a verdict, nor the other way round"
    return [
        *_flagged(plan),
        _check("The verdicts add up", sum(verdicts["by_verdict"].values()), "by kind", verdicts["total"], "verdicts"),
        _check(what, verdicts["by_verdict"]["erase"], "verdicts “erase”", people_erased(plan), "people erased"),
    ]


def _flagged(plan: Plan) -> list[dict[str, Any]]:
    """Nobody who opted out is lost on the way to a verdict, also not by a merge or a conversion."""
    told = rule_facts(plan, RULE)
    if "flagged" not in told:
        return []  # a plan of an earlier version
    own, merged = int(told["flagged_judged"]), int(told["flagged_merged"])
    what = "Every record flagged as an opt-out has a verdict, or goes into a record that has one"
    right_is = f"({own:,} judged + {merged:,} merged or converted)"
    return [_check(what, int(told["flagged"]), "flagged", own + merged, right_is)]


def _caps(plan: Plan) -> list[dict[str, Any]]:
    """The brakes counted the same changes that the plan holds."""
    changes = plan.tables["changes"]
    automatic = changes.loc[changes["tier"] == "auto", ["rule", "action", "object", "record_id"]]
    held = sum(records for _, records in counted(automatic, "rule", "action", "object", distinct="record_id"))
    read = pd.Series({(item.rule, item.action, item.object): item.planned for item in plan.caps}, dtype="int64")
    what = "The brakes counted what the plan holds"
    return [_check(what, int(read.sum()), "records the brakes saw", held, "records in changes.csv")]
