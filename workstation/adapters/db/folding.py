"""Text as searched: lower case, without accents, words of letters and digits with one blank between them.

The same on both backends, so that neither tokeniser has an opinion of its own.
"""

import re
import unicodedata

_UNIT_GLUED_TO_NUMBER = re.compile(r"(?<=\d)(?=[^\W\d_])")

_WORD = re.compile(r"[0-9a-z]+")


def fold(*texts: str) -> str:
    """ "Amoxi-Clav 500mg", "É" -> "amoxi clav 500 mg e": a number and the unit glued to it are two words."""
    whole = " ".join(texts)
    if whole.isascii():  # nearly always, and much faster
        return " ".join(_WORD.findall(_UNIT_GLUED_TO_NUMBER.sub(" ", whole.lower())))
    decomposed = unicodedata.normalize("NFKD", whole)
    # Latin accents go; the vowel signs of Indian scripts carry meaning and stay.
    plain = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f").casefold()
    apart = _UNIT_GLUED_TO_NUMBER.sub(" ", unicodedata.normalize("NFC", plain))
    return " ".join("".join(c if _belongs_to_a_word(c) else " " for c in apart).split())


def _belongs_to_a_word(character: str) -> bool:
    # A vowel sign is not alphanumeric to Python, yet it does not end a word.
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")
