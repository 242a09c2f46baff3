"""What a run on an org leaves beside its plan: the decisions it was begun with, its receipts, and what differs."""

from pathlib import Path
from typing import Final

import pandas as pd

from hygiene.crm.bundle import csv_bytes, read_table_file
from hygiene.crm.new_folder import private_file
from hygiene.errors import OutsideError
from hygiene.manifest import sha256_of

FOLDER: Final = "runs"
REVIEW: Final = "review.csv"
RECEIPTS: Final = "receipts.csv"
DIFFERENCES: Final = "differences.csv"
REPORT: Final = "report.html"


def folder_of(plan: Path, run: str) -> Path:
    """The folder of a run; it holds personal data, as its plan does."""
    return plan / FOLDER / run


def write_table(folder: Path, name: str, table: pd.DataFrame) -> None:
    """Writes or replaces one file, whole or not at all, private to its owner.

    Raises:
        OutsideError: it cannot be written.
    """
    _write(folder, name, csv_bytes(table))


def write_page(folder: Path, page: str) -> None:
    """Writes or replaces the report of the run.

    Raises:
        OutsideError: it cannot be written.
    """
    _write(folder, REPORT, page.encode())


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 (hex) of each file of a run that is there."""
    files = (folder / name for name in (REVIEW, RECEIPTS, DIFFERENCES, REPORT))
    return {file.name: sha256_of(file.read_bytes()) for file in files if file.is_file()}


def _write(folder: Path, name: str, content: bytes) -> None:
    sibling = folder / f".{name}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sibling.unlink(missing_ok=True)
        with private_file(sibling) as stream:
            stream.write(content)
        sibling.replace(folder / name)
    except OSError as error:
        raise OutsideError(
            f"{folder / name} cannot be written ({error.strerror}); free space or mend its rights."
        ) from None


def read_review(folder: Path) -> pd.DataFrame:
    """The review table as it was when the run began.

    Raises:
        InputError: it is missing or damaged.
    """
    return read_table_file(folder / REVIEW, "review")
