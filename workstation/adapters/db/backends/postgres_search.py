"""Product search on PostgreSQL: a GIN index over the folded columns, name first, then ingredients."""

from collections.abc import Iterator, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from workstation.adapters.db.backends.port import Tier

_VECTOR = (
    "(setweight(to_tsvector('simple', search_name), 'A')"
    " || setweight(to_tsvector('simple', search_ingredients), 'B')"
    " || setweight(to_tsvector('simple', search_details), 'D'))"
)


def statements() -> Iterator[str]:
    """The index; PostgreSQL keeps it itself."""
    yield f"CREATE INDEX product_search ON product USING gin ({_VECTOR})"


_WEIGHTS = {Tier.NAME: "A", Tier.INGREDIENTS: "AB", Tier.ANYWHERE: "ABD"}
_MATCHING = text(
    f"SELECT key FROM product WHERE {_VECTOR} @@ to_tsquery('simple', :words)"  # noqa: S608  # our own names
    " ORDER BY key LIMIT :limit"
)


def matching(session: Session, words: Sequence[str], limit: int, tier: Tier) -> Sequence[int]:
    """See `Backend.matching_products`. The words are folded: nothing in them needs quoting."""
    query = " & ".join(f"{word}:*{_WEIGHTS[tier]}" for word in words)
    return session.scalars(_MATCHING, {"words": query, "limit": limit}).all()
