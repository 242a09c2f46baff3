"""`match` and `evaluate` on files."""

import random
from pathlib import Path

import pandas as pd
import pytest

from hygiene.errors import InputError, UsageError
from hygiene.match_command import MatchRequest, evaluate_files, match_files

LEADS = """Id,FirstName,LastName,Email,Company,Phone
L1,John,Smith,john.smith@acme.com,Acme Inc,+1 415 555 2671
L2,Johnny,Smith,john.smith@acme.com,Acme,
L3,Ravi,Patel,ravi@globex.in,Globex,
"""
PEOPLE = "id,name,born\n1,Baker,1990-01-02\n2,Baker,1990-01-02\n3,Stone,1971-05-05\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return tmp_path


def test_an_export_of_leads_is_matched_as_people(folder: Path):
    told = match_files(MatchRequest(folder / "leads.csv", out=folder / "out"))

    assert "1 pairs certain enough to merge, in 1 groups" in told
    pairs = pd.read_csv(folder / "out" / "pairs.csv")
    assert pairs[["left_id", "right_id", "tier"]].to_numpy().tolist() == [["L1", "L2", "auto"]]


def test_the_labels_of_a_report_are_read_as_the_plan_reads_them(folder: Path):
    labels = LEADS.replace(
        "Id,FirstName,LastName,Email,Company", "Lead ID,First Name,Last Name,Email,Company / Account"
    )
    (folder / "report.csv").write_text(labels, encoding="utf-8")

    for name in ("leads", "report"):
        match_files(MatchRequest(folder / f"{name}.csv", out=folder / name))

    assert (folder / "report" / "pairs.csv").read_bytes() == (folder / "leads" / "pairs.csv").read_bytes()


def test_two_columns_of_one_field_are_refused_as_by_the_plan(folder: Path):
    (folder / "twice.csv").write_text(LEADS.replace("Phone", "Company / Account"), encoding="utf-8")

    with pytest.raises(InputError, match="the columns Company and Company / Account are both Company"):
        match_files(MatchRequest(folder / "twice.csv"))


@pytest.mark.parametrize("kind", ["leads", "people"])
def test_records_whose_id_stands_twice_or_is_missing_are_set_aside_with_their_place_and_reason(folder: Path, kind):
    text = (folder / f"{kind}.csv").read_text(encoding="utf-8")
    (folder / "policy.yaml").write_text(
        "matching: {columns: {name: text, born: date}}" if kind == "people" else "{}", encoding="utf-8"
    )
    first, third = text.splitlines()[1].split(",")[0], text.splitlines()[3].split(",")[0]
    for changed, places, check in ((first, [1, 3], "duplicate_id"), ("", [3], "missing_id")):
        (folder / "doubled.csv").write_text(text.replace(f"\n{third},", f"\n{changed},"), encoding="utf-8")
        out = folder / check

        told = match_files(MatchRequest(folder / "doubled.csv", out=out, policy_file=folder / "policy.yaml"))

        assert told.startswith(f"{3 - len(places)} records, ")
        assert f"\n{len(places)} records set aside: the " in told
        aside = pd.read_csv(out / "quarantine.csv")
        assert aside[["file", "record", "check"]].to_numpy().tolist() == [
            ["doubled.csv", place, check] for place in places
        ]


def test_a_truth_with_an_id_twice_is_refused(folder: Path):
    match_files(MatchRequest(folder / "leads.csv", out=folder / "out"))
    (folder / "truth.csv").write_text("id,cluster\nL1,a\nL2,a\nL1,b\n", encoding="utf-8")

    with pytest.raises(InputError, match="records 1 and 3 have one id"):
        evaluate_files(folder / "out" / "pairs.csv", folder / "truth.csv")


def test_each_key_tells_what_it_found_alone(folder: Path):
    match_files(MatchRequest(folder / "leads.csv", out=folder / "out"))

    keys = pd.read_csv(folder / "out" / "keys.csv").set_index("key")
    assert keys.loc["mailbox", "pairs"] == 1
    assert keys["alone"].sum() == 0


def test_a_pair_is_explained_in_words_and_as_a_picture(folder: Path):
    told = match_files(MatchRequest(folder / "leads.csv", out=folder / "out", explain=("L2", "L1")))

    assert told.startswith("L1 and L2: auto, probability")
    assert "same mailbox" in told
    assert (folder / "out" / "pair.svg").read_text(encoding="utf-8").startswith("<svg")


def test_two_that_are_no_pair_cannot_be_explained(folder: Path):
    with pytest.raises(UsageError, match="no pair"):
        match_files(MatchRequest(folder / "leads.csv", explain=("L1", "L3")))


def test_a_policy_names_the_columns_of_another_file(folder: Path):
    (folder / "policy.yaml").write_text("matching: {columns: {name: last_name, born: date}}", encoding="utf-8")

    told = match_files(MatchRequest(folder / "people.csv", policy_file=folder / "policy.yaml"))

    assert told.startswith("3 records")


FIRST, LAST = ("Ann", "Anne", "Bob", "Robert", "Eve", "Tom"), ("Baker", "Bakker", "Stone", "Moss", "Hill-Moss")
FIRMS = ("Acme", "Globex", "Initech")


def crowd(count: int) -> list[str]:
    """Lines of invented people, many of whom look alike."""
    draw = random.Random(5)
    return [
        f"L{number:03},{(one := draw.choice(FIRST))},{(two := draw.choice(LAST))},"
        f"{one}.{two}@{(firm := draw.choice(FIRMS))}.com,{firm},+1 415 555 26{draw.randint(10, 40)}"
        for number in range(count)
    ]


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param("{}", id="people"),
        pytest.param(
            "{FirstName: first_name, LastName: last_name, Email: email, Company: company, Phone: phone}",
            id="columns that a policy names",
        ),
    ],
)
def test_order_of_rows_workers_and_chunks_change_no_byte(folder: Path, columns: str):
    lines, written = crowd(400), []
    for number, (workers, chunk) in enumerate([(1, 100_000), (2, 100_000), (2, 1000)]):
        random.Random(number).shuffle(lines)
        (folder / "crowd.csv").write_text("\n".join([LEADS.splitlines()[0], *lines]), encoding="utf-8")
        policy = f"matching: {{chunk_pairs: {chunk}, columns: {columns}}}"
        (folder / "policy.yaml").write_text(policy, encoding="utf-8")
        out = folder / str(number)
        match_files(MatchRequest(folder / "crowd.csv", out=out, policy_file=folder / "policy.yaml", workers=workers))
        written.append({file.name: file.read_bytes() for file in sorted(out.iterdir())})

    assert len(pd.read_csv(folder / "0" / "pairs.csv")) > 100
    assert written[0] == written[1] == written[2]


def test_a_column_that_the_file_lacks_is_told(folder: Path):
    (folder / "policy.yaml").write_text("matching: {columns: {surname: last_name}}", encoding="utf-8")

    with pytest.raises(UsageError, match="surname"):
        match_files(MatchRequest(folder / "people.csv", policy_file=folder / "policy.yaml"))


def test_evaluate_tells_quality_by_threshold_and_what_was_missed(folder: Path):
    match_files(MatchRequest(folder / "leads.csv", out=folder / "out"))
    (folder / "truth.csv").write_text("Id,cluster\nL1,1\nL2,1\nL3,1\n", encoding="utf-8")

    told = evaluate_files(folder / "out" / "pairs.csv", folder / "truth.csv", folder / "leads.csv", folder / "measured")

    assert "true pairs that are not in the table: 2" in told
    assert "missed by blocking 2, by scoring 0" in told
    assert (folder / "measured" / "threshold.svg").exists()


def test_pairs_without_probabilities_are_refused(folder: Path):
    (folder / "truth.csv").write_text("Id,cluster\nL1,1\n", encoding="utf-8")

    with pytest.raises(InputError, match="lacks the column"):
        evaluate_files(folder / "leads.csv", folder / "truth.csv")
