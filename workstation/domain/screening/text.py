"""Text as written by people, cut into tokens that can be compared."""

import re
import unicodedata
from decimal import Decimal

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+(?:'[a-z]+)?|[+/&;,()\[\]{}%|.:-]")
_THOUSANDS = re.compile(r"[1-9]\d*(?:,\d{2,3})*,\d{3}(?:\.\d+)?")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "µ": "u", "μ": "u", "–": "-", "—": "-", "−": "-"})

SEPARATORS = frozenset("+/&;,|")
PUNCTUATION = frozenset("+/&;,()[]{}%|.:-")


def plain(text: str) -> str:
    """Lower case without accents, typographic apostrophes and dashes made plain."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_APOSTROPHES).lower()


def tokens(text: str) -> list[str]:
    """Words, numbers and signs of a text; letters and digits part ("500mg" is two tokens)."""
    return _TOKEN.findall(plain(text))


def words(text: str) -> tuple[str, ...]:
    """The tokens of a name without its signs: the key by which names are compared."""
    if text.isascii() and text.isalpha():
        return (text.lower(),)
    return tuple(token for token in tokens(text) if token not in PUNCTUATION)


def singular(run: tuple[str, ...]) -> tuple[str, ...]:
    """The words without a plural s."""
    return tuple(word[:-1] if word.endswith("s") else word for word in run)


def number(token: str) -> Decimal:
    """The value of a number token; 0 where nobody can tell. Commas part thousands and lakhs ("1,000,000", "10,00,000")
    when three digits follow the last of them, else one comma is a decimal one.
    """
    if _THOUSANDS.fullmatch(token):
        return Decimal(token.replace(",", ""))
    if "," in token:
        return Decimal(token.replace(",", ".")) if token.count(",") == 1 and "." not in token else Decimal(0)
    return Decimal(token) if token.count(".") <= 1 else Decimal(0)
