"""What Alembic runs: the migrations, on the connection and in the transaction that it was handed."""

from alembic import context

from tophits.adapters.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
