"""The commands `match` and `evaluate`: files in, a folder and a screen out."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, cast

import pandas as pd

from hygiene.crm.archive import read_any
from hygiene.crm.bundle import csv_bytes
from hygiene.crm.dialect import decode
from hygiene.crm.headers import known_columns, refuse_doubles
from hygiene.crm.new_folder import check_target, write_folder
from hygiene.errors import InputError, UsageError
from hygiene.matching import Matches
from hygiene.matching.evaluate import Evaluation, evaluate
from hygiene.matching.pictures import reliability_chart, threshold_chart, waterfall
from hygiene.matching.tool import explanation, match_tables, pair_of, why_missed, words_of
from hygiene.normalize.people import people_table
from hygiene.policy import Policy, load
from hygiene.progress import Progress
from schemas.columns import PEOPLE, TEXT

_ASIDE: Final = ("file", "record", "check", "message")
_MISSING: Final = ("missing_id", "the record has no id; give it its own")
_DOUBLE: Final = ("duplicate_id", "the id stands in more than one record; keep the right one")


@dataclass(frozen=True)
class MatchRequest:
    """One run of `match`: a file with itself, or two files with each other."""

    file: Path
    other: Path | None = None
    out: Path | None = None
    policy_file: Path | None = None
    explain: tuple[str, str] | None = None
    workers: int = 2


def match_files(request: MatchRequest, progress: Progress | None = None) -> str:
    """Matches the files, writes `pairs.csv`, `groups.csv`, `review_groups.csv`, `keys.csv` (and `pair.svg`).

    Records whose id is missing, or stands in more than one, take no part: `quarantine.csv` names them. Returns what to
    tell.

    Raises:
        InputError: a file that cannot be read. UsageError: a column or an id that is not there, or a used folder.
    """
    policy = load(request.policy_file)
    if request.out is not None:
        check_target(request.out, replace_if=None)
    left = matched_table(request.file, policy, request.workers)
    right = None if request.other is None else matched_table(request.other, policy, request.workers)
    aside = pd.concat([left.aside] if right is None else [left.aside, right.aside], ignore_index=True)
    matches = match_tables(left.table, right and right.table, policy, progress, request.workers)
    files = {
        "pairs.csv": csv_bytes(matches.pairs), "groups.csv": csv_bytes(matches.groups),
        "review_groups.csv": csv_bytes(matches.review_groups), "keys.csv": csv_bytes(_keys(matches)),
    }  # fmt: skip
    if len(aside):
        files["quarantine.csv"] = csv_bytes(aside)
    told = _told(matches) + _told_aside(aside)
    if request.explain is not None:
        pair = pair_of(matches, *request.explain)
        if pair is None:
            raise UsageError(
                "These two are no pair at or above the review threshold; check the ids, or lower tiers.review."
            )
        words = words_of(policy)
        files["pair.svg"] = waterfall(pair, words).encode()
        told = explanation(pair, words)
    if request.out is not None:
        write_folder(request.out, files)
        told += f"\nWritten to {request.out.as_posix()}: {', '.join(files)}"
    return told


def evaluate_files(
    pairs: Path, truth: Path, records: Path | None = None, out: Path | None = None, policy_file: Path | None = None
) -> str:
    """Measures pairs against truth; writes the tables and two pictures, and tells the table by threshold.

    pairs: a CSV with left_id, right_id, probability. truth: a CSV with an id and `cluster`. records: the file that was
    matched, so that missed pairs are told as missed by blocking or by scoring.

    Raises:
        InputError: a file that cannot be read or lacks a column. UsageError: the folder is used.
    """
    policy = load(policy_file)
    found = _needing(read_table(pairs, policy), ("left_id", "right_id", "probability"), pairs)
    known = _needing(_with_id(read_table(truth, policy), truth), ("id", "cluster"), truth)
    _refuse_doubles(known["id"], truth)
    found = found.assign(probability=pd.to_numeric(found["probability"], errors="coerce"))
    if found["probability"].isna().any():
        raise InputError(f"{pairs}: a probability is no number; give the pairs.csv of a match or a plan.")
    result = evaluate(found, known)
    missed = result.missed
    if records is not None and not policy.matching.columns:
        missed = why_missed(matched_table(records, policy).table, missed, policy)
    if out is not None:
        check_target(out, replace_if=None)
        write_folder(out, _evaluation_files(result, missed))
    return _measured(result, missed, policy)


class Matched(NamedTuple):
    """What the matcher compares of a file, and what is set aside of it: file, place of the record, check, message."""

    table: pd.DataFrame
    aside: pd.DataFrame


def matched_table(path: Path, policy: Policy, workers: int = 1) -> Matched:
    """The file as the matcher reads it: named columns as they are, or an export of leads or contacts as people."""
    table = read_table(path, policy)
    if policy.matching.columns:
        return _parted(_with_id(table, path), "id", path)
    fields = {name: known_columns(name, policy.fields.get(name, {}), list(table.columns)) for name in PEOPLE}
    name = "Contact" if "AccountId" in fields["Contact"] and "Company" not in fields["Lead"] else "Lead"
    refuse_doubles(name, list(table.columns), fields[name], str(path))
    records = _fields_only(table, fields[name])
    if "Id" not in records.columns:
        raise UsageError(f"{path} has no column Id; name the columns to be compared under matching.columns.")
    parted = _parted(records, "Id", path)
    return parted._replace(table=people_table(parted.table, name, policy.reading.region, workers=workers))


def _parted(table: pd.DataFrame, column: str, path: Path) -> Matched:
    """The records with an id of their own, and the others by their place: ids may be personal."""
    missing, double = table[column].isna(), table[column].duplicated(keep=False)
    aside = [
        pd.DataFrame(dict(zip(_ASIDE, (path.name, table.index[rows] + 1, *told), strict=True)))
        for rows, told in ((missing, _MISSING), (double & ~missing, _DOUBLE))
    ]
    return Matched(
        table[~missing & ~double].reset_index(drop=True),
        pd.concat(aside).sort_values("record", ignore_index=True),
    )  # fmt: skip


def _told_aside(aside: pd.DataFrame) -> str:
    counts = aside["check"].value_counts()
    return "".join(
        f"\n{counts[check]:,} records set aside: {message}"
        for check, message in (_MISSING, _DOUBLE) if check in counts
    )  # fmt: skip


def _fields_only(table: pd.DataFrame, fields: tuple[str | None, ...]) -> pd.DataFrame:
    """The columns that people are compared by, under our names."""
    named = {at: field for at, field in enumerate(fields) if field not in (None, "CreatedDate")}
    return table.iloc[:, list(named)].set_axis(list(named.values()), axis="columns")


def _refuse_doubles(ids: pd.Series, path: Path) -> None:
    """Ids may be personal, so the records are told by their place."""
    if ids.isna().any():
        place = int(ids.isna().to_numpy().argmax()) + 1
        raise InputError(f"{path}: record {place:,} has no id; give each record its own.")
    if ids.duplicated().any():
        at = int(ids.duplicated().to_numpy().argmax())
        first = int((ids == ids.iloc[at]).to_numpy(dtype=bool).argmax())
        raise InputError(f"{path}: records {first + 1:,} and {at + 1:,} have one id; give each record its own.")


def read_table(path: Path, policy: Policy) -> pd.DataFrame:
    """A CSV (or its gzip) as text columns, empty cells missing, headers as they stand."""
    ((name, raw), *others) = read_any(path, policy.reading.max_unpacked_megabytes)
    if others:
        raise InputError(f"{path} holds several files; give one CSV.")
    text = decode(raw, name)
    try:
        return pd.read_csv(io.BytesIO(text.data), dtype=TEXT, keep_default_na=False, na_values=[""])
    except (ValueError, pd.errors.ParserError) as error:
        raise InputError(f"{path} cannot be read as CSV ({type(error).__name__}); export it again.") from None


def _with_id(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    named = [column for column in table.columns if str(column).lower() == "id"]
    if len(named) != 1:
        raise UsageError(f"{path} needs one column named id; rename the column that tells records apart.")
    return table.rename(columns={named[0]: "id"})


def _needing(table: pd.DataFrame, columns: tuple[str, ...], path: Path) -> pd.DataFrame:
    absent = [column for column in columns if column not in table.columns]
    if absent:
        raise InputError(f"{path} lacks the column {', '.join(absent)}; add it.")
    return table[list(columns)]


def _told(matches: Matches) -> str:
    facts, pairs = matches.facts, matches.pairs
    tiers = pairs["tier"].value_counts()
    return "\n".join(
        [
            f"{facts['records']:,} records, {facts['candidate_pairs']:,} pairs compared",
            f"{tiers.get('auto', 0):,} pairs certain enough to merge, in {matches.groups['group'].nunique():,} groups",
            f"{tiers.get('review', 0):,} pairs for a person, in {matches.review_groups['group'].nunique():,} groups",
        ]
    )


def _keys(matches: Matches) -> pd.DataFrame:
    """For each blocking key how many of the shown pairs it found, and how many no other key found."""
    found = cast("dict[str, dict[str, int]]", matches.facts["keys"])
    return pd.DataFrame([{"key": name, **counts} for name, counts in found.items()], columns=["key", "pairs", "alone"])


def _evaluation_files(result: Evaluation, missed: pd.DataFrame) -> dict[str, bytes]:
    return {
        "by_threshold.csv": csv_bytes(result.by_cut), "reliability.csv": csv_bytes(result.reliability),
        "missed.csv": csv_bytes(missed), "false.csv": csv_bytes(result.false),
        "threshold.svg": threshold_chart(result.by_cut).encode(),
        "reliability.svg": reliability_chart(result.reliability).encode(),
    }  # fmt: skip


def _measured(result: Evaluation, missed: pd.DataFrame, policy: Policy) -> str:
    columns = [
        "cut",
        "pairs",
        "precision",
        "recall",
        "f1",
        "cluster_precision",
        "cluster_recall",
        "cluster_f1",
        "largest",
    ]
    table = result.by_cut[columns].to_string(index=False, float_format=lambda value: f"{value:.4f}")
    lines = [table, f"true pairs that are not in the table: {len(missed):,}"]
    if "by" in missed:
        counts = missed["by"].value_counts()
        lines.append(f"missed by blocking {counts.get('blocking', 0):,}, by scoring {counts.get('scoring', 0):,}")
    tiers = policy.tiers
    lines.append(f"thresholds of the policy: auto {tiers.auto}, cluster {tiers.cluster}, review {tiers.review}")
    return "\n".join(lines)
