"""Run the migrations of the store on the connection that opened it."""

from alembic import context

from data import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.STORE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
