"""Names of people as they sound, so that spellings and scripts of one name meet: Devanagari or Latin, ee or i, v or w.

The letters of Devanagari and their usual Latin spelling: The Unicode Standard, block U+0900-097F (names of the
characters). The foldings (ee/i, oo/u, v/w, sh/s, aspirates, doubled letters) are a habit of this program: names are
never decided by them alone.
"""

import re
import unicodedata
from functools import lru_cache

_CONSONANTS = dict(
    zip(
        "कखगघङचछजझञटठडढणतथदधनपफबभमयरलळवशषसहऩऱऴ",
        "k kh g gh n ch chh j jh n t th d dh n t th d dh n p ph b bh m y r l l v sh sh s h n r l".split(),
        strict=True,
    )
)
_NUKTA = {"ज": "z", "फ": "f", "ड": "d", "ढ": "dh", "क": "k", "ख": "kh", "ग": "g"}
_VOWELS = dict(zip("अआइईउऊऋएऐओऔऍऑ", "a a i i u u ri e ai o au e o".split(), strict=True))
_SIGNS = dict(zip("ािीुूृेैोौॅॉ", "a i i u u ri e ai o au e o".split(), strict=True))
_VIRAMA, _DOT, _ANUSVARA, _CANDRABINDU, _VISARGA = "्", "़", "ं", "ँ", "ः"
_LIPS = frozenset("पफबभम")
_LETTER_NAMES = {
    "ए": "a", "बी": "b", "सी": "c", "डी": "d", "ई": "e", "एफ": "f", "जी": "g", "एच": "h", "आय": "i", "आई": "i",
    "जे": "j", "के": "k", "एल": "l", "एम": "m", "एन": "n", "ओ": "o", "पी": "p", "क्यू": "q", "आर": "r", "एस": "s",
    "टी": "t", "यू": "u", "वी": "v", "व्ही": "v", "डब्ल्यू": "w", "एक्स": "x", "वाय": "y", "वाई": "y", "झेड": "z",
}  # fmt: skip
_FOLDS = (
    (re.compile("singh|sinh|simh"), "sin"),
    (re.compile("ph"), "f"),
    (re.compile("chh|ch"), "C"),
    (re.compile("ck|q"), "k"),
    (re.compile("c"), "k"),
    (re.compile("x"), "ks"),
    (re.compile("z"), "j"),
    (re.compile("w"), "v"),
    (re.compile("aya|ay|ai"), "e"),
    (re.compile("ee|ii|ea"), "i"),
    (re.compile("oo|uu"), "u"),
    (re.compile("au|ou"), "o"),
    (re.compile("iy"), "i"),
    (re.compile("y$"), "i"),
    (re.compile("(?<=[bcdfgjklmnprstvC])h"), ""),
    (re.compile("m(?=[kgtdCjs])"), "n"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("(?<=..)a$"), ""),
)


def is_devanagari(text: str) -> bool:
    """Whether a letter of it is Devanagari."""
    return any("ऀ" <= letter <= "ॿ" for letter in text)


def latin(text: str) -> str:
    """Lower case Latin letters; Devanagari letter by letter with its unwritten a, accents dropped."""
    if is_devanagari(text):
        text = _from_devanagari(unicodedata.normalize("NFD", text))
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def letter_named(word: str) -> str:
    """The Latin letter that a Devanagari word names ("के" → "k"), "" when it names none."""
    return _LETTER_NAMES.get(word, "")


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """One word of a name as it sounds; "" for one without letters."""
    found = re.sub("[^a-z]", "", latin(word))
    for pattern, to in _FOLDS:
        found = pattern.sub(to, found)
    return found.lower()


@lru_cache(maxsize=65_536)
def bones(word: str) -> str:
    """The sound without any a: what is left to compare with Devanagari, which does not write every one of them."""
    return sound(word)[:1] + sound(word)[1:].replace("a", "")


def _from_devanagari(text: str) -> str:
    found: list[str] = []
    for place, letter in enumerate(text):
        after = text[place + 1] if place + 1 < len(text) else ""
        if letter in _CONSONANTS:
            dotted = after == _DOT
            found.append(_NUKTA.get(letter, _CONSONANTS[letter]) if dotted else _CONSONANTS[letter])
            behind = text[place + 2 : place + 3] if dotted else after
            if behind not in _SIGNS and behind != _VIRAMA:
                found.append("a")
        elif letter in _ANUSVARA + _CANDRABINDU:
            found.append("m" if after in _LIPS and after else "n")
        elif letter not in _VIRAMA + _DOT + _VISARGA:
            found.append(_VOWELS.get(letter) or _SIGNS.get(letter) or letter)
    return "".join(found)
