"""Product search on SQLite: FTS5 over the folded columns, kept by triggers.

The index holds no text of its own (content=''); its row numbers are product.key.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from workstation.adapters.db.backends.port import Tier

_COLUMNS = "search_name, search_ingredients, search_details"
_NEW = "NEW.key, NEW.search_name, NEW.search_ingredients, NEW.search_details"
_ADD = f"INSERT INTO product_search (rowid, name, ingredients, details) VALUES ({_NEW});"  # noqa: S608  # our own names
_REMOVE = "DELETE FROM product_search WHERE rowid = OLD.key;"


def statements() -> Iterator[str]:
    """The index and its triggers. The text is folded already: the tokeniser only splits at blanks."""
    yield (
        "CREATE VIRTUAL TABLE product_search USING fts5(name, ingredients, details, content='',"
        " contentless_delete=1, prefix='1 2 3',"
        " tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'\")"
    )
    yield f"CREATE TRIGGER product_search_add AFTER INSERT ON product BEGIN {_ADD} END"
    changed = f"AFTER UPDATE OF {_COLUMNS} ON product"
    yield f"CREATE TRIGGER product_search_change {changed} BEGIN {_REMOVE} {_ADD} END"
    yield f"CREATE TRIGGER product_search_remove AFTER DELETE ON product BEGIN {_REMOVE} END"


_FILTERS = {
    Tier.NAME: "{name}",
    Tier.INGREDIENTS: "{name ingredients}",
    Tier.ANYWHERE: "{name ingredients details}",
}
_MATCHING = text("SELECT rowid FROM product_search WHERE product_search MATCH :words ORDER BY rowid LIMIT :limit")


def matching(session: Session, words: Sequence[str], limit: int, tier: Tier) -> Sequence[int]:
    """See `Backend.matching_products`."""
    query = " AND ".join(f'"{word}"*' for word in words)
    return session.scalars(_MATCHING, {"words": f"{_FILTERS[tier]} : ({query})", "limit": limit}).all()
