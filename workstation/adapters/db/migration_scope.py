"""What Alembic compares: the tables of the mappings, not the search index of each backend."""

from typing import Any


def belongs_to_the_mappings(_object: Any, name: str | None, _kind: str, _reflected: bool, _against: Any) -> bool:
    """False for the search index: virtual tables on SQLite, an index on PostgreSQL."""
    return not (name or "").startswith("product_search")
