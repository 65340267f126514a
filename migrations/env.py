"""The Alembic environment: runs inside the connection and transaction that adapters/db/schema.py opened."""

from alembic import context

from workstation.adapters.db.migration_scope import belongs_to_the_mappings
from workstation.adapters.db.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=belongs_to_the_mappings,
    compare_type=True,
    compare_server_default=True,
    # SQLite rolls back DDL like anything else when BEGIN is ours: a failed migration leaves the old schema.
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
