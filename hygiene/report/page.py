"""The report as one HTML file: no script, no outside request, everything shown comes from the summary."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.report import charts
from hygiene.report.applied import Applied, applied_told
from hygiene.report.over_time import Point, over_time, point_of
from hygiene.report.since import Earlier, since_told
from hygiene.report.summary import summarise
from hygiene.report.time_chart import time_drawing
from hygiene.report.wording import listed, many, moment, number, percent, spaced
from hygiene.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

APPLIED: Final = ("applied", "What was done")
SINCE: Final = ("since", "Since the earlier plan")
OVER_TIME: Final = ("over-time", "Over time")
SECTIONS: Final = (
    ("counts", "Counts"), ("read", "What was read"), ("proposed", "What is proposed"), ("duplicates", "Duplicates"),
    ("dnc", "Do Not Call"), ("opt-outs", "Opt-outs"), ("suppression", "Suppression"),
    ("test-leads", "Test leads"), ("findings", "Findings"),
    ("quarantine", "Quarantine"), ("brakes", "Brakes"), ("policy", "Policy"), ("digests", "Digests"),
)  # fmt: skip


def render(
    plan: Plan,
    policy: Policy,
    summary: Mapping[str, Any] | None = None,
    applied: Applied | None = None,
    earlier: Earlier | None = None,
    history: Sequence[Point] = (),
) -> str:
    """The report as HTML, self-contained and free of personal data.

    summary: what `summarise` made of the same plan and policy, where the caller has it already. applied: what a run did
    of it. earlier: a plan that it is compared with. history: earlier plans of the same source.
    """
    told = summarise(plan, policy) if summary is None else summary
    page = environment().get_template("report.html.j2")
    run = None if applied is None else applied_told(applied)
    since = None if earlier is None else since_told(earlier, plan, policy, told)
    times = over_time([*history, point_of(plan)], policy)
    asked = ((APPLIED, run), (SINCE, since), (OVER_TIME, times))
    contents = (*(section for section, content in asked if content), *SECTIONS)
    return page.render(
        s=told,
        run=run,
        since=since,
        times=times,
        time_drawing=times and time_drawing(times["lines"]),
        as_of=moment(plan.as_of),
        contents=contents,
        figures=_figures(told) if applied is None else _figures_of_run(applied, told),
        **_prepared(told),
        **_drawings(told),
    )


@cache
def environment() -> "Environment":
    """The templates of this folder, escaping whatever they are given."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("hygiene.report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters |= {
        "number": number, "many": many, "percent": percent, "spaced": spaced, "listed": listed, "visible": visible,
    }  # fmt: skip
    return environment


def _prepared(told: Mapping[str, Any]) -> dict[str, Any]:
    """Rows of the summary with the cells that take more than one of its values, in words."""
    kinds = [kind["kind"] for kind in told["opt_outs"]["evidence"] if kind["enabled"]]
    return {
        "checks": [{**row, "counts": _counts(row)} for row in told["checks"]],
        "inputs": [{**row, "form": _form(row["dialect"])} for row in told["read"]],
        "bands": [{**row, "band": charts.band_label(row)} for row in told["duplicates"]["pairs"]],
        "reliability": _reliability(told["duplicates"]["reliability"]),
        "lists": [{**row, "age": _age(row)} for row in told["do_not_call"]["lists"]],
        "evidence": [{**row, "look_back": _look_back(row)} for row in told["opt_outs"]["evidence"]],
        "verdicts": [_verdict(row, kinds) for row in told["opt_outs"]["listed"]],
        "capped": [row for row in told["brakes"]["readings"] if row["allowed"] is not None],
        "uncapped": _uncapped(told["brakes"]["readings"]),
        "kinds": [{**row, "otherwise": _otherwise(row)} for row in told["duplicates"]["kinds"]],
        "digests": _digests(told),
    }


def _reliability(measure: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return [
        {
            **band,
            "band": charts.band_label(band),
            "should": charts.share_label(band["told"]),
            "were": charts.share_label(band["found"]),
            "between": f"{charts.share_label(band['low'])} – {charts.share_label(band['high'])}",
        }
        for band in (measure["bands"] if measure else ())
    ]


def _figures(told: Mapping[str, Any]) -> list[tuple[str, int]]:
    automatic = told["proposed"]["totals"]["auto"]
    return [
        ("Merged away", sum(automatic["merge"].values())),
        ("Leads converted", sum(automatic["convert"].values())),
        ("Deleted", sum(automatic["delete"].values())),
        ("Erased for good", sum(automatic["erase"].values())),
        ("Fields changed", told["proposed"]["totals"]["fields_updated"]),
        ("Cases for a person", told["proposed"]["cases"]),
    ]


def _figures_of_run(applied: Applied, told: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The same of what was done: a change that was planned and held is none."""
    done = applied.receipts[applied.receipts["status"] == "applied"]
    number_of = done["action"].value_counts()
    actions = (
        ("merge", "Merged away"),
        ("convert", "Leads converted"),
        ("delete", "Deleted"),
        ("erase", "Erased for good"),
    )
    return [
        *((label, int(number_of.get(action, 0))) for action, label in actions),
        ("Fields changed", int(number_of.get("update", 0))),
        ("Cases for a person", told["proposed"]["cases"]),
    ]


def _form(dialect: Mapping[str, str]) -> str:
    return ", ".join(f"{spaced(key)}: {value}" for key, value in dialect.items())


def _uncapped(readings: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(
        f"{row['rule']} {row['action']} {row['object']} ({number(row['planned'])})"
        for row in readings
        if row["allowed"] is None
    )


def _counts(check: Mapping[str, Any]) -> str:
    sign = "=" if check["holds"] else "≠"
    return f"{number(check['left'])} {check['left_is']} {sign} {number(check['right'])} {check['right_is']}"


def _otherwise(row: Mapping[str, Any]) -> str:
    """What keeps the difference of before and after from being the number that is merged."""
    parts = [
        (row["came_later"], "found only once others were merged"),
        (row["went_otherwise"], "no longer found in the last round"),
    ]
    return ", ".join(f"{number(count)} {text}" for count, text in parts if count)


def _age(row: Mapping[str, Any]) -> str | None:
    if row["age_days"] is None or row["max_age_days"] is None:
        return None
    return f"{row['age_days']} of {row['max_age_days']} days"


def _look_back(row: Mapping[str, Any]) -> str:
    if not row["enabled"]:
        return "not looked at"
    return "without end" if row["months"] is None else f"{row['months']} months"


def _verdict(row: Mapping[str, Any], kinds: Sequence[str]) -> dict[str, Any]:
    found = [piece for piece in row["evidence"] if piece["outcome"] != "none"]
    searched = [piece["kind"] for piece in row["evidence"]]
    return {**row, "found": [_found(piece) for piece in found], "searched": _searched(searched, kinds)}


def _found(piece: Mapping[str, Any]) -> str:
    """`own action, 2025-03-01, until 2028-03-01`."""
    lapse = f", {'lapsed' if piece['outcome'] == 'lapsed' else 'until'} {piece['lapses']}" if piece["lapses"] else ""
    return ", ".join(filter(None, (spaced(piece["kind"]), piece["when"]))) + lapse


def _searched(searched: Sequence[str], kinds: Sequence[str]) -> str:
    missed = [spaced(kind) for kind in kinds if kind not in searched]
    if not missed:
        return f"all {len(kinds)} kinds"
    return f"{len(kinds) - len(missed)} of {len(kinds)}; not {listed(missed, 'or')}"


def _digests(told: Mapping[str, Any]) -> list[dict[str, str]]:
    inputs = [{"what": f"{row['name']} (its rows)", "digest": row["content_sha256"]} for row in told["read"]]
    plan = told["plan"]
    return [
        {"what": "Plan", "digest": plan["digest"]},
        {"what": "Policy", "digest": plan["policy_digest"]},
        *inputs,
    ]


def _drawings(told: Mapping[str, Any]) -> dict[str, Any]:
    """The pictures, each with the sentence that tells it to those who do not see it; none where nothing is counted."""
    kinds, bands = told["duplicates"]["kinds"], told["duplicates"]["pairs"]
    target = told["duplicates"]["target"]
    counted = any(row["before"] for row in kinds)
    measure = _reliability(told["duplicates"]["reliability"])
    return {
        "duplicates_drawing": charts.duplicates_drawing(kinds, target) if counted else None,
        "duplicates_description": "; ".join(
            f"{row['kind']}: {row['before']} before, {row['after']} after" for row in kinds
        ),
        "pairs_drawing": charts.pairs_drawing(bands) if bands else None,
        "pairs_description": "; ".join(
            f"{charts.band_label(row)}: {row['auto']} auto, {row['review']} review" for row in bands
        ),
        "reliability_drawing": charts.reliability_drawing(measure) if measure and bands else None,
        "reliability_description": "; ".join(
            f"{row['band']}: {row['should']} should be wrong, {row['were']} were" for row in measure
        ),
    }
