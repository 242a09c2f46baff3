"""review.csv and the decisions of the page: one truth, whichever was changed last, and a contradiction is told."""

import threading

import pandas as pd
import pytest

from hygiene.crm.bundle import csv_bytes
from hygiene.decided import CELLS
from hygiene.decided_file import read_review, take_in, write_out
from hygiene.decision_store import DecisionStore, Wish, at_rest
from hygiene.errors import UsageError
from schemas import outputs
from tests.tables import frame

AT = "2026-11-21T06:00:00Z"
CASES = "case_id | rule | records | question | reason\nr1 | l | a;b | q? | why\nr2 | l | c;d | q? | why"


@pytest.fixture
def folder(tmp_path):
    """A plan's folder, as far as its review goes."""
    (tmp_path / "review.csv").write_bytes(csv_bytes(outputs.typed("review", frame(CASES))))
    return tmp_path


@pytest.fixture
def store(folder):
    opened = DecisionStore(folder, "digest")
    yield opened
    opened.close()


def on_page(store, case="r1", **cells):
    seen = store.all().get(case)
    store.save("ada/0", "Ada", AT, [Wish(case, seen.version if seen else 0, cells)])


def in_file(folder, case="r1", **cells):
    """Somebody fills cells in with a spreadsheet."""
    review = pd.read_csv(folder / "review.csv", dtype=str)
    for name, value in cells.items():
        review[name] = review[name].astype(object).mask(review["case_id"] == case, value)
    review.to_csv(folder / "review.csv", index=False)


def read(folder, case="r1"):
    review = read_review(folder / "review.csv").set_index("case_id")
    return tuple("" if pd.isna(review.loc[case, name]) else review.loc[case, name] for name in CELLS)


def test_a_decision_of_the_page_counts_before_it_stands_in_the_file(folder, store):
    on_page(store, decision="approve", master="a")

    assert read(folder) == ("approve", "", "a", "", "")


def test_the_file_holds_what_was_decided_on_the_page_with_who_decided_it(folder, store):
    on_page(store, decision="reject", note="twins")
    write_out(folder, store)

    row = pd.read_csv(folder / "review.csv", dtype=str).set_index("case_id").loc["r1"]
    assert (row["decision"], row["note"], row["decided_by"]) == ("reject", "twins", "Ada")


def test_a_spreadsheet_may_change_what_the_page_wrote_and_the_page_then_shows_it(folder, store):
    on_page(store, decision="approve")
    write_out(folder, store)
    in_file(folder, decision="hold")

    assert read(folder)[0] == "hold"
    take_in(folder, store, AT)
    assert store.all()["r1"].decision == "hold"


def test_a_spreadsheet_may_empty_a_decision(folder, store):
    on_page(store, decision="approve")
    write_out(folder, store)
    in_file(folder, decision=None, decided_by=None)

    take_in(folder, store, AT)

    assert store.all()["r1"].decision == read(folder)[0] == ""


def test_what_was_filled_in_before_the_page_was_opened_is_taken_in(folder, store):
    in_file(folder, decision="Approve ", decided_by="Eve")

    take_in(folder, store, AT)

    assert (store.all()["r1"].decision, store.all()["r1"].decided_by) == ("approve", "Eve")


def test_different_rows_changed_in_the_file_and_on_the_page_both_count(folder, store):
    on_page(store, decision="approve")
    in_file(folder, case="r2", decision="reject")

    assert (read(folder)[0], read(folder, "r2")[0]) == ("approve", "reject")


def test_the_same_word_in_both_is_no_contradiction(folder, store):
    on_page(store, decision="approve")
    in_file(folder, decision="approve")

    assert read(folder)[0] == "approve"


def test_a_contradiction_is_told_by_its_row_and_nothing_is_applied(folder, store):
    on_page(store, case="r2", decision="approve")
    in_file(folder, case="r2", decision="reject")

    with pytest.raises(UsageError, match=r"row 3: .*on the page: approve, by Ada"):
        read_review(folder / "review.csv")
    with pytest.raises(UsageError, match="row 3"):
        write_out(folder, store)


def test_a_contradiction_is_mended_by_making_the_row_like_the_page(folder, store):
    on_page(store, decision="approve")
    in_file(folder, decision="reject")
    in_file(folder, decision="approve")

    assert read(folder)[0] == "approve"


def test_writing_twice_changes_nothing(folder, store):
    on_page(store, decision="approve", values="Phone=b")
    write_out(folder, store)
    first = (folder / "review.csv").read_bytes()
    write_out(folder, store)

    assert (folder / "review.csv").read_bytes() == first


def test_empty_rows_of_a_spreadsheet_are_no_cases_and_the_rows_behind_them_keep_their_numbers(folder, store):
    head, first, second = (folder / "review.csv").read_text(encoding="utf-8").splitlines()
    empty = "," * head.count(",")
    (folder / "review.csv").write_text("\n".join([head, first, empty, second, empty]), encoding="utf-8")
    on_page(store, case="r2", decision="approve")

    assert read_review(folder / "review.csv")["case_id"].tolist() == ["r1", "r2"]
    in_file_text = (folder / "review.csv").read_text(encoding="utf-8")
    (folder / "review.csv").write_text(in_file_text.replace('"why",', '"why",reject'), encoding="utf-8")
    with pytest.raises(UsageError, match=r"row 4: .*on the page: approve"):
        read_review(folder / "review.csv")


def test_decisions_on_another_plan_are_not_taken_for_this_one(folder, store):
    on_page(store, decision="approve")
    (folder / "manifest.json").write_text('{"digest": "another"}', encoding="utf-8")

    with pytest.raises(UsageError, match="is of another plan"):
        read_review(folder / "review.csv")


def in_a_thread(function, *given):
    thread = threading.Thread(target=function, args=given)
    thread.start()
    return thread


def waits(thread):
    thread.join(0.3)
    return thread.is_alive()


def test_a_page_does_not_write_the_file_while_somebody_reads_it_with_the_store(folder, store):
    def page():
        own = DecisionStore(folder, "digest")
        write_out(folder, own)
        own.close()

    on_page(store, decision="approve")
    before = (folder / "review.csv").read_bytes()

    with at_rest(store.path, "digest"):
        writer = in_a_thread(page)
        assert waits(writer)
        assert (folder / "review.csv").read_bytes() == before
    writer.join()
    assert (folder / "review.csv").read_bytes() != before


def test_who_reads_waits_until_the_page_has_written_the_file_and_noted_that_it_did(folder, store):
    found = []
    on_page(store, decision="approve")

    with store.alone():
        reader = in_a_thread(lambda: found.append(read(folder)[0]))
        assert waits(reader)
        write_out(folder, store)
    reader.join()
    assert found == ["approve"]


def test_a_file_elsewhere_is_read_as_it_is(folder, store, tmp_path_factory):
    on_page(store, decision="approve")
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "review.csv"
    elsewhere.write_bytes((folder / "review.csv").read_bytes())

    assert read_review(elsewhere)["decision"].isna().all()
