"""Tells of Initial Sources that a person should look at. The field is locked in the org, so none is changed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pandas as pd

from hygiene.changes import findings
from hygiene.policy import Policy
from hygiene.rules import Proposal, Rule
from hygiene.selection import is_open
from hygiene.snapshot import Snapshot
from schemas import outputs
from schemas.columns import PEOPLE
from schemas.vocabularies import alias_of, is_active, is_listed

INVESTOR: Final = "Investor"
DEPRECATED: Final = ("Email Request",)
ASKS_FOR_DUPLICATE_CHECK: Final = ("Web Direct",)

_MESSAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "missing_source": "No Initial Source.",
        "inactive_source": "A retired Initial Source: it may stand here, but is given to no new record.",
        "inactive_source_on_new_record": "A retired Initial Source on a new record: only an active one may be given.",
        "deprecated_source": "This Initial Source is on its way out; new records should have another.",
        "investor_without_name": "Initial Source Investor goes with the Investor Name, which is empty.",
        "duplicate_check": "Bought through the portal: look for a duplicate that no rule merged by itself.",
        "duplicate_check_not_done": "Bought through the portal, but not compared: mend its quarantined value.",
    }
)


def propose(snapshot: Snapshot, policy: Policy) -> Proposal:
    """Findings on open leads and contacts: aliases, missing, retired and deprecated sources, Investor, Web Direct.

    An alias counts as the source it should be. The stage is behind the merges, so that only survivors are told.
    """
    found = [frame for name in PEOPLE for frame in _found(snapshot, name, policy)]
    return Proposal(
        findings=outputs.stack("findings", found),
        facts={"investor_name_given": {name: snapshot.has(name, "Investor_Name__c") for name in PEOPLE}},
    )


def _found(snapshot: Snapshot, name: str, policy: Policy) -> list[pd.DataFrame]:
    if not snapshot.has(name, "LeadSource"):
        return []
    table = snapshot.table(name)
    people = table.loc[is_open(table), ["Id", "LeadSource", "CreatedDate", "Investor_Name__c"]]
    own = policy.vocabulary
    alias = alias_of(people["LeadSource"], own.extra_sources, own.source_aliases)
    source = alias.fillna(people["LeadSource"])
    told = [
        _told(name, people.loc[hit, "Id"], code)
        for code, hit in _hits(snapshot, name, policy, people.assign(LeadSource=source)).items()
    ]
    return [*told, _aliases(name, people["Id"], alias.dropna())]


def _hits(snapshot: Snapshot, name: str, policy: Policy, people: pd.DataFrame) -> Mapping[str, pd.Series]:
    """Finding code -> which of the people it holds for (bool); aliases are resolved in `people`."""
    source, extra = people["LeadSource"], policy.vocabulary.extra_sources
    retired = is_listed(source, extra) & ~is_active(source, extra)
    new = _is_new(people, snapshot.as_of, policy)
    check = source.isin(ASKS_FOR_DUPLICATE_CHECK)
    set_aside = snapshot.is_quarantined(name).loc[people.index]
    nameless = people["Investor_Name__c"].isna() & snapshot.has(name, "Investor_Name__c")
    return {
        "missing_source": source.isna(),
        "inactive_source": retired & ~new,
        "inactive_source_on_new_record": retired & new,
        "deprecated_source": source.isin(DEPRECATED),
        "investor_without_name": source.eq(INVESTOR).fillna(False).astype(bool) & nameless,
        "duplicate_check": check & ~set_aside,
        "duplicate_check_not_done": check & set_aside,
    }


def _is_new(people: pd.DataFrame, as_of: pd.Timestamp, policy: Policy) -> pd.Series:
    since = as_of - pd.Timedelta(days=policy.vocabulary.new_record_days)
    return people["CreatedDate"].gt(since).fillna(False).astype(bool)


def _told(name: str, ids: pd.Series, code: str) -> pd.DataFrame:
    field = "Investor_Name__c" if code == "investor_without_name" else "LeadSource"
    return findings(name, ids, field, code, _MESSAGES[code])


def _aliases(name: str, ids: pd.Series, alias: pd.Series) -> pd.DataFrame:
    message = "A retired or variant spelling; the source should be " + alias + "."
    return findings(name, ids[alias.index], "LeadSource", "source_alias", message)


RULE = Rule(
    name="source_findings",
    stage=95,
    summary="Tells of aliases, missing, retired and deprecated Initial Sources, and of those that ask for more.",
    source="H §2",
    propose=propose,
    tells_only=True,
)
