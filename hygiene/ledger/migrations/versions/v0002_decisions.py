"""Decisions of people on pairs of records."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the table `decision`."""
    op.create_table(
        "decision",
        *(sa.Column(name, sa.String, nullable=False) for name in ("left_id", "right_id", "decision", "at", "run")),
        sa.PrimaryKeyConstraint("left_id", "right_id"),
    )
