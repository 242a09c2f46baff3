"""The numbers of a plan as plain data: the content of `summary.json`, and all that the page and the screen show.

Free of personal data: counts, words of our own vocabularies, dates of evidence, and case numbers instead of records.
Its form is told by `summary.schema.json` beside this file.
"""

from typing import Any, Final

from hygiene.finding_codes import FINDING_CODES
from hygiene.manifest import moment_text
from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.report.brakes import brakes
from hygiene.report.checks import checks
from hygiene.report.counting import counts, population, rule_facts
from hygiene.report.do_not_call import do_not_call
from hygiene.report.duplicates import duplicates
from hygiene.report.erasures import erasures
from hygiene.report.headline import headline
from hygiene.report.opt_outs import opt_outs
from hygiene.report.policy_words import policy_in_words
from hygiene.report.proposals import proposed
from hygiene.report.reading import base_name, findings, quarantine, read
from hygiene.report.suppressed import suppressed
from hygiene.report.test_leads import test_leads
from schemas.records import READING_REASONS, REASONS

FORMAT: Final = 1


def summarise(plan: Plan, policy: Policy) -> dict[str, Any]:
    """Every number that the report shows, JSON-able, lists sorted; the same plan gives the same dict."""
    sections: dict[str, Any] = {
        "format": FORMAT,
        "plan": _plan(plan),
        "rounds": _rounds(plan),
        "read": read(plan),
        "population": {name: _population(plan, name) for name in sorted(plan.population)},
        "proposed": proposed(plan, rule_sentences()),
        "duplicates": duplicates(plan, policy),
        "do_not_call": do_not_call(plan),
        "opt_outs": opt_outs(plan, policy),
        "erasures": erasures(plan, policy),
        "suppression": suppressed(plan),
        "test_leads": test_leads(plan, FINDING_CODES),
        "findings": findings(plan, FINDING_CODES),
        "quarantine": quarantine(plan, {**READING_REASONS, **REASONS}),
        "brakes": brakes(plan),
        "policy": policy_in_words(policy),
    }
    sections["checks"] = checks(plan, sections)
    sections["reconciles"] = all(check["holds"] for check in sections["checks"])
    return {**sections, "headline": headline(sections, plan.as_of)}


def rule_sentences() -> dict[str, str]:
    """Rule name -> what it does, as the rule files tell it, in the order of the work."""
    from hygiene.rules import all_rules

    return {rule.name: rule.summary for rule in all_rules()}


def _plan(plan: Plan) -> dict[str, str]:
    return {
        "source": base_name(plan.source),
        "as_of": moment_text(plan.as_of),
        "digest": plan.digest,
        "policy_digest": plan.policy_digest,
        "version": plan.version,
    }


def _rounds(plan: Plan) -> dict[str, Any]:
    facts = rule_facts(plan, "engine")
    return {"rounds": int(facts.get("rounds", 1)), "settled": bool(facts.get("settled", True))}


def _population(plan: Plan, name: str) -> dict[str, Any]:
    told = population(plan, name)
    return {
        "records": int(told.get("records", 0)),
        "buckets": counts(told.get("buckets")),
        "statuses": counts(told.get("statuses")),
    }
