"""Rows that cannot be read."""

from pathlib import Path

import pandas as pd
import pytest

from tests.bad_input.cases import (
    HEADER,
    Run,
    all_rows_accounted,
    lead,
    lead_file,
    planned,
    quarantined,
    refused,
    with_right_checksum,
)
from tests.tables import sf_id


def test_a_cell_of_ten_megabytes_puts_its_row_into_quarantine(run: Run, export: Path):
    lead_file(export, [lead(1), lead(2, Title="x" * 10_000_000), lead(3)])

    plan = planned(run, export)

    assert quarantined(plan)["row"].tolist() == [3]
    all_rows_accounted(plan, read=3, quarantined=1)


def test_mixed_line_ends_are_read_and_told(run: Run, export: Path):
    ends = ["\n", "\r\n", "\r\n", "\n"]
    lines = [HEADER, lead(1), lead(2), lead(3)]
    (export / "Lead.csv").write_bytes("".join(a + b for a, b in zip(lines, ends, strict=True)).encode())

    plan = planned(run, export)

    assert "mixed_line_ends" in set(pd.read_csv(plan / "findings.csv")["code"])
    all_rows_accounted(plan, read=3, quarantined=0)


def test_a_nul_byte_puts_its_row_into_quarantine(run: Run, export: Path):
    lead_file(export, [lead(1), lead(2, Title="Head\0of IT"), lead(3)])

    plan = planned(run, export)

    assert quarantined(plan)["row"].tolist() == [3]
    all_rows_accounted(plan, read=3, quarantined=1)


def test_a_short_row_and_an_open_quote_put_only_their_own_rows_into_quarantine(run: Run, export: Path):
    lead_file(export, [lead(1), lead(2)[:30], lead(3)])

    plan = planned(run, export)

    assert quarantined(plan)["row"].tolist() == [3]
    all_rows_accounted(plan, read=3, quarantined=1)


@pytest.mark.slow
def test_one_broken_row_among_a_million_is_set_aside_and_the_rest_is_planned(run: Run, export: Path):
    ids = (sf_id(f"Lead {n}") for n in range(1_000_000))
    with (export / "Lead.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\n")
        for number, lead in enumerate(ids):
            file.write("SECRET,broken\n" if number == 765_432 else f"{lead},A,SECRET,,,Acme,,Demo,Accepted,\n")

    plan = planned(run, export)

    assert quarantined(plan)[["row", "check"]].to_numpy().tolist() == [[765_434, "short_row"]]
    all_rows_accounted(plan, read=1_000_000, quarantined=1)


def test_a_column_of_dates_in_an_order_that_nobody_told_is_refused_or_set_aside(run: Run, export: Path):
    dates = ["13/02/2026", "02/13/2026", "31/01/2026"]
    lead_file(export, [lead(number, CreatedDate=date) for number, date in enumerate(dates, 1)])
    refused(run, export, 3, "Lead.csv, column CreatedDate", "reading.date_order")


def test_ids_of_another_object_are_refused(run: Run, export: Path):
    rows = [lead(number).replace("00Q", "003", 1) for number in range(1, 20)]
    lead_file(export, [with_right_checksum(row) for row in rows])
    refused(run, export, 3, "Lead.csv: the ids are those of Contact", "check which export has which name")


def test_a_single_id_of_another_object_is_quarantined(run: Run, export: Path):
    stray = with_right_checksum(lead(21).replace("00Q", "003", 1))
    lead_file(export, [*(lead(number) for number in range(1, 21)), stray])

    plan = planned(run, export)

    assert quarantined(plan)["check"].tolist() == ["wrong_object"]
    all_rows_accounted(plan, read=21, quarantined=1)


def test_a_file_in_no_known_encoding_loses_no_row_silently(run: Run, export: Path):
    lead_file(export, [lead(1), lead(2, FirstName="Zoë"), lead(3, FirstName="Chloé")])
    damaged = (export / "Lead.csv").read_bytes().replace("Chloé".encode(), b"Chlo\xe9\xff")
    (export / "Lead.csv").write_bytes(damaged)

    plan = planned(run, export)

    all_rows_accounted(plan, read=3, quarantined=len(quarantined(plan)))
