"""The report as a file: self-contained, without personal data, the same bytes each time, everything shown as text."""

import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from hygiene.plan import CapReading
from hygiene.policy import Policy, parse_policy
from hygiene.report.page import SECTIONS, render
from hygiene.report.summary import summarise
from schemas import outputs
from schemas.columns import TEXT
from tests.hygiene.report.small_plan import PERSONAL, empty_plan, small_plan
from tests.tables import sf_id

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"&"
WHERE_DRAWN = re.compile(r' (?:d|transform|x|y|[xy][12]|width|height)="[-\d.,a-z() ]+"')
"""Where pictures have their lines: long numbers, in which some phone's digits stand by chance."""


class Html(SingleFileSnapshotExtension):
    """The whole page as a file that a browser opens."""

    _write_mode = WriteMode.TEXT
    file_extension = "html"


def text_of(page: str) -> str:
    """What a reader sees: the body without tags, white space made single."""
    body = page[page.index("<body>") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_a_plan_of_nothing_has_a_report(policy):
    page = render(empty_plan(), policy)

    assert "It proposes no automatic change." in page
    assert "<svg" not in page


def test_the_report_of_the_small_plan(page, snapshot):
    assert page == snapshot(extension_class=Html)


def test_it_is_the_same_bytes_whatever_the_order_of_the_rows(plan, page, policy):
    shuffled = {name: table.iloc[::-1].reset_index(drop=True) for name, table in plan.tables.items()}

    assert render(replace(plan, tables=shuffled), policy) == page


def test_a_policy_read_back_from_the_plan_folder_gives_the_same_report(plan, page, policy):
    saved = json.dumps(policy.model_dump(mode="json"), sort_keys=True)

    assert render(plan, Policy.model_validate_json(saved)) == page


def test_nothing_of_a_person_stands_in_it(page, plan):
    ids = {
        identifier
        for table in plan.tables.values()
        if "record_id" in table
        for identifier in table["record_id"].dropna()
    }
    low = WHERE_DRAWN.sub("", page.lower())

    assert [piece for piece in PERSONAL if piece in low] == []
    assert [identifier for identifier in ids if identifier.lower() in low] == []


def test_it_asks_nothing_of_any_other_place(page):
    assert "<script" not in page
    assert set(re.findall(r"""(?:href|src|url)\s*[=(]\s*["']?([^"')\s>]*)""", page)) <= {
        "data:,", *(f"#{name}" for name, _ in SECTIONS)
    }  # fmt: skip
    assert "default-src 'none'" in page


def test_every_entry_of_its_contents_leads_somewhere(page):
    assert {name for name, _ in SECTIONS} <= set(re.findall(r'id="([^"]+)"', page))
    assert len(re.findall(r"<h1", page)) == 1
    assert page.count("<table") == page.count("<caption>")
    assert "<th>" not in page


def test_every_number_of_the_headline_stands_in_the_summary(summary, page):
    assert " ".join(summary["headline"]) in page
    assert "2 leads and 1 contact are merged" in page
    assert "1 lead and 1 contact are erased for good" in page
    assert "7 fields of 5 records are changed" in page
    assert "Every count reconciles" in page


def test_the_page_shows_the_summary_it_is_given_and_counts_nothing_itself(plan, policy, summary):
    told = {**summary, "quarantine": {**summary["quarantine"], "cells": 4711}}

    assert "4,711 failed checks" in render(plan, policy, told)


@pytest.mark.parametrize("table", ["changes", "findings", "quarantine", "review"])
def test_markup_in_any_shown_column_is_shown_as_text(policy, table):
    drawn = small_plan().tables[table]
    shown = [column for column in ("rule", "field", "check", "code", "object") if column in drawn]
    marked = drawn.assign(**{column: pd.Series(MARKUP, index=drawn.index, dtype=TEXT) for column in shown})

    page = render(small_plan(**{table: marked}), policy)

    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_markup_in_files_facts_and_policy_is_shown_as_text():
    plan = small_plan()
    facts = {
        **plan.facts,
        "contact_to_contact": {"duplicates_before": 1, "duplicates_after": 0, "excluded": {MARKUP: 1}},
        "dnc_list": {"lists": [dict.fromkeys(("name", "jurisdiction", "fetched", "fetched_from", "sha256"), MARKUP)]},
        "zoominfo_opt_out": {"not_given": {MARKUP: 1}},
    }
    inputs = (replace(plan.inputs[0], name=MARKUP, object=MARKUP, content_sha256=MARKUP, dialect={MARKUP: MARKUP}),)
    population = {"Lead": {"records": 1, "buckets": {MARKUP: 1}, "statuses": {MARKUP: 1}}}
    marked = replace(
        plan, facts=facts, inputs=inputs, population=population, source=MARKUP, version=MARKUP, digest=MARKUP,
        caps=(CapReading(MARKUP, MARKUP, MARKUP, 2, 2, 1, False),),
    )  # fmt: skip
    policy = parse_policy('exclusions: {statuses: ["<script>alert(1)</script><img>"]}', "own policy")

    page = render(marked, policy)

    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;") > 15


def test_a_passed_cap_is_told_on_top_and_in_its_bar(plan, policy):
    passed = CapReading("test_lead", "delete", "Lead", 12, 18, 2, False)

    text = text_of(render(replace(plan, caps=(*plan.caps, passed)), policy))

    assert "1 brake stopped this plan" in text
    assert "600 %" in text


def test_long_lists_are_cut_with_the_whole_count_and_the_file_that_has_them(policy):
    ids = [sf_id(f"Lead {number}") for number in range(1, 5001)]
    verdicts = outputs.typed("verdicts", pd.DataFrame({"object": "Lead", "record_id": ids, "verdict": "keep"}))

    page = render(small_plan(verdicts=verdicts), policy)

    assert "100 of 5,000 in all; <code>verdicts.csv</code> holds every one" in page
    assert len(page) < 200_000


def test_the_pictures_say_in_words_what_they_show(page):
    assert "Leads: 3 before, 1 after; Contacts: 2 before, 1 after" in page
    assert re.search(r"0\.2 – 0\.4: \d+\.\d % should be wrong, \d+\.\d % were", page)
    assert page.count('<svg role="img" aria-labelledby=') == 3


def test_pictures_are_drawn_without_fonts_of_the_machine_or_names_of_tools(page):
    drawings = " ".join(re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL))

    assert set(re.findall(r'font-family="([^"]*)"', drawings)) == {"inherit"}
    assert not re.search(r"vega|altair|https?:|file:", drawings, flags=re.IGNORECASE)


def test_a_summary_made_before_saves_making_it_again(plan, policy):
    assert render(plan, policy, summarise(plan, policy)) == render(plan, policy)
