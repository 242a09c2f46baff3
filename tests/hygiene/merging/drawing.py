"""What the merging tests share: drawn pairs as the matcher's answer, drawn records as members of groups."""

import numpy as np
import pandas as pd

from hygiene.decisions import no_decisions
from hygiene.matching import Matches
from hygiene.merging import consent
from hygiene.merging.cases import Wording
from hygiene.merging.duplicates import Task, propose_merges
from hygiene.merging.lead_conversion import Conversion, propose_conversions
from hygiene.merging.master import ACCOUNT_CRITERIA
from hygiene.merging.members import Members, members_of
from hygiene.merging.partition import certain, in_groups, no_pairs, partition
from hygiene.merging.texts import positions
from hygiene.policy import Policy
from hygiene.rules import Proposal
from hygiene.snapshot import Snapshot
from schemas.columns import TEXT
from tests.tables import frame, snapshot

WORDING = Wording("records", "one person", "merges the others into")


def matches(pairs: str, review_groups: str = "id | group | cause") -> Matches:
    """The matcher's answer: `left | right | probability`, automatic from 0.998 on; automatic pairs make the groups."""
    drawn = frame(pairs)
    probability = drawn["probability"].astype("Float64")
    tier = pd.Series("review", index=drawn.index, dtype=TEXT).mask(probability >= 0.998, "auto")
    table = pd.DataFrame(
        {
            "left_id": drawn["left"],
            "right_id": drawn["right"],
            "probability": probability,
            "weight": probability * 10,
            "tier": tier,
            "reason": pd.Series("same e-mail", index=drawn.index, dtype=TEXT),
        }
    )
    return Matches.of(table, _groups(table[(tier == "auto").to_numpy(dtype=bool)]), frame(review_groups), {})


def _groups(sure: pd.DataFrame) -> pd.DataFrame:
    ids = pd.concat([sure["left_id"], sure["right_id"]]).drop_duplicates().sort_values(ignore_index=True)
    left, right = (positions(sure[name], ids) for name in ("left_id", "right_id"))
    group = partition(len(ids), certain(left, right), no_pairs())
    return pd.DataFrame({"id": ids, "group": ids.take(group).array})[in_groups(group)].reset_index(drop=True)


def members(table: str, object_name: str = "Lead") -> Members:
    """Drawn records, of which a column `group` says which belong together."""
    drawn = frame(table)
    org = snapshot(**{object_name: "\n".join(_without_group(table))})
    records = org.table(object_name)
    names = drawn["group"].iloc[positions(records["Id"], drawn["Id"])]
    first = pd.Series(range(len(records))).groupby(names.to_numpy()).transform("min").to_numpy()
    unreadable = consent.unreadable_flags(records, np.arange(len(records)), org.given[object_name])
    return members_of(records, np.arange(len(records)), first, unreadable, object_name)


def merging(
    org: Snapshot, found: Matches, policy: Policy, decisions: pd.DataFrame | None = None, object_name: str = "Lead"
) -> Proposal:
    """What the rule of the object proposes for these matches."""
    rule = {"Lead": "lead_to_lead", "Contact": "contact_to_contact", "Account": "account_to_account"}[object_name]
    said = no_decisions() if decisions is None else decisions
    criteria = ACCOUNT_CRITERIA if object_name == "Account" else policy.survivorship.master
    return propose_merges(Task(rule, object_name, org, policy, 0, said, criteria, WORDING), found).full()


def converting(org: Snapshot, found: Matches, policy: Policy, decisions: pd.DataFrame | None = None) -> Proposal:
    """What the rule between leads and contacts proposes for these matches."""
    said = no_decisions() if decisions is None else decisions
    return propose_conversions(Conversion("lead_to_contact", org, policy, 0, said), found).full()


def automatic(changes: pd.DataFrame) -> pd.DataFrame:
    """The rows that are applied without a person."""
    return changes[changes["tier"] == "auto"]


def of_field(changes: pd.DataFrame, field: str) -> pd.DataFrame:
    """The update rows of one field."""
    return changes[(changes["field"] == field).fillna(False)]


def _without_group(table: str) -> list[str]:
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines() if line.strip()]
    at = rows[0].index("group")
    return [" | ".join(cell for place, cell in enumerate(row) if place != at) for row in rows]


def by_action(changes: pd.DataFrame, action: str = "merge") -> pd.DataFrame:
    return changes[(changes["action"] == action).to_numpy(dtype=bool)]
