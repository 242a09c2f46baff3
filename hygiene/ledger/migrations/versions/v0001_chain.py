"""The audit chain and the notes of runs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the tables `entry` and `note`."""
    op.create_table(
        "entry",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("at", "run", "kind", "subject", "content_sha256")),
        sa.Column("content", sa.Text),
        *(sa.Column(name, sa.String, nullable=False) for name in ("previous", "digest")),
    )
    op.create_index("entry_of_run", "entry", ["run", "kind"])
    op.create_index("entry_of_subject", "entry", ["kind", "subject"])
    op.create_table(
        "note",
        sa.Column("run", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run", "key"),
    )
