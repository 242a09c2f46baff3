"""The ledger's versions, as Alembic migrations."""
