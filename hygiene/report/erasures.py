"""What erasing people entails: their copies in other records, other systems to tell, holds that cannot be seen."""

import re
from collections.abc import Iterable
from typing import Any, Final

from hygiene.lawful_basis.copies import COPIES
from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.report.counting import rule_facts
from hygiene.report.opt_outs import RULE

CONVERTED_LEADS: Final = "converted leads"

_MANY: Final = {one: many for one, many, _ in COPIES.values()} | {"converted lead": CONVERTED_LEADS}
_NUMBERS: Final = re.compile(rf"(\d+) ({'|'.join(sorted([*_MANY, *_MANY.values()], key=len, reverse=True))})\b")
_UNSEEN: Final = re.compile(r"not looked at: ([^;]*)")


def erasures(plan: Plan, policy: Policy) -> dict[str, Any]:
    """Out: `ground` (GDPR article), `copies` (kind, number, of table `changes`), `unseen` (kinds that could not be
    counted), `systems`, `holds_unseen` (objects without a Legal Hold column).
    """
    changes = plan.tables["changes"]
    erased = changes[(changes["rule"] == RULE) & (changes["action"] == "erase")]
    told = [(str(text), int(count)) for text, count in erased["evidence"].value_counts().items()]
    known = rule_facts(plan, RULE).get("legal_hold_known", {})
    return {
        "ground": policy.opt_out.erasure_ground,
        "copies": _copies(told),
        "unseen": sorted({kind for text, _ in told for kind in _unseen(text)}),
        "systems": list(policy.opt_out.other_systems),
        "holds_unseen": sorted(str(name) for name, given in known.items() if not given),
    }


def _copies(told: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """told: text of the evidence, and how many erasures have it."""
    numbers = dict.fromkeys(_MANY.values(), 0)
    for text, count in told:
        for number, kind in _NUMBERS.findall(text):
            numbers[_MANY.get(kind, kind)] += int(number) * count
    return [{"kind": kind, "number": number} for kind, number in numbers.items() if number]


def _unseen(text: str) -> list[str]:
    found = _UNSEEN.search(text)
    named = found[1].split(", ") if found else []
    return [kind for kind in named if kind in _MANY.values()]
