"""Pages written down as text for the tests: words with boxes as an engine would give them."""

from datetime import date

from workstation.domain.reading import Box, DateOrder, DateRules, Lexicon, LexiconEntry, Page, ReadingRules, Word
from workstation.domain.reading.page import read_page

TODAY = date(2026, 11, 22)
LETTER, HEIGHT, STEP = 12, 24, 44
LEXICON = Lexicon(
    [
        LexiconEntry("Warf", ("warfarin",), frozenset({"1 mg", "2 mg", "5 mg"}), in_catalogue=True),
        LexiconEntry("Dolo", ("paracetamol",), frozenset({"650 mg"}), in_catalogue=True),
        LexiconEntry("Aciloc", ("ranitidine",), frozenset({"150 mg", "300 mg"}), in_catalogue=True),
        LexiconEntry("Norvasc", ("amlodipine",), frozenset({"5 mg"}), in_catalogue=True),
        LexiconEntry("Omez", ("omeprazole",), frozenset({"20 mg"}), in_catalogue=True),
        LexiconEntry(
            "Augmentin", ("amoxicillin", "clavulanic acid"), frozenset({"500 mg+125 mg", "625"}), in_catalogue=True
        ),
        LexiconEntry("amoxicillin", ("amoxicillin",), frozenset({"250 mg", "500 mg"})),
        LexiconEntry("amlodipine", ("amlodipine",), frozenset({"5 mg"})),
        LexiconEntry("hydroxyzine", ("hydroxyzine",)),
        LexiconEntry("hydralazine", ("hydralazine",)),
        LexiconEntry("galactose", ("galactose",)),
        LexiconEntry("Mediclin", ("clindamycin",)),
        LexiconEntry("insulin", ("insulin",)),
    ]
)


def typed(*lines: str, printed: bool = True, left: int = 60, top: int = 40) -> list[Word]:
    """Words of lines of text; every further space between words is one letter wide, so that gaps show."""
    words: list[Word] = []
    for row, line in enumerate(lines):
        column = 0
        for piece in line.split(" "):
            if piece:
                box = Box(left + column * LETTER, top + row * STEP, len(piece) * LETTER, HEIGHT)
                words.append(as_read(piece, box, printed=printed))
            column += len(piece) + 1
    return words


def as_read(text: str, box: Box, *, printed: bool = True) -> Word:
    """Print as two engines agree on it, or handwriting that one engine read."""
    return Word(text, 0.98 if printed else 0.8, box, "a+b" if printed else "a", printed)


def page_of(*lines: str, printed: bool = True, order: DateOrder = DateOrder.DAY_FIRST) -> Page:
    """The page that is read from such lines."""
    rules = ReadingRules(LEXICON, DateRules(TODAY, order))
    return read_page(typed(*lines, printed=printed), 1_000, 1_400, rules)
