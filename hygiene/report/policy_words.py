"""The policy in words: what the keys that matter mean for this plan, and which of them differ from the shipped ones."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from hygiene.policy import Policy, parse_policy
from hygiene.report.duplicates import KINDS
from hygiene.report.wording import listed, many, number, spaced

PRIVATE_KEYS: Final = ("file",)
"""Keys whose values stay behind: the path of a list tells of a person's machine."""

LONGEST_VALUE: Final = 200

WAYS: Final = {
    "fill": "the survivor’s, else the newest of the others",
    "master": "the survivor’s",
    "oldest": "the oldest record’s",
    "newest": "the newest record’s",
    "earliest": "the earliest",
    "latest": "the latest",
    "with_source": "goes with the source",
    "most_complete": "the most complete record’s",
    "any_true": "true where one is true",
}
"""Way in which a value survives -> its words; another way is told by its own name."""


def policy_in_words(policy: Policy) -> dict[str, Any]:
    """Out: `sentences` (topic, keys, text, differs), `differences` (key, default, value), both in a fixed order."""
    changed = differences(policy, _shipped())
    changed_keys = [row["key"] for row in changed]
    return {
        "sentences": [
            {"topic": topic, "keys": keys, "text": text, "differs": _touched(keys, changed_keys)}
            for topic, keys, text in _sentences(policy)
            if text
        ],
        "differences": changed,
    }


@cache
def _shipped() -> Policy:
    return parse_policy("", "default policy")


def differences(policy: Policy, default: Policy) -> list[dict[str, str]]:
    """Every key whose value is another one than shipped: `key`, `default`, `value` as texts; sorted by key."""
    now, shipped = _flat(policy.model_dump(mode="json")), _flat(default.model_dump(mode="json"))
    return [
        {"key": key, "default": _spelled(key, shipped.get(key)), "value": _spelled(key, now.get(key))}
        for key in sorted({*now, *shipped})
        if now.get(key) != shipped.get(key)
    ]


def _flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in settings.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def _spelled(key: str, value: Any) -> str:
    if key.rpartition(".")[2] in PRIVATE_KEYS and value is not None:
        return "(a path, not shown)"
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]} …"


def _touched(keys: list[str], changed: list[str]) -> bool:
    return any(key == name or key.startswith(f"{name}.") for name in keys for key in changed)


def _sentences(policy: Policy) -> list[tuple[str, list[str], str]]:
    """Topic, the keys it speaks of, the sentence."""
    return [
        ("Sure enough to merge", ["tiers.auto", "tiers.review"], _tiers(policy)),
        ("Rules that merge by themselves", ["tiers.automatic"], _automatic(policy)),
        ("Weights", ["matching"], f"Pairs are weighed by the table {policy.matching.version}."),
        ("Large groups", ["tiers.max_cluster"], _large_groups(policy)),
        ("Never merged without a person", ["exclusions"], _exclusions(policy)),
        ("Which record survives", ["survivorship.master"], _master(policy)),
        ("Which values survive", [f"survivorship.{key}" for key in ("fields", "groups", "default")], _values(policy)),
        ("Consent", [], "A merge or conversion never loosens consent. No setting turns this off."),
        ("Numbers of records with Do Not Call set", ["dnc.internal_dnc"], _internal(policy)),
        ("A listed number elsewhere", ["dnc.everywhere"], _everywhere(policy)),
        ("Do-Not-Call lists", ["dnc.lists"], _lists(policy)),
        ("Numbers that came back", ["suppression.returned_number"], _returned(policy)),
        ("Opt-outs", ["opt_out"], _opt_out(policy)),
        ("Erased people", ["suppression.erasure_months"], _recognised(policy)),
        ("Undo", ["vault"], f"Images of people before a run are kept for {many(policy.vault.people_days, 'day')}."),
        ("Approval", ["approval"], _approval(policy)),
        ("Audit", ["ledger"], _ledger(policy)),
        ("Test leads", ["test_leads.titles"], _titles(policy)),
        ("Dates and numbers", ["reading.date_order", "reading.time_zone", "reading.region"], _reading(policy)),
        ("Caps", ["caps"], f"Shares bind from {number(policy.caps.minimum_population)} records of an object on."),
    ]  # fmt: skip


def _tiers(policy: Policy) -> str:
    return (
        f"From a probability of {policy.tiers.auto} a pair is merged without a person; from {policy.tiers.review} "
        "a person decides; below, the pair is left alone."
    )


def _automatic(policy: Policy) -> str:
    alone = [spaced(rule) for rule, automatic in _tiers_of(policy) if automatic]
    asked = [spaced(rule) for rule, automatic in _tiers_of(policy) if not automatic]
    first = f"Merged without a person: {listed(alone)}." if alone else "No rule merges without a person."
    return f"{first} Always a person’s decision: {listed(asked)}." if asked else first


def _tiers_of(policy: Policy) -> list[tuple[str, bool]]:
    """Rules in the order of the work; a saved policy has its keys in another order and must read the same."""
    automatic = policy.tiers.automatic
    order = [*KINDS, *sorted(set(automatic) - set(KINDS))]
    return [(rule, automatic[rule]) for rule in order if rule in automatic]


def _approval(policy: Policy) -> str:
    asked = policy.approval
    needed = f"Written to an org only once approved: erasures{''.join(f', {spaced(name)}' for name in asked.needed)}."
    another = " Who made the plan does not approve its erasures." if asked.erasures_by_another else ""
    return f"{needed}{another} An approval holds for {many(asked.lapse_days, 'day')}."


def _ledger(policy: Policy) -> str:
    kept = policy.ledger
    return (
        f"What was written is kept under pseudonyms for {many(kept.writes_days, 'day')}, plans in numbers for"
        f" {many(kept.plans_days, 'day')}, runs and approvals for {many(kept.runs_days, 'day')}; digests stay."
    )


def _large_groups(policy: Policy) -> str:
    return f"A group of more than {policy.tiers.max_cluster} records goes to a person, with its cause."


def _exclusions(policy: Policy) -> str:
    rules = policy.exclusions
    named = [
        (rules.partner_account, "a partner account"),
        (rules.being_sequenced, "an active sequence"),
        (bool(rules.statuses), f"status {listed(rules.statuses, 'or')}"),
        (bool(rules.unknown_markers), f"last name or company {listed(rules.unknown_markers, 'or')}"),
        (bool(rules.account_types), f"an account of type {listed(rules.account_types, 'or')}"),
        (rules.open_quote, "an open quote"),
        (rules.current_customer, "a current customer"),
        (rules.legal_hold, "legal hold"),
    ]
    texts = [text for holds, text in named if holds]
    return f"A record with any of: {listed(texts, 'or')}." if texts else "No record is excluded from automatic merging."


def _master(policy: Policy) -> str:
    criteria = [_criterion(text) for text in policy.survivorship.master]
    return f"The first of these that parts the group: {'; '.join([*criteria, 'lowest id'])}."


def _criterion(text: str) -> str:
    field, _, order = text.partition(" ")
    return f"{field}, {'latest or highest' if order == 'desc' else 'earliest or lowest'}" if order else spaced(field)


def _values(policy: Policy) -> str:
    own = [f"{field}: {_way(way)}" for field, way in sorted(policy.survivorship.fields.items())]
    together = [spaced(name) for name in sorted(policy.survivorship.groups)]
    sets = f" Kept together from one record: {listed(together)}." if together else ""
    return f"{'; '.join([*own, f'every other field: {_way(policy.survivorship.default)}'])}.{sets}"


def _way(way: str) -> str:
    return WAYS.get(way, spaced(way))


def _internal(policy: Policy) -> str:
    if policy.dnc.internal_dnc == "blank":
        return "Their phone fields are blanked."
    return "Their phone fields are kept, so that the number is recognised."


def _everywhere(policy: Policy) -> str:
    if policy.dnc.everywhere:
        return "A listed number is blanked in every phone field of every record."
    return "A listed number is blanked only in the field that the flag speaks of."


def _lists(policy: Policy) -> str:
    texts = [
        f"{name} ({rule.jurisdiction}) may be {many(rule.max_age_days, 'day')} old"
        for name, rule in sorted(policy.dnc.lists.items())
    ]
    return f"{listed(texts)}. An older list stops the run; it never means “clear”." if texts else ""


def _opt_out(policy: Policy) -> str:
    required = [
        spaced(kind) for kind, rule in sorted(policy.opt_out.evidence.items()) if rule.enabled and rule.required
    ]
    off = [spaced(kind) for kind, rule in sorted(policy.opt_out.evidence.items()) if not rule.enabled]
    return (
        "A person who opted out is kept only where one of the kinds of evidence that count is found."
        + (f" Without a table for {listed(required)} nobody is removed." if required else "")
        + (f" Not looked at: {listed(off)}." if off else "")
    )


def _returned(policy: Policy) -> str:
    return {
        "blank": "A blanked number that comes back on a new record is blanked again; on an older one a person decides.",
        "review": "A blanked number that comes back is put to a person.",
        "tell": "A blanked number that comes back is told, and stays.",
    }[policy.suppression.returned_number]


def _recognised(policy: Policy) -> str:
    months = policy.suppression.erasure_months
    how_long = "for good" if months is None else f"for {many(months, 'month')}"
    return f"Who was erased is recognised by keyed hashes {how_long}, and nobody is erased again by it."


def _titles(policy: Policy) -> str:
    titles = listed([f"“{title}”" for title in policy.test_leads.titles], "or")
    return f"A lead is a test lead when its title is {titles}, nothing else."


def _reading(policy: Policy) -> str:
    order = {"iso": "ISO only", "dmy": "day before month", "mdy": "month before day"}[policy.reading.date_order]
    return (
        f"Dates are read as {order}, moments without zone as {policy.reading.time_zone}; "
        f"a number that tells no country is read as one of {policy.reading.region}."
    )
