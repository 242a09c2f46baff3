"""The folder of a job's runs: one folder a run, with its plan and a small outcome file (counts and words, no records).

The outcome is what the next run looks at to tell of a run that stopped half-way or never happened; it lies in files,
so that it outlives any scheduler.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

import pandas as pd

from hygiene.errors import BrakeError, HygieneError, InputError, PartlyAppliedError, UsageError
from hygiene.manifest import as_json

OUTCOME: Final = "outcome.json"
PLAN: Final = "plan"

State = Literal[
    "running", "waiting for approval", "waiting for its hours", "nothing to do", "completed", "completed with refusals",
    "stopped by a brake", "resumable", "applied in part", "failed", "left out", "lapsed",
]  # fmt: skip
WAITING: Final[tuple[State, ...]] = ("waiting for approval", "waiting for its hours")
TRIED_AGAIN: Final[tuple[State, ...]] = ("running", "failed", "left out", "resumable", "stopped by a brake")
"""A run that ended so may be started once more; one that ended otherwise stands as it does."""


@dataclass(frozen=True)
class JobOutcome:
    """How one run of a job stands.

    due: the moment it was due (ISO, UTC). counts: planned, applied, drifted, refused, held. why: a sentence without
    personal data. to: where its plan is written. run: the ledger's run. lapses: until when a plan that waits is waited
    for (ISO, UTC).
    """

    job: str
    due: str
    state: State
    started: str
    ended: str | None = None
    digest: str | None = None
    why: str | None = None
    waits_for: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    to: str | None = None
    run: str | None = None
    lapses: str | None = None


def ended_by(outcome: JobOutcome, error: HygieneError) -> JobOutcome:
    """The outcome of a job that could not do what was next."""
    return replace(outcome, state=exit_state(error), why=str(error))


def exit_state(error: HygieneError) -> State:
    """The state of a run that ended by this error."""
    if isinstance(error, PartlyAppliedError):
        return "applied in part"
    return "stopped by a brake" if isinstance(error, BrakeError) else "failed"


def folder_of(runs: Path, job: str, due: pd.Timestamp) -> Path:
    """The folder of the run that was due at that moment: the same one when a stopped run starts again."""
    return runs / job / f"{due.tz_convert('UTC'):%Y-%m-%dT%H%M%SZ}"


def write_outcome(folder: Path, outcome: JobOutcome) -> None:
    """Writes the outcome, whole or not at all.

    Raises:
        UsageError: the folder cannot be written.
    """
    partial = folder / f"{OUTCOME}.partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial.write_text(as_json(asdict(outcome)), encoding="utf-8", newline="\n")
        partial.replace(folder / OUTCOME)
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written ({error.strerror}); name another folder for the runs or make room."
        ) from None


def read_outcome(folder: Path) -> JobOutcome | None:
    """The outcome of one run; None where there is none yet.

    Raises:
        InputError: the file is damaged.
    """
    path = folder / OUTCOME
    if not path.is_file():
        return None
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return JobOutcome(**{**content, "waits_for": tuple(content["waits_for"])})
    except (ValueError, TypeError, KeyError):
        raise InputError(f"{path} is damaged; delete it, and the run counts as one that left no outcome.") from None


def outcomes(runs: Path, job: str | None = None) -> Iterator[tuple[Path, JobOutcome]]:
    """Every run that left an outcome, oldest first: its folder and the outcome."""
    folders = [path.parent for path in runs.glob(f"{job or '*'}/*/{OUTCOME}")]
    for folder in sorted(folders, key=lambda path: (path.name, path.parent.name)):
        outcome = read_outcome(folder)
        if outcome is not None:
            yield folder, outcome
