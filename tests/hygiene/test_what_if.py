from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from hygiene.cli import app
from hygiene.errors import UsageError
from hygiene.policy import load
from hygiene.what_if import WhatIf, what_if
from schemas import outputs
from tests.tables import frame

SAMPLES = Path(__file__).parents[2] / "data/samples"

PAIRS = """
    left_id | right_id | probability | tier
    1       | 2        | 0.99        | auto
    3       | 4        | 0.98        | review
    5       | 6        | 0.90        | review
    7       | 8        | 0.30        | review
"""


LINKED = """
    left_id | right_id | probability | tier
    1       | 2        | 0.92        | auto
"""


def asked(auto: float, review: float, pairs: str = PAIRS) -> WhatIf:
    return what_if(outputs.typed("pairs", frame(pairs)), load(), auto, review)


def rounded(told: WhatIf) -> tuple[int, int, int, int, float, float]:
    return told.auto, told.review, told.held, told.left_alone, round(told.wrong, 6), round(told.missed, 6)


def test_at_the_thresholds_of_the_plan_its_own_tiers_are_told():
    assert rounded(asked(0.97, 0.2)) == (1, 3, 1, 0, 0.01, 0)


def test_a_lower_threshold_merges_more_but_never_what_was_held_for_another_cause():
    assert rounded(asked(0.85, 0.2)) == (2, 2, 1, 0, 0.11, 0)


def test_a_higher_threshold_shows_what_merged_and_tells_what_is_no_longer_shown():
    assert rounded(asked(0.995, 0.5)) == (0, 3, 1, 1, 0, 0.3)


def test_a_pair_merged_by_a_link_in_the_records_merges_at_any_threshold():
    assert rounded(asked(0.99, 0.2, LINKED)) == (1, 0, 0, 0, 0.08, 0)


@pytest.mark.parametrize(("auto", "review"), [(0.5, 0.6), (1.1, 0.5), (0.9, 0.05), (float("nan"), 0.5)])
def test_thresholds_out_of_order_or_below_what_was_kept_are_refused(auto: float, review: float):
    with pytest.raises(UsageError):
        asked(auto, review)


def test_the_command_tells_the_tiers_of_a_saved_plan_as_its_pairs_have_them(tmp_path):
    def command(*words: str) -> str:
        done = CliRunner().invoke(app, [*words], catch_exceptions=False)
        assert done.exit_code == 0
        return done.output

    command("plan", str(SAMPLES), "--as-of", "2026-11-20T00:00:00Z", "--out", str(tmp_path / "plan"))
    tiers = pd.read_csv(tmp_path / "plan/pairs.csv")["tier"].value_counts()

    told = command("what-if", str(tmp_path / "plan"))

    assert f"Merged without a person: {tiers['auto']:,} pairs" in told
    assert f"Shown to a person: {tiers['review']:,} pairs" in told
