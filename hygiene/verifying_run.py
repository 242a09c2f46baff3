"""`verify`: a saved plan is as it was made, or a run's entries are as they were written and account for everything."""

import json
import os.path
import re
from importlib.metadata import version
from pathlib import Path

from hygiene import ledger_status, moments, run_files, saved_plan
from hygiene.bundle_files import MANIFEST, files_of
from hygiene.errors import BrakeError, InputError, UsageError
from hygiene.ledger import Clock, Ledger, open_ledger, there_is_one
from hygiene.ledger.runs import PLAN_NOTE, Run, find, runs
from hygiene.ledger.runs import files_of as files_of_run
from hygiene.manifest import FILLED_IN
from hygiene.pipeline import PACKAGE
from hygiene.report.wording import many


def verified(plan_or_run: str, now: Clock, anchors: list[tuple[int, str]]) -> str:
    """What was checked and found right, in words.

    plan_or_run: folder of a saved plan, or id of a run. anchors: heads of the chain that were kept (seq -> digest).

    Raises:
        BrakeError: something was altered. InputError: a plan that cannot be read. UsageError: neither plan nor run.
    """
    if is_folder(plan_or_run) or not there_is_one():
        return unaltered(Path(plan_or_run))
    with open_ledger(now, create=False) as ledger:
        try:
            run = find(ledger, plan_or_run)
        except UsageError as error:
            raise UsageError(f"{plan_or_run} is neither the folder of a saved plan nor a run: {error}") from None
        chain = ledger_status.checked(ledger.check(anchors))
        files = _files_told(ledger, run, Path(ledger.notes(run.id).get(PLAN_NOTE, "")))
    return "\n".join(filter(None, [ledger_status.told(run), chain, files]))


def _files_told(ledger: Ledger, run: Run, plan: Path) -> str:
    """That the files of a run are as they were written; empty where none were noted.

    Raises:
        BrakeError: one was altered or is gone.
    """
    noted = files_of_run(ledger, run)
    folder = run_files.folder_of(plan, run.id)
    if not noted:
        return ""
    if not folder.is_dir():
        return f"Its files are not in {folder.as_posix()} any more, so they were not checked."
    here = run_files.digests(folder)
    altered = sorted(name for name, digest in noted.items() if here.get(name) != digest)
    if altered:
        raise BrakeError(f"Altered in {folder.as_posix()} since the run: {', '.join(altered)}.")
    return f"Its {many(len(noted), 'file')} in {folder.as_posix()} are as they were written."


def unaltered(folder: Path) -> str:
    """A sentence that every file of the plan is what this plan gives, to the byte; review.csv may hold decisions.

    Report, summary and manifest are made anew: a file and its digest that were altered together are found, too.

    Raises:
        InputError, BrakeError: as `saved_plan.load`; BrakeError also for any other file that is not as it was written.
    """
    saved = saved_plan.load(folder)
    here = version(PACKAGE)
    if saved.plan.version != here:
        raise InputError(
            f"The plan in {folder} is of version {saved.plan.version} and this is {here}; verify it with that one."
        )
    files, _ = files_of(saved.plan, saved.policy)
    # What is made anew from an altered file differs as well: only where no file is at fault are those at fault.
    noted = json.loads((folder / MANIFEST).read_bytes())
    altered = saved_plan.altered_files(noted, folder) or [
        name for name, made in files.items() if _differs(folder / name, made)
    ]
    if altered:
        raise BrakeError(f"Altered since the plan was made: {', '.join(altered)}; make the plan again.")
    _check_runs(saved.plan.digest, folder)
    return f"{folder} is unaltered. Digest {saved.plan.digest}"


def _check_runs(digest: str, folder: Path) -> None:
    """Nothing when the files of this plan's runs are as they were written, as far as this home's ledger knows them."""
    if not (folder / run_files.FOLDER).is_dir() or not there_is_one():
        return
    with open_ledger(moments.now, create=False) as ledger:
        for run in runs(ledger):
            if run.plan == digest:
                _files_told(ledger, run, folder)


def _differs(file: Path, made: bytes) -> bool:
    """What people fill in is read by `saved_plan.load`, which keeps it to its columns; so its digest is left out."""
    if file.name == FILLED_IN:
        return False
    found = saved_plan.content_of(file)
    return _without_review(found) != _without_review(made) if file.name == MANIFEST else found != made


def _without_review(manifest: bytes) -> bytes:
    return re.sub(rb'"review\.csv": "[0-9a-f]{64}"', b"", manifest, count=1)


def is_folder(text: str) -> bool:
    """Whether a folder is named; of a text that no path can be, it is not asked."""
    return os.path.isdir(text)  # noqa: PTH112 (unlike pathlib's, it never raises)
