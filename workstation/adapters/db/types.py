"""Column types of our own, because the usual ones lose something without a word.

SQLAlchemy's Numeric on SQLite turned 12345678901.123456 into ...455, and DateTime dropped the zone.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, String, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

WordT = TypeVar("WordT", bound=StrEnum)
ValueT = TypeVar("ValueT")
Way = Callable[[Any], Any]
"""Between a value of ours and what the driver takes or gives; None stays None."""

SortableText = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts and matches by code point on both backends, so that `LIKE 'abc%'` can use an index."""

RowNumber = BigInteger().with_variant(Integer(), "sqlite")
"""A number the database gives in the order of adding (SQLite does so for INTEGER PRIMARY KEY only)."""


class ExactDecimal(TypeDecorator[Decimal]):
    """A finite Decimal as its exact text: 1.50 stays 1.50. For keeping and showing; sums use `MicroUnits`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not value.is_finite():
            raise ValueError(f"a finite Decimal is needed, not {value}")
        return str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def instant_text(value: datetime) -> str:
    """The stored form: UTC, 32 characters, sorts as text. Raises ValueError for an instant without a zone."""
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _instant_text(value: datetime | None) -> str | None:
    return None if value is None else instant_text(value)


def _instant(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _same_key(value: UUID | None) -> UUID | None:
    if value is None or isinstance(value, UUID):
        return value
    raise TypeError(f"a uuid.UUID is needed, not {type(value).__name__}")


def _key_bytes(value: UUID | None) -> bytes | None:
    found = _same_key(value)
    return None if found is None else found.int.to_bytes(16, "big")


def _key(value: UUID | bytes | None) -> UUID | None:
    return UUID(bytes=value) if isinstance(value, bytes) else value


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant as fixed-width ISO text in UTC; comparing the text compares the time."""

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        wanted = String(32, collation="C") if dialect.name == "postgresql" else String(32)
        return dialect.type_descriptor(wanted)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return _instant_text(value)

    def bind_processor(self, dialect: Dialect) -> Way:
        """Without SQLAlchemy's call between: hundreds of thousands of values of a drain or a pull go this way."""
        return _instant_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Way:
        """As `bind_processor`."""
        return _instant


class UuidKey(TypeDecorator[UUID]):
    """A UUID: 16 bytes on SQLite, the native type on PostgreSQL."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=True))
        return dialect.type_descriptor(LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> UUID | bytes | None:
        return _same_key(value) if dialect.name == "postgresql" else _key_bytes(value)

    def bind_processor(self, dialect: Dialect) -> Way:
        """As `UtcInstant.bind_processor`."""
        return _same_key if dialect.name == "postgresql" else _key_bytes

    def result_processor(self, dialect: Dialect, coltype: object) -> Way:
        """As `UtcInstant.bind_processor`."""
        return _key


class Word(TypeDecorator[WordT], Generic[WordT]):
    """A member of a closed enumeration as its word; an unknown word read back is an error, never a guess."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[WordT]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: WordT | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def bind_processor(self, dialect: Dialect) -> Way:
        """As `UtcInstant.bind_processor`."""
        words = self.words
        known: dict[str, str] = {one: one.value for one in words}

        def word(value: WordT | str | None) -> str | None:
            if value is None:
                return None
            found = known.get(value)
            return words(value).value if found is None else found

        return word

    def result_processor(self, dialect: Dialect, coltype: object) -> Way:
        """As `UtcInstant.bind_processor`."""
        words = self.words
        known = {one.value: one for one in words}

        def member(value: str | None) -> WordT | None:
            return None if value is None else known.get(value) or words(value)

        return member


class JsonText(TypeDecorator[ValueT], Generic[ValueT]):
    """A small value (tuple of frozen dataclasses) as JSON text, by the two functions given."""

    impl = Text
    cache_ok = True

    def __init__(self, encode: Callable[[ValueT], str], decode: Callable[[str], ValueT]) -> None:
        super().__init__()
        self.encode = encode
        self.decode = decode

    def process_bind_param(self, value: ValueT | None, dialect: Dialect) -> str | None:
        return None if value is None else self.encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> ValueT | None:
        return None if value is None else self.decode(value)
