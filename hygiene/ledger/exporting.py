"""The ledger as files for a reviewer: the chain, the tables that it tells of, and the check that needs no product."""

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pandas as pd

from hygiene.crm.bundle import csv_bytes
from hygiene.crm.new_folder import new_folder, private_file
from hygiene.ledger.history import history
from hygiene.ledger.runs import STATUSES, Run, runs
from hygiene.ledger.store import Entry, Head, Ledger
from schemas.columns import TEXT

CHECKER: Final = "check_audit.py"
_RUN: Final = ("run", "place", "plan", "by", "database_user", "begun", "ended", "state", "planned", *STATUSES)
_APPROVAL: Final = ("at", "plan", "part", "by", "database_user", "changes", "erasures")
_PLAN: Final = ("at", "plan", "by", "database_user", "rule", "action", "object", "tier", "changes", "records")
_LIST: Final = ("at", "plan", "name", "jurisdiction", "fetched", "sha256")
_RECEIPT: Final = ("at", "run", "step", "status", "code", "message", "attempts", "changes")
_README: Final = """\
The audit chain of lead-hygiene, without data of leads and contacts: records are named by pseudonyms. It names the
people who planned, approved and applied.

chain.jsonl      every entry, in order, with its digests
runs.csv         who applied what, when, and what became of it
approvals.csv    who approved which digest
plans.csv        who made which plan, and its changes by rule
history.csv      what each plan found: duplicates, proposed changes, findings
lists.csv        which version of each Do-Not-Call list each plan used
receipts.csv     what became of each write
check_audit.py   checks the chain; needs Python 3.11 and nothing else:

    python check_audit.py chain.jsonl --anchor SEQ:DIGEST

An anchor is a head of the chain that was kept elsewhere: it proves that nothing before it was altered or cut off.
Without one, an end that was cut off is not seen. What is proven is chain.jsonl alone: the tables were made from it for
reading, and `lead-hygiene ledger export` makes them anew.
"""


def export(ledger: Ledger, folder: Path) -> Head:
    """Writes the files into a new folder; the head of the chain that was written.

    Raises:
        UsageError: the folder is used or cannot be written. OutsideError: the ledger.
    """
    head = Head()
    with new_folder(folder) as partial:
        with private_file(partial / "chain.jsonl") as stream:
            for entry in ledger.chain():
                stream.write((json.dumps(entry, ensure_ascii=False) + "\n").encode())
                head = Head(entry["seq"], entry["digest"], entry["at"])
        for name, content in _files(ledger).items():
            with private_file(partial / name) as stream:
                stream.write(content)
    return head


def _files(ledger: Ledger) -> dict[str, bytes]:
    tables = {
        "runs.csv": _table(_RUN, (_run(run) for run in runs(ledger))),
        "approvals.csv": _table(_APPROVAL, (_approval(entry) for entry in ledger.entries("approval"))),
        "plans.csv": _table(_PLAN, (row for entry in ledger.entries("plan") for row in _plan(entry))),
        "history.csv": history(ledger),
        "lists.csv": _table(_LIST, (row for entry in ledger.entries("plan") for row in _lists(entry))),
        "receipts.csv": _table(_RECEIPT, (_receipt(entry) for entry in ledger.entries("receipt"))),
    }
    csv = {name: csv_bytes(table) for name, table in tables.items()}
    checker = files("hygiene.ledger").joinpath("audit_check.py").read_bytes()
    return {**csv, CHECKER: checker, "README.txt": _README.encode()}


def _table(columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns)).astype(TEXT)


def _run(run: Run) -> Mapping[str, Any]:
    told = {"run": run.id, "place": run.target, "plan": run.plan, "by": run.by, "database_user": run.database_user}
    told |= {"begun": run.begun, "ended": run.ended, "state": run.state}
    return {**told, "planned": run.planned, **{name: run.counts.get(name) for name in STATUSES}}


def _approval(entry: Entry) -> Mapping[str, Any]:
    content = {key: entry.content.get(key) for key in ("part", "by", "database_user", "changes", "erasures")}
    return {"at": entry.at, "plan": entry.subject, **content}


def _plan(entry: Entry) -> list[Mapping[str, Any]]:
    told = {"at": entry.at, "plan": entry.subject, **{key: entry.content.get(key) for key in ("by", "database_user")}}
    return [{**told, **counts} for counts in entry.content.get("changes", [])] or [told]


def _lists(entry: Entry) -> list[Mapping[str, Any]]:
    told = {"at": entry.at, "plan": entry.subject}
    return [{**told, **{key: each.get(key) for key in _LIST[2:]}} for each in entry.content.get("lists", [])]


def _receipt(entry: Entry) -> Mapping[str, Any]:
    return {"at": entry.at, "run": entry.run, "step": entry.subject, **entry.content}
