"""What the page is told and what it saves."""

import pandas as pd
import pytest

from hygiene import saved_plan
from hygiene.applying import approved_changes
from hygiene.errors import UsageError
from hygiene.pipeline import PlanRequest, make_and_save_plan
from hygiene.verifying_run import unaltered
from tests.hygiene.review_page.conftest import NOW
from tests.hygiene.review_page.hostile import ATTACK, write_hostile_export

pytestmark = pytest.mark.enable_socket


def opened(visitor):
    return visitor.get("/api/queue").json()


def case_with(visitor, rule: str, records: int) -> dict:
    """The first case of a rule with so many records."""
    found = next(item for item in opened(visitor)["cases"] if (item["rule"], item["records"]) == (rule, records))
    return visitor.get(f"/api/case/{found['id']}").json()


def rows(view: dict) -> dict[str, dict]:
    return {row["field"]: row for section in view["sections"] for row in section["rows"]}


def test_every_case_of_the_plan_is_in_the_queue_once(ada, folder):
    review = pd.read_csv(folder / "review.csv")

    assert sorted(item["id"] for item in opened(ada)["cases"]) == sorted(review["case_id"])


def test_the_queue_begins_with_what_a_decision_gains_most(ada):
    order = [(item["waits"], item["gain"]) for item in opened(ada)["cases"]]

    assert order == sorted(order, reverse=True)
    assert order[0][1] > order[-1][1]


def test_a_case_shows_every_value_of_its_records_and_what_the_plan_would_leave(ada, folder):
    view = case_with(ada, "lead_to_lead", 2)
    records = pd.read_csv(folder / "records.csv", dtype=str).set_index("Id")
    shown = rows(view)

    for record in view["records"]:
        own = records.loc[record["id"]].drop("object").dropna()
        told = {name: "".join(piece for piece, _ in shown[name]["cells"][record["id"]]) for name in own.index}
        assert told == dict(own)
    changes = pd.read_csv(folder / "changes.csv", dtype=str)
    master = next(record["id"] for record in view["records"] if record["master"])
    updates = changes[(changes["rule"] == "lead_to_lead") & (changes["record_id"] == master)]
    assert {name: row["survives"] for name, row in shown.items() if row["changed"]} == dict(
        updates[["field", "new"]].itertuples(index=False)
    )


def test_consent_and_what_salesforce_sets_cannot_be_chosen(ada):
    shown = rows(case_with(ada, "lead_to_lead", 2))

    assert shown["Email"]["free"]
    assert {name: shown[name]["free"] for name in ("DoNotCall", "CreatedDate", "Id")} == {
        "DoNotCall": [], "CreatedDate": [], "Id": [],
    }  # fmt: skip


def test_the_evidence_adds_up_to_its_total(ada):
    for item in opened(ada)["cases"][:12]:
        for pair in ada.get(f"/api/case/{item['id']}").json()["evidence"]:
            assert not pair["steps"] or sum(step["bits"] for step in pair["steps"]) == pytest.approx(
                pair["bits"], abs=0.6
            )


def test_a_decision_is_saved_and_the_file_follows(ada, folder):
    case = opened(ada)["cases"][0]["id"]

    assert ada.decide(case, decision="approve", note="seen").json()["saved"][case]["decided_by"] == "Ada"
    assert saved_plan.load(folder).plan.tables["review"].set_index("case_id").loc[case, "decision"] == "approve"

    assert ada.send("/api/write", {}).json() == {"file_problem": ""}
    row = pd.read_csv(folder / "review.csv", dtype=str).set_index("case_id").loc[case]
    assert (row["decision"], row["note"], row["decided_by"]) == ("approve", "seen", "Ada")


def test_a_row_that_a_spreadsheet_decided_otherwise_meanwhile_is_told_on_the_page_and_nothing_is_lost(ada, folder):
    case = opened(ada)["cases"][0]["id"]
    review = pd.read_csv(folder / "review.csv", dtype=str).astype(object)
    review.loc[review["case_id"] == case, "decision"] = "reject"
    review.to_csv(folder / "review.csv", index=False)

    ada.decide(case, decision="approve")

    assert "decided this case otherwise" in ada.send("/api/write", {}).json()["file_problem"]
    assert opened(ada)["decided"][case]["decision"] == "approve"
    with pytest.raises(UsageError, match="decided this case otherwise"):
        saved_plan.load(folder)


def test_reviewing_leaves_the_plan_unaltered(ada, folder):
    before = saved_plan.load(folder).plan.digest
    view = case_with(ada, "lead_to_lead", 3)
    ada.decide(view["id"], decision="approve", leave_out=view["records"][2]["id"], note="one is a brother")
    ada.send("/api/write", {})

    assert saved_plan.load(folder).plan.digest == before
    assert before in unaltered(folder)


def test_the_second_of_two_people_is_told_who_decided_and_may_change_it(serve):
    ada, eve = serve("Ada").opened(), serve("Eve").opened()
    case = opened(ada)["cases"][0]["id"]
    ada.decide(case, decision="approve")

    late = eve.decide(case, decision="reject")
    told = late.json()["refused"][case]
    assert (told["decision"], told["decided_by"]) == ("approve", "Ada")

    assert case in eve.decide(case, told["version"], decision="reject").json()["saved"]
    assert ada.get("/api/since/0").json()["decided"][case]["decided_by"] == "Eve"


def test_what_the_page_shows_of_a_changed_case_is_what_apply_writes(ada, folder):
    view = case_with(ada, "lead_to_lead", 3)
    first, second, third = (record["id"] for record in view["records"])
    ada.decide(view["id"], leave_out=second, master=third, values=f"LastName={first}", decision="approve")

    after = ada.get(f"/api/case/{view['id']}").json()
    plan = saved_plan.load(folder)
    approved = approved_changes(plan.plan, plan.policy).approved
    own = approved[(approved["tier"] == "review").fillna(False)]

    assert [record["id"] for record in after["records"] if record["master"]] == [third]
    assert own.loc[own["action"] == "merge", ["record_id", "into_id"]].to_numpy().tolist() == [[first, third]]
    shown = {name: row["survives"] for name, row in rows(after).items() if row["changed"]}
    assert shown == dict(own.loc[own["action"] == "update", ["field", "new"]].fillna("").itertuples(index=False))
    assert shown["LastName"] != "".join(piece for piece, _ in rows(after)["LastName"]["cells"][third])


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"decision": "maybe"}, "A decision is approve, reject, hold"),
        ({"master": "00Q000000000000AAA"}, "master names no record"),
        ({"leave_out": "00Q000000000000AAA"}, "not in this case"),
        ({"values": "DoNotCall=x"}, "nobody may choose"),
        ({"note": "x" * 2001}, "at most 2,000 characters"),
        ({"decided_by": "Eve"}, "a cell that does not exist"),
    ],
)
def test_what_may_not_stand_there_is_told_and_nothing_is_saved(ada, cells, told):
    case = opened(ada)["cases"][0]["id"]

    assert told in ada.decide(case, **cells).json()["problem"]
    assert opened(ada)["decided"] == {}


def test_many_cases_are_decided_at_once_and_one_undo_takes_them_back(ada):
    cases = [item["id"] for item in opened(ada)["cases"]]

    ada.send("/api/decide", {"cases": [[case, 0] for case in cases], "cells": {"decision": "hold"}})
    assert {one["decision"] for one in opened(ada)["decided"].values()} == {"hold"}
    ada.send("/api/undo", {})

    assert {one["decision"] for one in opened(ada)["decided"].values()} == {""}
    assert ada.send("/api/undo", {}).json() == {"nothing": True}


def test_search_finds_every_word_in_any_value_id_or_note(ada):
    view = case_with(ada, "contact_to_contact", 2)
    email = "".join(piece for piece, _ in rows(view)["Email"]["cells"][view["records"][0]["id"]])
    ada.decide(view["id"], note="looks like Zebulon")

    for words in (email, email.upper(), view["id"], view["records"][1]["id"], f"zebulon {email}"):
        assert view["id"] in ada.get("/api/search", params={"words": words}).json()
    assert ada.get("/api/search", params={"words": f"{email} nowhere-at-all"}).json() == []


def test_approved_cases_that_share_a_record_wait_for_a_new_plan(ada, folder):
    items = opened(ada)["cases"]
    ada.send("/api/decide", {"cases": [[item["id"], 0] for item in items], "cells": {"decision": "approve"}})

    told = ada.get("/api/outcome").json()

    plan = saved_plan.load(folder)
    held = approved_changes(plan.plan, plan.policy).held
    assert told["approved"] == len(items)
    assert 0 < told["waiting"] < len(items)
    assert set(held["held_because"]) == {"approved, but other changes touch its records: plan again with --decisions"}
    sharing = next(item for item in items if item["sharing"])
    assert ada.get(f"/api/case/{sharing['id']}").json()["tangled"]


def test_other_thresholds_move_cases_between_tiers(ada):
    tiers = opened(ada)["tiers"]
    count = len(opened(ada)["cases"])

    now = ada.get("/api/what-if", params=tiers).json()
    strict = ada.get("/api/what-if", params={"auto": 1, "review": 0.9}).json()
    bold = ada.get("/api/what-if", params={"auto": 0.5, "review": 0.5}).json()

    assert now["cases"] == {"auto": 0, "review": count, "left_alone": 0}
    assert strict["cases"]["left_alone"] > 0 == strict["cases"]["auto"]
    assert bold["cases"]["auto"] > 0
    assert bold["wrong"] > now["wrong"]
    assert "must hold" in ada.get("/api/what-if", params={"auto": 0.1, "review": 0.5}).json()["problem"]
    assert "a number between" in ada.get("/api/what-if", params={"auto": "much"}).json()["problem"]


def test_a_mistake_in_the_file_is_told_by_its_row_before_the_page_opens(serve, folder):
    review = pd.read_csv(folder / "review.csv", dtype=str)
    review["decision"] = review["decision"].astype(object)
    review.loc[3, "decision"] = "aprove"
    review.to_csv(folder / "review.csv", index=False)

    with pytest.raises(UsageError, match="row 5"):
        serve()


def approved(folder) -> pd.DataFrame:
    """What `apply` would write."""
    plan = saved_plan.load(folder)
    return approved_changes(plan.plan, plan.policy).approved


def test_decisions_that_contradict_each_other_are_mended_on_the_page_and_not_applied(serve, folder):
    review = pd.read_csv(folder / "review.csv", dtype=str)
    parts = review["records"].str.split(";").map(set)
    apart, one = next((a, b) for a in parts.index for b in parts.index if a != b and parts[a] <= parts[b])
    decisions = pd.Series({apart: "reject", one: "approve"})
    review.assign(decision=decisions.reindex(review.index)).to_csv(folder / "review.csv", index=False)

    with pytest.raises(UsageError, match=f"row {apart + 2}: .* apart that row {one + 2}"):
        approved(folder)
    visitor = serve("Ada").opened()
    visitor.decide(review["case_id"][apart], seen=1, decision="hold")
    visitor.send("/api/write", {})

    assert len(approved(folder))


def test_markup_in_every_field_is_handed_over_as_text(serve, tmp_path):
    export = write_hostile_export(tmp_path / "export")
    make_and_save_plan(PlanRequest(export, tmp_path / "hostile", NOW))
    visitor = serve("Ada", tmp_path / "hostile").opened()

    cases = opened(visitor)["cases"]
    view = visitor.get(f"/api/case/{cases[0]['id']}")

    assert view.headers["content-type"].startswith("application/json")
    assert any(ATTACK in row["survives"] for row in rows(view.json()).values())
    assert rows(view.json())["Title"]["survives"] == "[U+202E]oeC"
    assert "\u202e" not in view.text
