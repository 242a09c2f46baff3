"""The tables of the ledger: one chain of entries, and beside it what may change or must not leave for a reviewer."""

from sqlalchemy import BigInteger, Column, Index, MetaData, PrimaryKeyConstraint, String, Table, Text

metadata = MetaData()

entry = Table(
    "entry",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("run", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("content_sha256", String, nullable=False),
    Column("content", Text),
    Column("previous", String, nullable=False),
    Column("digest", String, nullable=False),
    Index("entry_of_run", "run", "kind"),
    Index("entry_of_subject", "kind", "subject"),
)
"""The audit chain (see `audit_check`). Append only; a prune takes contents away and leaves the links."""

note = Table(
    "note",
    metadata,
    Column("run", String, nullable=False),
    Column("key", String, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("run", "key"),
)
"""Small facts that a run needs to go on (where its plan lies, a job's id, a stamp); they go when it ends."""

decision = Table(
    "decision",
    metadata,
    Column("left_id", String, nullable=False),
    Column("right_id", String, nullable=False),
    Column("decision", String, nullable=False),
    Column("at", String, nullable=False),
    Column("run", String, nullable=False),
    PrimaryKeyConstraint("left_id", "right_id"),
)
"""What people decided of two records; it names them by id, and therefore is not part of the chain."""

suppression = Table(
    "suppression",
    metadata,
    *(Column(name, String, nullable=False) for name in ("digest", "key_id", "kind", "purpose", "source", "added")),
    Column("expires", String),
    PrimaryKeyConstraint("digest", "purpose"),
)
"""Keyed hashes of who must not come back (see `schemas.suppressions`), where several machines share the ledger."""
