import os
import stat
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.crm import bundle
from hygiene.errors import InputError, UsageError
from schemas import outputs
from schemas.columns import TEXT

CELLS = st.none() | st.text("a\"',;\n\r=+é1 ", max_size=5)


def review(*notes: str | None) -> pd.DataFrame:
    return outputs.typed("review", pd.DataFrame({"case_id": [f"r{n}" for n in range(len(notes))], "note": notes}))


def saved(tmp_path, name: str, table: pd.DataFrame) -> pd.DataFrame:
    (tmp_path / f"{name}.csv").write_bytes(bundle.csv_bytes(table))
    return bundle.read_bundle_table(tmp_path, name)


def test_a_table_is_written_for_programs_and_spreadsheets():
    pairs = outputs.typed("pairs", pd.DataFrame({"left_id": ["a"], "probability": [0.25], "reason": ['=x, "y"']}))

    assert bundle.csv_bytes(pairs).decode() == (
        'left_object,left_id,right_object,right_id,probability,weight,tier,reason\n,"a",,,0.25,,,"\'=x, ""y"""\n'
    )


@pytest.mark.parametrize("name", sorted(outputs.COLUMNS))
def test_an_empty_table_is_read_back(tmp_path, name):
    pd.testing.assert_frame_equal(outputs.empty(name), saved(tmp_path, name, outputs.empty(name)))


@given(st.lists(CELLS, max_size=6))
def test_a_table_that_was_written_and_read_is_the_same(tmp_path_factory, notes):
    pd.testing.assert_frame_equal(review(*notes), saved(tmp_path_factory.mktemp("bundle"), "review", review(*notes)))


def test_numbers_and_further_columns_of_pairs_are_read_back(tmp_path):
    pairs = outputs.typed("pairs", pd.DataFrame({"left_id": ["a", "b"], "probability": [0.1 + 0.2, None]}))
    pairs = pairs.assign(
        email_level=pd.array(["same", None], dtype=TEXT), email_weight=pd.array([-1e-7, None], dtype="Float64")
    )

    pd.testing.assert_frame_equal(pairs, saved(tmp_path, "pairs", pairs))


@pytest.mark.parametrize(
    "as_saved",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace('"', "").replace(",", ";").replace("\n", "\r\n").encode("cp1252"),
        lambda text: text.replace(",", "\t").encode("utf-16"),
    ],
)
def test_what_excel_makes_of_a_review_file_is_read_all_the_same(tmp_path, as_saved):
    table = review("Müller", None)
    path = tmp_path / "filled in.csv"
    path.write_bytes(as_saved(bundle.csv_bytes(table).decode()))

    pd.testing.assert_frame_equal(table, bundle.read_table_file(path, "review"))


HEADER = ",".join(outputs.COLUMNS["review"])
ROW = "r1,,,,,,,,,,"


def test_columns_that_a_spreadsheet_adds_behind_the_last_are_no_fault(tmp_path):
    (tmp_path / "review.csv").write_text(f"{HEADER},,ask Bob,\n{ROW},,,\n", encoding="utf-8")

    assert bundle.read_bundle_table(tmp_path, "review")["case_id"].tolist() == ["r1"]


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(
        InputError, match=r"changes\.csv cannot be read \(No such file or directory\); make the plan again"
    ):
        bundle.read_bundle_table(tmp_path, "changes")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("case_id,rule\n", "has no column records: it is no review table, or damaged"),
        (HEADER + "\na,b\n", "is damaged: row 2 does not fit the header; mend it"),
        (HEADER + "\n" + ROW + '\n\nr2,"two\nlines",,,,,,,,,\n' + ROW + ",\n", "is damaged: row 5 does not fit"),
        (HEADER + ",case_id\n" + ROW + ",\n", "has two columns named case_id; remove one"),
        ("", "is empty"),
    ],
)
def test_a_damaged_file_is_told(tmp_path, content, message):
    (tmp_path / "review.csv").write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match=message):
        bundle.read_bundle_table(tmp_path, "review")


def test_a_number_that_is_none_is_told(tmp_path):
    (tmp_path / "quarantine.csv").write_text(
        "object,record_id,row,field,value,check,reason\n,,x,,,,\n", encoding="utf-8"
    )

    with pytest.raises(InputError, match="is damaged"):
        bundle.read_bundle_table(tmp_path, "quarantine")


def test_a_bundle_appears_whole(tmp_path):
    bundle.write_bundle(tmp_path / "plan", {"a.csv": b"1", "manifest.json": b"{}"}, replace=False)

    assert {path.name: path.read_bytes() for path in (tmp_path / "plan").iterdir()} == {
        "a.csv": b"1", "manifest.json": b"{}"
    }  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_bundle_is_private(tmp_path):
    bundle.write_bundle(tmp_path / "plan", {"a.csv": b"1"}, replace=False)

    assert stat.S_IMODE((tmp_path / "plan").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "plan" / "a.csv").stat().st_mode) == 0o600


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "plan").mkdir()

    bundle.write_bundle(tmp_path / "plan", {"a.csv": b"1"}, replace=False)

    assert os.listdir(tmp_path / "plan") == ["a.csv"]  # noqa: PTH208


def test_a_plan_is_replaced_only_when_asked_for(tmp_path):
    plan = tmp_path / "plan"
    bundle.write_bundle(plan, {"manifest.json": b"{}", "old.csv": b"1"}, replace=False)

    with pytest.raises(UsageError, match="exists and is not empty; name a new folder"):
        bundle.write_bundle(plan, {"manifest.json": b"{}"}, replace=False)
    assert (plan / "old.csv").exists()

    bundle.write_bundle(plan, {"manifest.json": b"{}"}, replace=True)
    assert [path.name for path in plan.iterdir()] == ["manifest.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_a_folder_that_is_no_plan_is_never_replaced(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"cat")

    with pytest.raises(UsageError, match="exists and is not empty"):
        bundle.write_bundle(tmp_path / "photos", {"manifest.json": b"{}"}, replace=True)
    assert (tmp_path / "photos" / "cat.jpg").read_bytes() == b"cat"


def test_a_target_that_cannot_be_is_told_before_any_work(tmp_path):
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(UsageError, match="is a file; name a new folder"):
        bundle.check_target(tmp_path / "file", replace=False)
    with pytest.raises(UsageError, match=r"there is no folder .*; create it"):
        bundle.check_target(tmp_path / "no" / "plan", replace=False)
    bundle.check_target(tmp_path / "plan", replace=False)
    assert not (tmp_path / "plan").exists()


def test_a_text_column_of_which_a_part_is_empty_is_written_as_it_reads():
    one = pd.DataFrame({"name": pd.array(["Ada"], dtype="str"), "age": [36]})

    for parts in ([one[:0], one, one], [one, one[:0], one], [one, one, one[:0]]):
        table = pd.concat(parts, ignore_index=True)
        assert bundle.csv_bytes(table) == b'name,age\n"Ada",36\n"Ada",36\n'


@pytest.mark.skipif(sys.platform == "win32", reason="Windows folders have no write bit")
def test_a_place_that_is_not_writable_is_told(tmp_path):
    tmp_path.chmod(0o500)
    # Root may write anywhere but where the kernel keeps house.
    place = Path("/proc/self") if os.geteuid() == 0 else tmp_path

    with pytest.raises(UsageError, match=r"is not writable \(.*\); choose another place"):
        bundle.check_target(place / "plan", replace=False)
