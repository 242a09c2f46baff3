"""What rules remember from round to round spares work and never changes a plan."""

from dataclasses import replace
from random import Random

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from hygiene.engine import make_plan, rules_named
from hygiene.plan import Plan
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule, all_rules
from hygiene.snapshot import Snapshot, snapshot_of
from schemas.columns import TEXT
from tests.tables import AS_OF, PREFIXES

PAIRING = ["lead_to_lead", "contact_to_contact", "lead_to_contact"]
RULES = [*PAIRING, "dnc_internal", "dnc_same_number"]
FIELDS = ["FirstName", "LastName", "Email", "Company", "Phone", "MobilePhone", "Title", "DoNotCall"]
NAMES = {
    "FirstName": ["Ada", "Grace", "Zarrix", "Zarrux", "Alan"],
    "LastName": ["Lovelace", "Hopper", "Brivvak", "Brivvek", "Turing", "Hopper-Turing"],
    "Company": ["Acme Inc", "Initech", "Globex"],
    "Title": ["CEO", "Engineer", ""],
}


def person(random: Random) -> dict[str, str]:
    drawn = {field: random.choice(values) for field, values in NAMES.items()}
    local = random.choice([f"{drawn['FirstName']}.{drawn['LastName']}", drawn["FirstName"], "office"])
    phones = [random.choice(["", f"+1 415 555 26{random.randrange(70, 80)}"]) for _ in range(2)]
    return {
        **drawn, "Email": f"{local}@{drawn['Company'].split()[0].lower()}.com", "Phone": phones[0],
        "MobilePhone": phones[1], "DoNotCall": random.choice(["true", "", ""]),
    }  # fmt: skip


def copies(random: Random) -> list[dict[str, str]]:
    """One to four records of somebody, each of which lacks some values: what one lacks, a merge gives it."""
    whole = person(random)
    gaps = (
        random.sample(["Email", "Phone", "MobilePhone", "Title", "FirstName"], random.randrange(3)) for _ in range(4)
    )
    return [whole | dict.fromkeys(gap, "") for gap in gaps][: random.randrange(1, 5)]


def org(seed: int) -> Snapshot:
    """Leads and contacts of some people, several of them in both tables."""
    random = Random(seed)
    records = [record for _ in range(random.randrange(4, 25)) for record in copies(random)]
    sides = [random.choice(["Lead", "Lead", "Contact"]) for _ in records]
    tables = {}
    for name in ("Lead", "Contact"):
        mine = [record for record, side in zip(records, sides, strict=True) if side == name]
        table = pd.DataFrame(mine, columns=FIELDS).replace("", pd.NA).astype(TEXT)
        table.insert(0, "Id", pd.array([f"{PREFIXES[name]}{number:015}" for number in range(len(mine))], dtype=TEXT))
        table["DoNotCall"] = (table["DoNotCall"] == "true").astype("boolean")
        tables[name] = table if name == "Lead" else table.drop(columns="Company")
    return snapshot_of(AS_OF, **tables)


def planned(seed: int, policy: Policy, wrap) -> Plan:
    return make_plan(org(seed), policy, [wrap(rule) for rule in rules_named(all_rules(), RULES)])


def forgetful(rule: Rule) -> Rule:
    """The rule, which remembers nothing of what was worked out before."""

    def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
        snapshot.memo.clear()
        return rule.propose(snapshot, policy)

    return replace(rule, propose=propose)


def watched(spared: dict[str, int]):
    """Rules of which it is noted in how many looks the matcher's memory spared work."""

    def watch(rule: Rule) -> Rule:
        def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
            proposal = rule.propose(snapshot, policy)
            memory = snapshot.memo.get(("matched", rule.name))
            spared[rule.name] = spared.get(rule.name, 0) + (0 if memory is None else memory.reused)
            return proposal

        return replace(rule, propose=propose)

    return watch


@given(seed=st.integers(0, 10**6))
def test_the_plan_is_that_of_rules_that_remember_nothing(default_policy, seed):
    plan, anew = planned(seed, default_policy, lambda rule: rule), planned(seed, default_policy, forgetful)

    for name, table in plan.tables.items():
        pd.testing.assert_frame_equal(table, anew.tables[name], check_exact=True)
    assert plan.digest == anew.digest


def test_every_pairing_rule_is_spared_work_in_such_plans(default_policy):
    spared: dict[str, int] = {}
    plans = [planned(seed, default_policy, watched(spared)) for seed in range(6)]

    assert max(plan.facts["engine"]["rounds"] for plan in plans) >= 2
    assert all(spared[rule] > 0 for rule in PAIRING)
    assert {"merge", "convert"} <= set(pd.concat([plan.tables["changes"]["action"] for plan in plans]))
