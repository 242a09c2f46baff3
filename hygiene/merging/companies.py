"""Which accounts are one company: the same core name, and something else that says so.

A name alone is no evidence: there are many `Summit`s. Neither are accounts in two countries one company, nor a parent
and its subsidiary; firms keep those apart on purpose. Domain rules, section 4 [H] for the step, [P] for the evidence.
"""

from typing import Final

import numpy as np
import pandas as pd

from hygiene.decisions import CANNOT_LINK
from hygiene.matching import Matches
from hygiene.merging.partition import certain, in_groups, no_pairs, partition
from hygiene.merging.texts import positions, taken
from hygiene.normalize.people import people_table
from hygiene.policy import Policy
from schemas.columns import TEXT

_AS_LEAD: Final = {"Name": "Company", "BillingCity": "City", "BillingCountry": "Country"}
_LARGE_BLOCK: Final = 30
_PROBABILITY: Final = (
    # domain, place, phone, probability; judged, not learnt: no labelled accounts were to be had
    (True, True, True, 0.999),
    (True, True, False, 0.998),
    (True, False, True, 0.998),
    (True, False, False, 0.95),
    (False, True, True, 0.95),
    (False, False, True, 0.9),
    (False, True, False, 0.8),
)
_OTHER_DOMAIN_ODDS: Final = 0.2
"""Two different web domains leave a fifth of the odds."""

_LEAST: Final = 0.5
"""Below it a pair of accounts is not worth a question, whatever the review threshold for people."""

_EVIDENCE: Final = ("domain", "place", "phone")
_WORDS: Final = ("same web domain", "same city and country", "same phone number")


def find_duplicate_accounts(accounts: pd.DataFrame, policy: Policy, decisions: pd.DataFrame) -> Matches:
    """Pairs and groups of accounts that are one company.

    accounts: rows of table `Account`. decisions: `left_id` < `right_id`, `decision`; parted pairs are left out.
    Pairs have an evidence of web domain, of city and country, or of phone beside the core name, and are at or above the
    review threshold and at least even.
    """
    firms = comparable(accounts, policy.reading.region)
    pairs = _without_parted(_scored(firms, _candidates(firms), policy), decisions)
    groups, asked = _groups(firms, pairs, policy)
    return Matches.of(pairs, groups, asked, {"records": len(firms), "pairs": len(pairs)})


def comparable(accounts: pd.DataFrame, region: str) -> pd.DataFrame:
    """Accounts in comparable form, sorted by `id`: `core`, `domain`, `country`, `place`, `phone`, `parent` (TEXT).

    Read with the eyes of `people_table`, so that an account compares like the company of a lead.
    """
    accounts = accounts.sort_values("Id", ignore_index=True)
    read = people_table(
        accounts.rename(columns=_AS_LEAD)[["Id", *_AS_LEAD.values(), "Website", "Phone"]], "Lead", region
    )
    return pd.DataFrame(
        {
            "id": read["id"],
            "core": read["company_core"],
            "domain": read["website_domain"],
            "country": read["country"],
            "place": read["country"] + " " + read["city"],
            "phone": read["phone"],
            "parent": accounts["ParentId"],
        }
    )


def _candidates(firms: pd.DataFrame) -> pd.DataFrame:
    """Rows (`left`, `right`, left before right) that share the core name and one evidence, each pair once."""
    found = [_within_blocks(firms.groupby(["core", name], sort=False).ngroup().to_numpy()) for name in _EVIDENCE]
    pairs = pd.DataFrame(np.concatenate(found), columns=["left", "right"]).drop_duplicates()
    return pairs.sort_values(["left", "right"], ignore_index=True)


def _within_blocks(block: np.ndarray) -> np.ndarray:
    """All pairs of each block; of a large block each row with the first one, which ties it together all the same."""
    rows = pd.DataFrame({"row": np.arange(len(block)), "block": block})
    rows = rows[rows["block"] >= 0]
    large = rows.groupby("block")["row"].transform("size") > _LARGE_BLOCK
    first = rows[~rows.duplicated("block") | ~large]
    pairs = first.merge(rows, on="block", suffixes=("_left", "_right"), validate="many_to_many")
    ordered: np.ndarray = pairs.loc[pairs["row_left"] < pairs["row_right"], ["row_left", "row_right"]].to_numpy()
    return ordered


def _scored(firms: pd.DataFrame, candidates: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    left, right = (firms.iloc[candidates[side]].reset_index(drop=True) for side in ("left", "right"))
    same = {name: (left[name] == right[name]).fillna(False).to_numpy(dtype=bool) for name in _EVIDENCE}
    chance = np.zeros(len(candidates))
    for *held, probability in _PROBABILITY:
        holds = np.logical_and.reduce([same[name] == has for name, has in zip(_EVIDENCE, held, strict=True)])
        chance[holds] = probability
    other_domain = (left["domain"] != right["domain"]).fillna(False).to_numpy(dtype=bool)
    odds = chance / (1 - chance) * np.where(other_domain, _OTHER_DOMAIN_ODDS, 1)
    chance = odds / (1 + odds)
    apart = (
        (left["country"] != right["country"]).fillna(False)
        | _related(left, right)
        | (chance < max(_LEAST, policy.tiers.review))
    )
    pairs = pd.DataFrame(
        {
            "left_id": left["id"],
            "right_id": right["id"],
            "probability": pd.array(chance, dtype="Float64"),
            "weight": pd.array(np.log2(np.maximum(odds, 1e-9)), dtype="Float64"),
            "tier": pd.array(np.where(chance >= policy.tiers.auto, "auto", "review"), dtype=TEXT),
            "reason": _reasons(same, other_domain),
        }
    )
    return pairs[~apart.to_numpy(dtype=bool)].reset_index(drop=True)


def _without_parted(pairs: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    parted = pd.MultiIndex.from_frame(decisions.loc[decisions["decision"] == CANNOT_LINK, ["left_id", "right_id"]])
    return pairs[~pd.MultiIndex.from_frame(pairs[["left_id", "right_id"]]).isin(parted)].reset_index(drop=True)


def _related(left: pd.DataFrame, right: pd.DataFrame) -> pd.Series:
    related = (left["parent"] == right["id"]).fillna(False) | (right["parent"] == left["id"]).fillna(False)
    return related.astype(bool)


def _reasons(same: dict[str, np.ndarray], other_domain: np.ndarray) -> pd.Series:
    told = pd.Series("same company name", index=pd.RangeIndex(len(other_domain)), dtype=TEXT)
    for name, words in zip(_EVIDENCE, _WORDS, strict=True):
        told = told.mask(same[name], told + ", " + words)
    return told.mask(other_domain, told + ", but another web domain")


def _groups(firms: pd.DataFrame, pairs: pd.DataFrame, policy: Policy) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Groups of automatic pairs (`id`, `group`), and those that contradict themselves or are too large (`cause`)."""
    sure = pairs[(pairs["tier"] == "auto").to_numpy(dtype=bool)]
    left, right = (positions(sure[name], firms["id"]) for name in ("left_id", "right_id"))
    group = partition(len(firms), certain(left, right), no_pairs())
    parent = positions(firms["parent"], firms["id"])
    within = pd.Series(group).groupby(group)
    causes = {
        "parent and subsidiary are in one group": _any_of(group, (parent >= 0) & (group[parent] == group)),
        "accounts of several countries are in one group": firms["country"].groupby(group).transform("nunique") > 1,
        "too large": within.transform("size") > policy.tiers.max_cluster,
    }
    cause = pd.Series(pd.NA, index=firms.index, dtype=TEXT)
    for text, holds in causes.items():
        cause = cause.mask(holds.astype(bool) & cause.isna(), text)
    found = pd.DataFrame({"id": firms["id"], "group": taken(firms["id"], group), "cause": cause})[in_groups(group)]
    held = found["cause"].notna()
    return found.loc[~held, ["id", "group"]].reset_index(drop=True), found[held].reset_index(drop=True)


def _any_of(group: np.ndarray, holds: np.ndarray) -> pd.Series:
    return pd.Series(holds).groupby(group).transform("any")
