"""Run the steps of one database, on the connection that opened it."""

from alembic import context

given = context.config.attributes
context.configure(
    connection=given["connection"], target_metadata=given["metadata"], transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
