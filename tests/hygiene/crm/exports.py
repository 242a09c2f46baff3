"""Files as an analyst brings them: drawn tables written in any dialect."""

import csv
import io
from functools import cache
from pathlib import Path

from hygiene.crm.extract import Extract
from hygiene.crm.files import read_source
from hygiene.policy import Policy, load, parse_policy
from tests.tables import frame

LEADS = """
    Id     | FirstName | LastName | Email      | LeadSource | Company    | Status | DoNotCall | CreatedDate
    Lead 1 | Ada       | Müller   | ada@a.test | Web        | Acme, Inc. | Raw    | true      | 2026-01-31T10:20:30.000Z
    Lead 2 | Bob       | O"Neil   | bob@a.test | Web        | Acme       | MQL    | false     | 2026-02-01T00:00:00.000Z
    Lead 3 |           | Čapek    |            |            | Bolt       |        |           |
"""
PLAIN = LEADS.replace("Č", "C")
"""The same in letters that Windows-1252 has."""


def text_of(drawn: str, delimiter: str = ",", line_end: str = "\n", *, quote_all: bool = False) -> str:
    """The drawn table as CSV text."""
    table, out = frame(drawn), io.StringIO()
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerow(table.columns)
    writer.writerows(table.astype(object).where(table.notna(), "").to_numpy().tolist())
    return out.getvalue()


def folder_of(tmp_path: Path, **files: str | bytes) -> Path:
    """A folder with `Name.csv` for each named text."""
    folder = tmp_path / "export"
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        raw = content.encode() if isinstance(content, str) else content
        (folder / f"{name}.csv").write_bytes(raw)
    return folder


def read_files(tmp_path: Path, policy: str = "", **files: str | bytes) -> Extract:
    """What `read_source` makes of a folder with these files, under the default policy and the keys given."""
    return read_source(folder_of(tmp_path, **files), policy_of(policy))


@cache
def policy_of(keys: str = "") -> Policy:
    """The default policy with some keys of YAML overridden."""
    return parse_policy(keys, "test policy") if keys else load()
