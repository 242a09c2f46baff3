"""How many cases there would be in each tier at other thresholds, and how many wrong merges to expect."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from hygiene.review_page.case_book import CaseBook
from hygiene.what_if import what_if


def at(book: CaseBook, items: Sequence[dict[str, Any]], auto: float, review: float) -> dict[str, Any]:
    """Pairs of the whole plan (`hygiene.what_if`), and this plan's cases by what would become of them.

    A case is judged by its strongest pair. One that is asked although that pair is sure enough today, for an exclusion
    or a contradiction, stays a case.

    Raises:
        UsageError: as `hygiene.what_if.what_if`.
    """
    pairs = what_if(book.plan.tables["pairs"], book.policy, auto, review)
    today = book.policy.tiers.auto
    chances = [item["probability"] for item in items]
    merged = sum(chance is not None and auto <= chance < today for chance in chances)
    gone = sum(chance is not None and chance < review for chance in chances)
    return {"cases": {"auto": merged, "review": len(chances) - merged - gone, "left_alone": gone}, **asdict(pairs)}
