"""Hostile values in every text field of every record: nothing runs in a spreadsheet or a browser, nothing is lost."""

import csv
import sys
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

from hygiene.cli import main
from hygiene.policy import load
from schemas.columns import fields_of
from tests.tables import sf_id

ATTACK = '=HYPERLINK("http://evil.example","x")<script>alert(1)</script>{{7*7}}'
RUNS = ("=", "@", "\t", "\r", "+", "-")
NUMBER = set("+-0123456789 ().,/xt")
KEPT = {"LeadSource": "Zoominfo", "Status": "Raw", "Contact_Status__c": "Raw", "Email": None}


def hostile(name: str, numbers: range) -> pd.DataFrame:
    """Records of which every text field holds the attack, in pairs that look like duplicates."""
    rows = [
        dict.fromkeys(fields_of(name, "text"), ATTACK)
        | dict.fromkeys(fields_of(name, "phone"), "=415 555 0101")
        | {"Id": sf_id(f"{name} {number}"), "CreatedDate": "2024-01-01", "DoNotCall": "true"}
        | {field: value for field, value in KEPT.items() if field in fields_of(name)}
        | {"Email": f"=same{number // 2}@evil.example"}
        for number in numbers
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """An export of hostile records, its plan, and the cleaned files."""
    top = tmp_path_factory.mktemp("hostile")
    (top / "export").mkdir()
    for name in ("Lead", "Contact"):
        records = hostile(name, range(2, 10))
        records.loc[0, "DOZISF__ZoomInfo_Non_Matched_Reason__c"] = "OPT_OUT"
        records.loc[2, "LeadSource"] = ATTACK
        records.loc[3, "Title"] = "Test"
        records.to_csv(top / f"export/{name}.csv", index=False)
    (top / "policy.yaml").write_text(f"opt_out: {{other_systems: ['{ATTACK}']}}\n", encoding="utf-8")
    command("plan", top / "export", "--out", top / "plan", "--policy", top / "policy.yaml", "--as-of", "2026-11-21")
    command("apply", top / "plan", "--to", top / "cleaned")
    command("check-list", top / "export/Lead.csv", "--against", top / "export", "--out", top / "checked")
    return top


def command(*words: object) -> None:
    given, sys.argv = sys.argv, ["lead-hygiene", *map(str, words)]
    try:
        with suppress(SystemExit):
            main()
    finally:
        sys.argv = given


def cells(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [cell for row in csv.reader(lines) for cell in row]


def for_people(folders: Path) -> list[Path]:
    made = [*(folders / "plan").glob("*.csv"), folders / "cleaned/receipts.csv"]
    return [*made, folders / "checked/rejected.csv", folders / "checked/to_merge.csv"]


def test_no_cell_of_any_csv_made_for_people_runs_as_a_formula(folders):
    files = for_people(folders)
    written = {file.name: cells(file) for file in files}

    assert {"changes.csv", "review.csv", "pairs.csv", "quarantine.csv", "receipts.csv", "rejected.csv"} <= set(written)
    assert "'=415 555 0101" in written["changes.csv"]
    assert any(ATTACK in cell for cell in written["quarantine.csv"])
    assert any(ATTACK in cell for cell in written["rejected.csv"])
    risky = {
        (name, cell)
        for name, found in written.items()
        for cell in found
        if cell.startswith(RUNS) and not set(cell) <= NUMBER
    }
    assert risky == set()


def test_the_cleaned_files_are_faithful_on_purpose(folders):
    kept = pd.read_csv(folders / "cleaned/Lead.csv", dtype=str)

    assert ATTACK in set(kept["Company"])


def test_no_value_and_no_setting_is_markup_or_a_template_in_the_report(folders):
    page = (folders / "plan/report.html").read_text(encoding="utf-8")

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page  # the policy's own text is shown, as text
    assert "{{7*7}}" in page


def test_a_policy_with_hostile_text_is_plain_data(folders):
    assert load(folders / "policy.yaml").opt_out.other_systems == (ATTACK,)


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/new:subprocess.Popen [[touch, HERE]]",
        "!!python/name:os.system",
        "a: !!python/module:os",
        "a: !include /etc/passwd",
        "a: " + "{a: " * 5000 + "1" + "}" * 5000,
        "- " * 5000 + "1",
        "? " * 2000 + "a",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "a: |\n" + " x\n" * 600_000,
    ],
    ids=["object", "name", "module", "include", "deep mapping", "deep list", "deep key", "aliases", "huge"],
)
def test_a_policy_that_would_run_something_or_fill_the_memory_is_refused_in_one_sentence(text, tmp_path, capsys):
    file, made = tmp_path / "policy.yaml", tmp_path / "made"
    file.write_text(text.replace("HERE", str(made)), encoding="utf-8")

    command("policy", "check", file)

    complaint = capsys.readouterr().err
    assert complaint.startswith(str(file))
    assert len(complaint.splitlines()) == 1
    assert not made.exists()
