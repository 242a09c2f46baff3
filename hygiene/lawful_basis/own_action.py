"""The person's own form fill, trial, registration, attendance or purchase, told by the Initial Source."""

import pandas as pd

from hygiene.lawful_basis.search import Search, found
from hygiene.selection import is_one_of
from schemas.columns import TEXT
from schemas.vocabularies import alias_of, bucket_of


def find(search: Search) -> pd.DataFrame:
    """Sources that the policy counts as the person's own act, dated by the record's creation (rows of `FOUND`).

    A retired spelling counts as the source that it stands for.
    """
    everyone = search.everyone
    source, bucket = resolved(search, everyone["LeadSource"])
    settings = search.policy.opt_out
    hit = is_one_of(bucket, settings.source_buckets) | is_one_of(source, settings.sources)
    told = "Initial Source " + source + " (" + bucket.fillna("no bucket") + ")"
    return found(everyone.loc[hit, "subject"], told[hit], date=everyone.loc[hit, "CreatedDate"])


def unreadable(search: Search) -> pd.Series:
    """Subjects with a source that is no listed value: whether it tells of an own act cannot be said (`TEXT`)."""
    everyone = search.everyone
    source, bucket = resolved(search, everyone["LeadSource"])
    judged = bucket.notna() | is_one_of(source, search.policy.opt_out.sources) | everyone["LeadSource"].isna()
    return everyone.loc[~judged, "subject"]


def resolved(search: Search, sources: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Each source as its listed value, and its bucket (both `TEXT`, `NA` bucket for an unlisted source)."""
    vocabulary = search.policy.vocabulary
    extra, aliases = vocabulary.extra_sources, vocabulary.source_aliases
    listed = alias_of(sources, extra, aliases).fillna(sources).astype(TEXT)
    return listed, bucket_of(sources, extra, aliases)
