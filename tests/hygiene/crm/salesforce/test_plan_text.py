"""A value of the org is spelled as a plan spells it, one by one as in whole columns."""

import pandas as pd
import pytest

from hygiene.crm.salesforce.reading import plan_text
from schemas.columns import TEXT, Kind
from schemas.values import from_text, to_text

MOMENTS = [
    "2026-11-20", "2026-11-20T00:00:00.000+0000", "2026-11-20T08:00:00.000+0000", "2026-11-20T08:00:00.000Z",
    "2026-11-20T08:00:00.250+0000", "2026-11-20T00:30:00+0200", "1700-01-01", "4000-12-31T23:59:59.000+0000",
]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "kind"), [*((each, "moment") for each in MOMENTS), (12.0, "number"), (0.5, "number"), (1e6, "number")]
)
def test_one_value_has_the_spelling_that_a_column_gives_it(value: object, kind: Kind):
    column = from_text(pd.Series([str(value)], dtype=TEXT), kind)

    assert plan_text(value, kind) == to_text(column).iloc[0]


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_is_nothing(nothing):
    assert plan_text(nothing, "text") is None


@pytest.mark.parametrize(("value", "told"), [(True, "true"), (False, "false"), ("x", "x")])
def test_flags_and_texts(value, told):
    assert plan_text(value, "flag" if isinstance(value, bool) else "text") == told
