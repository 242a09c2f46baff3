"""Records that no automatic merge touches; they are reported as review cases that say which exclusion holds.

Domain rules, section 5 [L]; what counts stands in the policy (`exclusions:`).
"""

import numpy as np
import pandas as pd

from hygiene.id_order import Rows
from hygiene.merging.texts import joined, looked_up
from hygiene.normalize.word_list import words
from hygiene.policy import Policy
from hygiene.snapshot import Snapshot
from schemas.columns import PEOPLE, TEXT

SEPARATOR = ", "
_NOT_SET = ("", "false", "no", "0", "none")
_STATUS_FIELDS = {"Lead": "Status", "Contact": "Contact_Status__c"}
_READ = words(
    """
    Id AccountId Partner_Account__c Actively_Being_Sequenced__c Status Contact_Status__c LastName Company Legal_Hold__c
    On_Open_Quote__c Current_Customer__c Name Type
    """
)


def exclusions_of(at: Rows, snapshot: Snapshot, object_name: str, policy: Policy) -> pd.Series:
    """What excludes the records at these places of the object's table, NA for nothing (TEXT, RangeIndex)."""
    rows = np.flatnonzero(at >= 0)
    table = snapshot.table(object_name)
    records = table[[name for name in table if name in _READ]].iloc[at[rows]].reset_index(drop=True)
    quarantined = records["Id"].isin(snapshot.quarantined.get(object_name, frozenset()))
    reasons = excluded(records, object_name, policy, snapshot.table("Account"), quarantined)
    return reasons.set_axis(rows).reindex(range(len(at)))


def excluded(
    records: pd.DataFrame,
    object_name: str,
    policy: Policy,
    accounts: pd.DataFrame,
    quarantined: pd.Series | None = None,
) -> pd.Series:
    """For each record of Lead, Contact or Account every exclusion that holds, joined by `, `, or NA (TEXT, same index).

    accounts: table `Account`, for the type of a contact's account. quarantined: records with a quarantined value.
    """
    found = _flags(records, object_name, policy, accounts)
    if quarantined is not None:
        found["quarantined value"] = quarantined
    rows = [np.flatnonzero(holds.fillna(False).to_numpy(dtype=bool)) for holds in found.values()]
    reasons = pd.Series(list(found), dtype=TEXT).repeat([len(each) for each in rows])
    row = np.concatenate(rows)
    order = np.argsort(row, kind="stable")
    return joined(row[order], reasons.iloc[order], SEPARATOR, len(records)).set_axis(records.index)


def reasons_counted(reasons: pd.Series) -> dict[str, int]:
    """How many records each single exclusion holds for, by its name."""
    together = reasons.value_counts()
    single = pd.Series(together.index, dtype=TEXT).str.split(SEPARATOR).explode()
    counts = together.to_numpy()[single.index].astype("int64")
    return {str(reason): int(count) for reason, count in pd.Series(counts).groupby(single.to_numpy()).sum().items()}


def _flags(records: pd.DataFrame, name: str, policy: Policy, accounts: pd.DataFrame) -> dict[str, pd.Series]:
    found = _person_flags(records, name, policy) if name in PEOPLE else {}
    if name == "Contact":
        found |= _contact_flags(records, policy, accounts)
    if name == "Account":
        found |= _one_of("account type", records["Type"], policy.exclusions.account_types)
        found["unknown name"] = _is_one_of(records["Name"], policy.exclusions.unknown_markers)
    return found


def _person_flags(records: pd.DataFrame, name: str, policy: Policy) -> dict[str, pd.Series]:
    settings = policy.exclusions
    found = {}
    if settings.partner_account:
        found["partner account"] = ~records["Partner_Account__c"].fillna("").str.strip().str.lower().isin(_NOT_SET)
    if settings.being_sequenced:
        found["being sequenced"] = records["Actively_Being_Sequenced__c"]
    found |= _one_of("status", records[_STATUS_FIELDS[name]], settings.statuses)
    found["unknown last name"] = _is_one_of(records["LastName"], settings.unknown_markers)
    if name == "Lead":
        found["unknown company"] = _is_one_of(records["Company"], settings.unknown_markers)
    if settings.legal_hold:
        found["legal hold"] = records["Legal_Hold__c"]
    return found


def _contact_flags(records: pd.DataFrame, policy: Policy, accounts: pd.DataFrame) -> dict[str, pd.Series]:
    settings = policy.exclusions
    by_id = accounts.set_index("Id")
    found = {
        "unknown company": _is_one_of(looked_up(records["AccountId"], by_id["Name"]), settings.unknown_markers),
        **_one_of("account type", looked_up(records["AccountId"], by_id["Type"]), settings.account_types),
    }
    if settings.open_quote:
        found["open quote"] = records["On_Open_Quote__c"]
    if settings.current_customer:
        found["current customer"] = records["Current_Customer__c"]
    return found


def _one_of(label: str, values: pd.Series, listed: tuple[str, ...]) -> dict[str, pd.Series]:
    plain = _plain(values)
    return {f"{label} {value}": plain == value.strip().lower() for value in listed}


def _is_one_of(values: pd.Series, listed: tuple[str, ...]) -> pd.Series:
    return _plain(values).isin([value.strip().lower() for value in listed])


def _plain(values: pd.Series) -> pd.Series:
    return values.astype(TEXT).str.strip().str.lower()
