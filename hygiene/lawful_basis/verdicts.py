"""From what was found to a verdict: look-backs, what was searched, and who may be kept, erased or not yet judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from hygiene.lawful_basis.kinds import KINDS, missing
from hygiene.lawful_basis.search import Search, is_set
from hygiene.lawful_basis.unreadable import of_person
from hygiene.merging.texts import joined as joined_rows
from hygiene.policy.models import Evidence
from hygiene.words import day, joined
from schemas.columns import DTYPES, TEXT

LEGAL_HOLD_BASIS: Final = "17(3)(e)"
"""GDPR: no erasure of what legal claims need."""

_VERDICT_COLUMNS: Final = ("verdict", "basis", "evidence", "evidence_date", "searched", "lapses")

LEGAL_HOLD: Final = "legal_hold"
UNREAD_HOLD: Final = "whether a record is on legal hold"
UNDECIDED: Final = "the other records of an undecided duplicate case"


@dataclass(frozen=True)
class Judgement:
    """The verdicts, and what they rest on.

    verdicts: `subject` and the columns of table `verdicts` from `verdict` on, one row a subject, sorted by it.
    evidence: `subject`, `kind` (TEXT), one row for each kind that counts.
    gaps: `subject`, `kind`, `what` (TEXT): what could not be searched, required or not; of kind `legal_hold` too.
    """

    verdicts: pd.DataFrame
    evidence: pd.DataFrame
    gaps: pd.DataFrame


def judge(search: Search, subjects: pd.Series) -> Judgement:
    """A verdict for each subject (record ids, unique).

    `hold` where a record of the person is on legal hold; else `keep` where evidence counts; else `undetermined` where
    a kind that the policy requires could not be searched, a legal hold could not be read or an open case may make
    another record the same person; else `erase`.
    """
    if subjects.empty:
        return _of_nobody()
    kinds = _enabled(search)
    weighed = _found(search, kinds)
    gaps = _stack({name: missing(KINDS[name], search) for name in kinds} | {LEGAL_HOLD: _unread_hold(search)})
    index = pd.Index(subjects.sort_values(), name="subject", dtype=TEXT)
    counting = weighed[weighed["counts"]]
    texts = pd.DataFrame(
        {
            "searched": _searched(index, weighed, gaps, kinds),
            "found": _per_subject(index, counting.assign(text=counting["kind"] + ": " + counting["told"]), "; "),
            "bases": _bases(index, counting, kinds),
            "missing": _missing(index, gaps, kinds, search),
        }
    )
    verdicts = _verdicts(texts, _held(index, search), counting, search)
    return Judgement(verdicts, counting[["subject", "kind"]], gaps[["subject", "kind", "what"]].astype(TEXT))


def _of_nobody() -> Judgement:
    """What the whole search comes to where nobody is asked about, which is most exports."""
    tables = (("subject", *_VERDICT_COLUMNS), ("subject", "kind"), ("subject", "kind", "what"))
    return Judgement(*(pd.DataFrame(columns=list(columns), dtype=TEXT) for columns in tables))


def counting(search: Search) -> pd.DataFrame:
    """What counts as evidence: of each subject and kind (`subject`, `kind`, TEXT) the best, with when it `lapses`."""
    weighed = _found(search, _enabled(search))
    return weighed[weighed["counts"]].reset_index(drop=True)


def _enabled(search: Search) -> Mapping[str, Evidence]:
    return {name: setting for name, setting in search.policy.opt_out.evidence.items() if setting.enabled}


def _found(search: Search, kinds: Mapping[str, Evidence]) -> pd.DataFrame:
    """Of each kind and subject the best find."""
    return _best(_stack({name: _weighed(KINDS[name].find(search), setting, search) for name, setting in kinds.items()}))


def _weighed(found: pd.DataFrame, setting: Evidence, search: Search) -> pd.DataFrame:
    """What was found with `lapses` (moment, `NaT` for never or unknown) and whether it `counts` still.

    In doubt a find counts: one of unknown date, and on the very day on which it lapses.
    """
    lapses = pd.Series(pd.NaT, index=found.index, dtype=DTYPES["moment"])
    if setting.months is not None:
        lapses = (found["date"] + pd.DateOffset(months=setting.months)).astype(DTYPES["moment"])
        lapses = lapses.mask(found["standing"], pd.NaT)
    counts = lapses.isna() | (lapses >= search.as_of.normalize())
    return found.assign(lapses=lapses, counts=counts)


def _best(finds: pd.DataFrame) -> pd.DataFrame:
    """One row for each kind (in their order) and subject, its best find, with the `number` of them all."""
    kind = pd.factorize(finds["kind"])[0]
    rank = ["in_order", "subject", "counts", "endless", "lapses", "date", "told"]
    ranked = finds.assign(in_order=kind, endless=finds["counts"] & finds["lapses"].isna())
    ranked = ranked.sort_values(rank, na_position="first", ignore_index=True)
    number = ranked.groupby(["in_order", "subject"])["told"].transform("size")
    return ranked.assign(number=number).drop_duplicates(["in_order", "subject"], keep="last", ignore_index=True)


def _stack(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([frame.assign(kind=name) for name, frame in frames.items()], ignore_index=True).astype(
        {"kind": TEXT}
    )


def _missing(index: pd.Index, gaps: pd.DataFrame, kinds: Mapping[str, Evidence], search: Search) -> pd.Series:
    """What stands in the way of an erasure: what was not given or could not be read, or an undecided duplicate case.

    Who may be one person with another record may have that record's evidence too.
    """
    lacking = _per_subject(index, _required(gaps, kinds).rename(columns={"what": "text"}), "; ")
    open_cases = list(search.undecided.intersection(index))
    undecided = pd.Series(UNDECIDED, index=index, dtype=TEXT).where(index.isin(open_cases))
    text = joined([lacking, undecided], "; ")
    return text.mask(text == "", pd.NA)


def _required(gaps: pd.DataFrame, kinds: Mapping[str, Evidence]) -> pd.DataFrame:
    return gaps[gaps["kind"].isin([LEGAL_HOLD, *(name for name, setting in kinds.items() if setting.required)])]


def _unread_hold(search: Search) -> pd.DataFrame:
    """Whose legal hold could not be read, as of `missing`: it is no evidence, and stands in the way all the same."""
    return of_person(search, "Legal_Hold__c").to_frame("subject").assign(what=UNREAD_HOLD).drop_duplicates()


def _held(index: pd.Index, search: Search) -> pd.Series:
    everyone = search.everyone
    return pd.Series(index.isin(everyone.loc[is_set(everyone["Legal_Hold__c"]), "subject"]), index=index)


def _verdicts(texts: pd.DataFrame, held: pd.Series, counting: pd.DataFrame, search: Search) -> pd.DataFrame:
    kept, lacking = texts["found"].notna(), texts["missing"].notna()
    verdict = np.select([held, kept, lacking], ["hold", "keep", "undetermined"], "erase")
    evidence = texts["found"].fillna("could not be looked at: " + texts["missing"]).mask(held, "legal hold")
    dates, lapses = _dates(texts.index, counting, search)
    told = pd.DataFrame(
        {
            "verdict": verdict,
            "basis": texts["bases"].mask(held, LEGAL_HOLD_BASIS),
            "evidence": evidence.mask(verdict == "erase", "none found"),
            "evidence_date": dates.mask(held, pd.NA),
            "searched": texts["searched"],
            "lapses": lapses.mask(held, pd.NA),
        },
        index=texts.index,
    )
    return told.astype(TEXT).reset_index()


def _dates(index: pd.Index, counting: pd.DataFrame, search: Search) -> tuple[pd.Series, pd.Series]:
    """The day of the newest evidence (today for a state that stands), and the day on which the last of it lapses.

    No lapse is told where any evidence has none: it stands until the state ends, or its date is unknown.
    """
    dates = counting["date"].mask(counting["standing"], search.as_of)
    newest = dates.groupby(counting["subject"]).max().reindex(index)
    endless = counting["lapses"].isna().groupby(counting["subject"]).any().reindex(index, fill_value=True)
    last = counting["lapses"].groupby(counting["subject"]).max().reindex(index)
    return day(newest), day(last.mask(endless, pd.NaT))


def _searched(index: pd.Index, weighed: pd.DataFrame, gaps: pd.DataFrame, kinds: Mapping[str, Evidence]) -> pd.Series:
    """Every kind that was looked at and what was found; then what was not given, which is not named as searched."""
    line = _line(weighed)
    parts = []
    for kind in kinds:
        told = line[weighed["kind"] == kind].set_axis(weighed.loc[weighed["kind"] == kind, "subject"])
        blind = index.isin(gaps.loc[gaps["kind"] == kind, "subject"])
        none = pd.Series(f"{kind}: none found", index=index, dtype=TEXT).mask(blind, pd.NA)
        parts.append(told.reindex(index).fillna(none))
    lacking = gaps.drop_duplicates(["subject", "what"]).rename(columns={"what": "text"})
    parts.append("could not be looked at: " + _per_subject(index, lacking, ", "))
    return joined(parts, "; ")


def _line(weighed: pd.DataFrame) -> pd.Series:
    """What a kind found, in words: `own_action: Initial Source Demo (inbound), 2025-03-01, counts until 2028-03-01`."""
    dated = day(weighed["date"]).fillna("date unknown").mask(weighed["standing"], "stands")
    lapse = day(weighed["lapses"])
    until = (", counts until " + lapse).mask(~weighed["counts"], ", lapsed " + lapse)
    more = (" (and " + (weighed["number"] - 1).astype(TEXT) + " more)").mask(weighed["number"] == 1, "")
    return weighed["kind"] + ": " + weighed["told"] + ", " + dated + until.fillna("") + more


def _bases(index: pd.Index, counting: pd.DataFrame, kinds: Mapping[str, Evidence]) -> pd.Series:
    basis = counting["kind"].map({name: setting.basis for name, setting in kinds.items()}).astype(TEXT)
    return _per_subject(index, counting.assign(text=basis).drop_duplicates(["subject", "text"]), ", ")


def _per_subject(index: pd.Index, rows: pd.DataFrame, by: str) -> pd.Series:
    """The texts of each subject joined in their order; `NA` for a subject without any."""
    place = index.get_indexer(pd.Index(rows["subject"]))
    order = np.argsort(place, kind="stable")
    return joined_rows(place[order], rows["text"].iloc[order], by, len(index)).set_axis(index)
