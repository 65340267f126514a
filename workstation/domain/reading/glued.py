"""Words that an engine ran together ("Warf5mg", "5mLODx14d", "1-0-1p.c.x30d") cut where one part ends and the next
begins. Only figures and known shorthand are cut off: a name is never cut by a guess.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from workstation.domain.reading.model import Word
from workstation.domain.reading.vocabulary import FORMS

_DOTTED_FORM = re.compile(
    rf"((?:{'|'.join(sorted((form for form in FORMS if len(form) > 2), key=len, reverse=True))})\.)(?=[^\W\d_]{{3}})",
    re.I,
)
_UNIT = r"(?:mgs?|mcg|ug|gms?|g|ml|i\.?u\.?|%)"
_STRENGTH_BEHIND = re.compile(rf"([^\W\d_]{{3,}}[.-]?)(\d{{1,4}}(?:[.,/]\d{{1,3}})?\s?{_UNIT})(?![a-z])", re.I)
_NUMBER_BEHIND = re.compile(r"([^\W\d_]{4,})(\d{2,4})")
_RELEASE_BEHIND = re.compile(r"(\d{2,4})(duo|forte|plus|sr|xr|cr|er|mr|xl|la|dt|md|od|ds)\.?", re.I)
_FOOD_BEHIND = re.compile(r"(\d{0,3}(?:days?|weeks?|months?))((?:after|before|with|empty|at|if|for|sos)\w*)", re.I)
_ZERO = r"[\doOcC]"
_DIRECTION = re.compile(
    rf"(?P<pattern>(?:{_ZERO}|[½¼])(?:-(?:{_ZERO}|[½¼])){{2,3}})"
    rf"|(?P<amount>(?:\d+|[cCoO](?=\.))(?:\.\d+)?(?:ml|units?|iu|drops?|puffs?|tabs?|caps?|tsp|tsf))"
    r"|(?P<times>sos|tds|tid|qid|bid|stat|prn|od|bd|hs)"
    r"|(?P<food>[ap]\.?c\.?)"
    r"|(?P<course>(?:x|for)?\d{1,3}(?:days?|d|wks?|/7|/52))",
    re.I,
)

IsKnown = Callable[[str], bool]
"""Whether a text as a whole is the name of a medicine."""


def words_apart(words: Iterable[Word], is_known: IsKnown) -> tuple[Word, ...]:
    """The words with glued ones cut; boxes are shared out by the number of letters."""
    return tuple(piece for word in words for piece in _placed(word, _pieces(word.text, is_known)))


def _pieces(text: str, is_known: IsKnown) -> Sequence[str]:
    if is_known(text):
        return [text]
    if form := _DOTTED_FORM.match(text):
        return [form.group(1), *_pieces(text[form.end() :], is_known)]
    if (strength := _STRENGTH_BEHIND.match(text)) is not None:
        rest = text[strength.end() :]
        return [strength.group(1), strength.group(2), *(_pieces(rest, is_known) if rest else ())]
    for pattern in (_NUMBER_BEHIND, _RELEASE_BEHIND, _FOOD_BEHIND):
        if (match := pattern.fullmatch(text)) is not None:
            return [match.group(1), text[match.start(2) :]]
    return _directions(text)


def _directions(text: str) -> Sequence[str]:
    """The parts of glued directions, if the whole word is made of them and holds a figure."""
    found, position = [], 0
    while match := _DIRECTION.match(text, position):
        found.append(match.group())
        position = match.end()
    whole = position == len(text) and any(letter.isdigit() for letter in text)
    return found if whole else [text]


def _placed(word: Word, pieces: Sequence[str]) -> Iterator[Word]:
    if len(pieces) == 1:
        yield word
        return
    each, done = word.box.w / max(1, sum(map(len, pieces))), 0
    for piece in pieces:
        left, right = round(done * each), round((done + len(piece)) * each)
        yield replace(word, text=piece, box=word.box._replace(x=word.box.x + left, w=max(1, right - left)))
        done += len(piece)
