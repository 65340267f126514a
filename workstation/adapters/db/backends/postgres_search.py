"""Product search on PostgreSQL: a GIN index over the folded columns, name first, then ingredients."""

from collections.abc import Iterator, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

_VECTOR = (
    "(setweight(to_tsvector('simple', search_name), 'A')"
    " || setweight(to_tsvector('simple', search_ingredients), 'B')"
    " || setweight(to_tsvector('simple', search_details), 'D'))"
)


def statements() -> Iterator[str]:
    """The index; PostgreSQL keeps it itself."""
    yield f"CREATE INDEX product_search ON product USING gin ({_VECTOR})"


_MATCH = f"SELECT key FROM product WHERE {_VECTOR} @@ to_tsquery('simple', :words)"  # noqa: S608  # our own names
_RANKED = text(f"{_MATCH} ORDER BY ts_rank({_VECTOR}, to_tsquery('simple', :words)) DESC, key LIMIT :limit")
_UNRANKED = text(f"{_MATCH} LIMIT :limit")


def matching(session: Session, words: Sequence[str], limit: int, ranked: bool) -> Sequence[int]:
    """See `Backend.matching_products`. The words are folded: nothing in them needs quoting."""
    query = " & ".join(f"{word}:*" for word in words)
    statement = _RANKED if ranked else _UNRANKED
    return session.scalars(statement, {"words": query, "limit": limit}).all()
