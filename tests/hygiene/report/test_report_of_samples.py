"""The report of the sample files: nothing of any person in it, and each number is what the saved tables say."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.report.terminal import LINES, WIDTH, screen

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "data" / "samples"
NAME_COLUMNS = ("FirstName", "LastName", "Company", "Name")
PHONE_COLUMNS = ("Phone", "MobilePhone", "HomePhone", "OtherPhone", "AssistantPhone", "ZI_Phone_Number__c")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The plan, its policy and its folder."""
    folder = tmp_path_factory.mktemp("samples") / "plan"
    plan, policy, _ = make_and_save_plan(PlanRequest(SAMPLES, folder, now=pd.Timestamp("2026-11-21T06:00:00Z")))
    return plan, policy, folder


@pytest.fixture(scope="module")
def shown(made) -> str:
    """All that is for people without access to the plan folder: page, numbers and screen."""
    plan, policy, folder = made
    files = [(folder / name).read_text(encoding="utf-8") for name in ("report.html", "summary.json")]
    return "\n".join([*files, screen(plan, policy, "plan")])


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """Every lead, contact and account as text."""
    files = [SAMPLES / f"{name}.csv" for name in ("Lead", "Contact", "Account")]
    tables = [pd.read_csv(file, dtype=str, encoding_errors="replace", on_bad_lines="skip") for file in files]
    return pd.concat(tables, ignore_index=True)


def values(people: pd.DataFrame, *columns: str) -> set[str]:
    return {text.strip() for column in columns if column in people for text in people[column].dropna()}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_no_e_mail_and_no_id_of_the_input_stands_in_it(shown, people):
    low = shown.lower()
    ids = values(people, "Id", "AccountId", "OwnerId")

    assert "@" not in re.sub(r"@(?:page|media)\b", "", shown)
    assert [mail for mail in values(people, "Email") if mail.lower() in low] == []
    assert len(ids) > 2000
    assert [identifier for identifier in ids if identifier[:15] in shown] == []


def test_no_phone_number_of_the_input_stands_in_it(shown, people):
    digits = {re.sub(r"\D", "", phone)[-7:] for phone in values(people, *PHONE_COLUMNS)}
    written = re.sub(r"[0-9a-f]{64}", "", re.sub(r"<svg.*?</svg>", "", shown, flags=re.DOTALL))
    runs = {re.sub(r"\D", "", run) for run in re.findall(r"\+?\d[\d ().-]{5,}\d", written)}

    assert [number for number in digits if len(number) == 7 and any(number in run for run in runs)] == []


def test_no_name_of_the_input_stands_in_it(shown, page, people):
    whole = {f"{first} {last}" for first, last in zip(people["FirstName"], people["LastName"], strict=True)}
    words = set(re.findall(r"\w+", shown.lower()))
    own_words = set(re.findall(r"\w+", page.lower()))
    templates = ROOT / "hygiene"
    for file in (*templates.rglob("*.py"), *templates.rglob("*.yaml"), *(ROOT / "schemas").rglob("*.csv")):
        own_words |= set(re.findall(r"\w+", file.read_text(encoding="utf-8").lower()))
    names = {name.lower() for name in values(people, *NAME_COLUMNS) if re.fullmatch(r"\w{3,}", name)}

    assert [name for name in whole if name in shown] == []
    assert len(names) > 500
    assert sorted(names & words - own_words) == []


def test_the_numbers_of_changes_are_those_of_changes_csv(made):
    _, _, folder = made
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["proposed"]
    saved = rows(folder, "changes")

    by_key = Counter((row["rule"], row["action"], row["object"], row["tier"]) for row in saved)
    records = {(r["rule"], r["action"], r["object"], r["tier"], r["record_id"]) for r in saved}
    by_record = Counter(key[:4] for key in records)
    shown = {
        (rule["rule"], change["action"], change["object"], tier): (change[tier]["changes"], change[tier]["records"])
        for rule in told["rules"]
        for change in rule["changes"]
        for tier in ("auto", "review")
        if change[tier]["changes"]
    }
    assert shown == {key: (count, by_record[key]) for key, count in by_key.items()}
    assert told["cases"] == len(rows(folder, "review"))


def test_the_other_numbers_are_those_of_the_other_files(made):
    _, _, folder = made
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))

    verdicts = Counter(row["verdict"] for row in rows(folder, "verdicts"))
    pairs = Counter(row["tier"] for row in rows(folder, "pairs"))
    findings = Counter((row["code"], row["object"]) for row in rows(folder, "findings"))
    quarantine = Counter((row["object"], row["check"], row["field"]) for row in rows(folder, "quarantine"))
    assert {verdict: count for verdict, count in told["opt_outs"]["by_verdict"].items() if count} == dict(verdicts)
    assert {tier: sum(band[tier] for band in told["duplicates"]["pairs"]) for tier in pairs} == dict(pairs)
    assert {(row["code"], row["object"]): row["findings"] for row in told["findings"]["by_code"]} == dict(findings)
    assert {
        (row["object"], row["check"], row["field"]): row["cells"] for row in told["quarantine"]["by_check"]
    } == dict(quarantine)
    assert [row["check"] for row in told["quarantine"]["by_check"] if not row["meaning"]] == []


def test_every_count_reconciles(made):
    _, _, folder = made
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))

    assert [check["what"] for check in told["checks"] if not check["holds"]] == []


def test_every_case_number_is_resolved_by_the_private_file(made):
    _, _, folder = made
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))

    assert {row["pseudonym"] for row in told["opt_outs"]["listed"]} <= {
        row["pseudonym"] for row in rows(folder, "pseudonyms")
    }


def test_the_screen_is_one_screen(made):
    plan, policy, _ = made
    lines = screen(plan, policy, "plan").splitlines()

    assert len(lines) <= LINES
    assert max(map(len, lines)) <= WIDTH
