"""How Alembic runs here: on the connection that `opening.upgrade` gives it, within its transaction."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transaction_per_migration=False)
context.run_migrations()
