"""The matching section of the policy: which fields are compared, how, and what their levels weigh."""

from typing import Annotated, Literal

from pydantic import Field

from hygiene.policy.section import Section

KindName = Literal[
    "first_name", "last_name", "date", "identifier", "phone", "postal_code", "number", "email", "text", "company",
    "domain", "category",
]  # fmt: skip


class Prior(Section):
    """How likely a compared pair is a match before anything is compared."""

    bits: float
    records: Annotated[int, Field(ge=1)]
    per_doubling: Annotated[float, Field(ge=0)]
    matches_per_record: Annotated[float, Field(gt=0)]
    pseudo_matches: Annotated[float, Field(gt=0)]
    lowest_shift: Annotated[float, Field(le=0)]


class Matching(Section):
    """How two records are compared and weighed. Weights are in bits: one bit doubles the odds."""

    columns: dict[str, KindName]
    version: str
    block_limit: Annotated[int, Field(ge=2)]
    weak_block_limit: Annotated[int, Field(ge=2)]
    chunk_pairs: Annotated[int, Field(ge=1000)]
    contradiction: Annotated[float, Field(ge=0, le=1)]
    never_automatic: dict[str, tuple[str, ...]]
    never_automatic_together: tuple[dict[str, tuple[str, ...]], ...]
    prior: Prior
    weights: dict[str, dict[str, float]]
    rarity: dict[str, float]
