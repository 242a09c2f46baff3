"""The policy as frozen, checked settings: one class a section of the YAML file, the defaults in `default.yaml`.

There are no defaults here: the shipped file states every key with its reason, and a user's file overrides keys of it.
"""

from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationInfo, field_validator

from hygiene.policy.approval import Approval
from hygiene.policy.import_list import ImportRules
from hygiene.policy.ledger import LedgerDays
from hygiene.policy.matching import Matching
from hygiene.policy.salesforce import Salesforce
from hygiene.policy.schedules import Schedules, TimeZone
from hygiene.policy.section import Section
from hygiene.policy.suppression import Suppression
from hygiene.policy.vault import VaultDays
from schemas import vocabularies

Share = Annotated[float, Field(ge=0, le=1)]
Probability = Annotated[float, Field(ge=0, le=1)]
Execution = Annotated[str, Field(pattern=r"^(local|dask://([^\s:/\[\]]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5})$")]
Months = Annotated[int, Field(ge=1, le=1200)]
_Names = TypeVar("_Names", dict[str, str], tuple[str, ...])


class Reading(Section):
    """How files are read."""

    date_order: Literal["iso", "dmy", "mdy"]
    time_zone: TimeZone
    max_cell_characters: Annotated[int, Field(ge=1000)]
    max_unpacked_megabytes: Annotated[int, Field(ge=1)]
    region: Annotated[str, Field(pattern="^[A-Z]{2}$")]


class Vocabulary(Section):
    """Additions to the shipped vocabularies."""

    extra_sources: dict[str, str]
    source_aliases: dict[str, str]
    extra_statuses: tuple[str, ...]
    default_status: str
    mql_score: float
    inquiry_behavior_score: float
    form_sources: tuple[str, ...]
    new_record_days: Annotated[int, Field(ge=1)]

    @field_validator("source_aliases", "form_sources")
    @classmethod
    def _names_listed_sources(cls, names: _Names, info: ValidationInfo) -> _Names:
        """A misspelt source here would silently match nothing."""
        listed = {source.value for source in vocabularies.sources()} | set(info.data.get("extra_sources", ()))
        unknown = sorted({*(names.values() if isinstance(names, dict) else names)} - listed)
        if unknown:
            raise ValueError(f"no Initial Source is named {', '.join(unknown)}; list it in extra_sources first")
        return names

    @field_validator("default_status")
    @classmethod
    def _is_listed_status(cls, status: str, info: ValidationInfo) -> str:
        """A misspelt status would be written to records."""
        if status not in {*vocabularies.statuses(), *info.data.get("extra_statuses", ())}:
            raise ValueError(f"no status is named {status}; list it in extra_statuses first")
        return status


class Exclusions(Section):
    """Records that no automatic merge touches."""

    partner_account: bool
    being_sequenced: bool
    statuses: tuple[str, ...]
    unknown_markers: tuple[str, ...]
    account_types: tuple[str, ...]
    open_quote: bool
    current_customer: bool
    legal_hold: bool


Strategy = Literal[
    "oldest", "newest", "earliest", "latest", "most_complete", "most_common", "longest", "concatenate", "union",
    "any_true", "max", "min", "master", "fill", "with_source",
]  # fmt: skip
Criterion = Annotated[str, Field(pattern=r"^(most_complete|\w+ (asc|desc))$")]


class Survivorship(Section):
    """Which value survives a merge."""

    master: tuple[Criterion, ...]
    groups: dict[str, tuple[str, ...]]
    fields: dict[str, Strategy]
    default: Strategy
    supplemental_email: str | None
    merge_stamp: str | None


class DncList(Section):
    """One Do-Not-Call list: whose law it is, when it was fetched, how old it may be."""

    file: str | None = None
    column: str | None = None
    jurisdiction: str = "unknown"
    fetched: date | None = None
    max_age_days: Annotated[int, Field(ge=1)] = 31
    region: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None


class Dnc(Section):
    """Do-Not-Call."""

    internal_dnc: Literal["blank", "keep"]
    everywhere: bool
    lists: dict[str, DncList]
    known_lists: dict[str, DncList]


class Evidence(Section):
    """One kind of evidence for holding an opted-out person."""

    enabled: bool
    basis: str
    months: Months | None
    required: bool


EvidenceKind = Literal[
    "customer", "opportunity", "own_action", "campaign_response", "email_opt_in", "conversation", "behavior"
]


class OptOut(Section):
    """ZoomInfo opt-outs."""

    evidence: dict[EvidenceKind, Evidence]
    erasure_ground: str
    source_buckets: tuple[str, ...]
    sources: tuple[str, ...]
    conversation_statuses: tuple[str, ...]
    email_campaign_types: tuple[str, ...]
    no_response_statuses: tuple[str, ...]
    customer_account_types: tuple[str, ...]
    email_opt_in_sources: tuple[str, ...]
    inbound_task_words: tuple[str, ...]
    called_off_event_words: tuple[str, ...]
    behavior_score: float
    other_systems: tuple[str, ...]


class TestLeads(Section):
    """Test leads and suspects."""

    titles: tuple[str, ...]
    suspect_names: tuple[str, ...]
    suspect_domains: tuple[str, ...]
    suspect_mailboxes: tuple[str, ...]
    suspect_phones: tuple[str, ...]


class Cap(Section):
    """The most that one rule may do in one run: a share of the object's records and a number; null is no such bound."""

    share: Share | None = None
    count: Annotated[int, Field(ge=0)] | None = None


class Caps(Section):
    """Brakes on quantity. `rules` overrides `actions`; shares hold from `minimum_population` records on."""

    minimum_population: Annotated[int, Field(ge=1)]
    actions: dict[Literal["update", "merge", "convert", "delete", "erase", "undelete"], Cap]
    rules: dict[str, Cap]


class Tiers(Section):
    """Probabilities that part the tiers, and what each duplicate rule may do by itself.

    cluster: where pairs are closed into clusters when quality is measured; nothing merges by it.
    """

    auto: Probability
    cluster: Probability
    review: Probability
    automatic: dict[str, bool]
    max_cluster: Annotated[int, Field(ge=2)]


class Report(Section):
    """What the report states beside the counts."""

    contact_duplicates_target: Share


class Policy(Section):
    """All settings of one run. Equal policies have equal digests.

    execution: where the work is done. It decides nothing, so it is part of no digest and of no saved plan.
    """

    execution: Execution = Field("local", exclude=True)
    fields: dict[str, dict[str, str]]
    reading: Reading
    vocabulary: Vocabulary
    tiers: Tiers
    matching: Matching
    exclusions: Exclusions
    survivorship: Survivorship
    dnc: Dnc
    opt_out: OptOut
    test_leads: TestLeads
    import_list: ImportRules
    suppression: Suppression
    vault: VaultDays
    salesforce: Salesforce
    approval: Approval
    ledger: LedgerDays
    caps: Caps
    report: Report
    schedules: Schedules
