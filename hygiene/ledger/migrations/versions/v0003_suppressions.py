"""The suppression list of a shared ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table `suppression`."""
    op.create_table(
        "suppression",
        *(
            sa.Column(name, sa.String, nullable=False)
            for name in ("digest", "key_id", "kind", "purpose", "source", "added")
        ),
        sa.Column("expires", sa.String),
        sa.PrimaryKeyConstraint("digest", "purpose"),
    )
