"""From the words of a page to its fields and medicine lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workstation.domain.dosage import DosageWords, parse_dosage, plain_sentence
from workstation.domain.reading.amounts import amounts_in
from workstation.domain.reading.candidates import InkReader, WrittenName, find_candidates
from workstation.domain.reading.composition import with_compositions
from workstation.domain.reading.course import Course, CourseSigns, course_signs, read_course
from workstation.domain.reading.dates import DateRules
from workstation.domain.reading.decide import NameEvidence, decide_medicine, decide_strength
from workstation.domain.reading.evidence import no_medicines
from workstation.domain.reading.fields import read_fields
from workstation.domain.reading.geometry import Box, around
from workstation.domain.reading.labels import find_labels
from workstation.domain.reading.lexicon import Lexicon, with_units
from workstation.domain.reading.medicine_lines import Entry, body_from, find_entries
from workstation.domain.reading.medicine_patterns import QUANTITY, plain_text, zeros_for_letters
from workstation.domain.reading.medicine_text import (
    MedicineText,
    Piece,
    duration_in_days,
    quantity_alone,
    refills_in,
    take_apart,
    without_count,
)
from workstation.domain.reading.misread_figures import with_figures
from workstation.domain.reading.model import (
    Decision,
    DosageReading,
    DurationReading,
    LineReading,
    MedicineReading,
    NoteReading,
    Page,
    StrengthReading,
    Word,
)
from workstation.domain.reading.one_patient import in_doubt_for_two
from workstation.domain.reading.strength_fit import StrengthFit, strength_fit
from workstation.domain.reading.tables import find_tables
from workstation.domain.reading.text_lines import group_lines, with_labels_apart
from workstation.domain.reading.vocabulary import FORMS, Label

LEGIBLE_WORDS = 2
LEGIBLE_CONFIDENCE = 0.3
KNOWN_APART = 0.6
"""Score from which a product of the catalogue is a medicine wherever on the page it stands."""


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What reading a page needs to know besides its words."""

    lexicon: Lexicon
    dates: DateRules
    words: DosageWords | None = None
    """Words for the plain sentence of the directions; None = no sentence."""


def read_page(
    words: Sequence[Word], width: int, height: int, rules: ReadingRules, look_again: InkReader | None = None
) -> Page:
    """Everything that can be said about a page; pure: the same words give the same page."""
    lines = tuple(with_labels_apart(line) for line in group_lines(words))
    tables = find_tables(lines)
    labels = find_labels(lines, {table.head for table in tables})
    gathered = find_entries(lines, labels, rules.lexicon, tables)
    entries = with_compositions(gathered.entries, rules.lexicon)
    doubted = no_medicines(entries, lines, body_from(lines, labels))
    signs = course_signs(entry.all_words for entry in entries)
    read = [(entry, _line(entry, rules, look_again, signs)) for entry in entries]
    dropped = [line for entry, line in read if entry in doubted and not _is_known(line)]
    notes = [NoteReading(part.text, part.box) for part in gathered.notes]
    legible = sum(word.confidence >= LEGIBLE_CONFIDENCE and len(word.text) > 1 for word in words)
    page = Page(
        width=width,
        height=height,
        words=tuple(words),
        fields=read_fields(lines, labels, rules.dates),
        lines=tuple(line for _, line in read if line not in dropped),
        notes=tuple(sorted([*notes, *(NoteReading(line.text, line.box) for line in dropped)], key=_from_the_top)),
        decision=Decision.CONFIRM if legible >= LEGIBLE_WORDS else Decision.UNREADABLE,
    )
    return in_doubt_for_two(page, labels)


def _is_known(line: LineReading) -> bool:
    return any(item.in_catalogue and item.score > KNOWN_APART for item in line.medicine.candidates)


def _from_the_top(note: NoteReading) -> tuple[int, int]:
    return note.box.y, note.box.x


def _line(entry: Entry, rules: ReadingRules, look_again: InkReader | None, signs: CourseSigns) -> LineReading:
    read = " ".join(word.text for word in entry.all_words)
    entry = replace(entry, words=list(with_figures(entry.words, rules.lexicon)))
    apart = take_apart(" ".join(word.text for word in entry.words))
    labelled = dict(reversed(entry.more))
    form = _form(labelled.get(Label.FORM)) or apart.form or _form(labelled.get(Label.SIG), within=True)
    medicine, strength = _medicine(entry, apart, labelled.get(Label.STRENGTH, ()), rules, look_again)
    dosage_words = _dosage_words(entry, apart)
    directions, count, counted = without_count(zeros_for_letters(" ".join(word.text for word in dosage_words)))
    course = read_course(directions, dosage_words, signs)
    quantity, unit = _quantity(apart, labelled.get(Label.QUANTITY))
    if quantity is None:
        quantity, unit = (count, counted) if count is not None else _total(entry)
    dosage = _dosage(course.text, dosage_words, form, rules)
    days = _duration(labelled.get(Label.DURATION), dosage.text, apart)
    return LineReading(
        text=read,
        box=around(word.box for word in entry.all_words),
        medicine=medicine,
        strength=strength,
        form=form,
        dosage_instruction=dosage,
        quantity=quantity,
        quantity_unit=unit or (form if quantity is not None and form in ("tablet", "capsule") else None),
        duration_days=days,
        refills=_refills(labelled.get(Label.REFILLS), apart),
        duration=_how_long(days, course, labelled.get(Label.DURATION) or dosage_words),
    )


def _within(words: Sequence[Word], piece: Piece | None) -> tuple[Word, ...]:
    """The words that a stretch of their joined text belongs to."""
    if piece is None:
        return ()
    held, position = [], 0
    for word in words:
        if position < piece.end and position + len(word.text) > piece.start:
            held.append(word)
        position += len(word.text) + 1
    return tuple(held)


def _box(words: Sequence[Word]) -> Box | None:
    return around(word.box for word in words) if words else None


def _form(words: Sequence[Word] | None, *, within: bool = False) -> str | None:
    """The form that a label gives, or that the directions count ("take 1 tablet")."""
    for word in words or ():
        if (plain := word.text.lower().strip(".,:")) in FORMS and (not within or len(plain) > 2):
            return FORMS[plain]
    return None


def _medicine(
    entry: Entry,
    apart: MedicineText,
    strength_words: Sequence[Word],
    rules: ReadingRules,
    look_again: InkReader | None,
) -> tuple[MedicineReading, StrengthReading]:
    strength_words = strength_words or _within(entry.words, apart.strength)
    strength = " ".join(word.text for word in strength_words) if apart.strength is None else apart.strength.text
    amounts = amounts_in(strength) if strength else ()
    name_words = _within(entry.words, apart.name)
    if apart.name is None or not name_words:
        unread = MedicineReading(None, Decision.UNREADABLE, (), _box(entry.words))
        return unread, StrengthReading(
            strength or None, decide_strength(strength_words, amounts, StrengthFit.UNKNOWN, unread.decision), amounts
        )
    written = WrittenName(
        text=apart.name.text,
        confidence=min(word.confidence for word in name_words),
        printed=all(word.printed for word in name_words),
        box=around(word.box for word in name_words),
        first_word_box=name_words[0].box,
        amounts=amounts,
        agreed=all(word.agreed for word in name_words),
    )
    candidates = find_candidates(written, rules.lexicon, look_again)
    decision = decide_medicine(NameEvidence(name_words, candidates, amounts), rules.lexicon)
    best = candidates[0]
    medicine = MedicineReading(best.name, decision, candidates, written.box, best.score)
    entry_known = rules.lexicon.exact(best.name)
    fit = strength_fit(amounts, entry_known, rules.lexicon) if entry_known else StrengthFit.UNKNOWN
    if entry_known and fit is StrengthFit.SOLD:
        amounts = with_units(amounts, entry_known)
    return medicine, StrengthReading(
        strength or None, decide_strength(strength_words, amounts, fit, decision), amounts, _box(strength_words)
    )


def _dosage_words(entry: Entry, apart: MedicineText) -> list[Word]:
    own = _with_unread_dose(entry, apart, _within(entry.words, apart.sig))
    return own + [word for label, words in entry.more if label is Label.SIG for word in words]


def _with_unread_dose(entry: Entry, apart: MedicineText, sig: Sequence[Word]) -> list[Word]:
    """The directions with words holding figures right in front of them, which are neither name nor strength: a dose
    that nobody understands is kept, not dropped.
    """
    if not sig:
        return []
    taken = [*_within(entry.words, apart.name), *_within(entry.words, apart.strength)]
    first = start = entry.words.index(sig[0])
    while start and entry.words[start - 1] not in taken and _holds_figures(entry.words[start - 1].text):
        start -= 1
    return [*(entry.words[start:first] if taken and start > entry.words.index(taken[-1]) else ()), *sig]


def _holds_figures(text: str) -> bool:
    """Figures that are no count to supply ("#15")."""
    return any(map(str.isdigit, text)) and not text.startswith("#")


def _dosage(written: str, words: Sequence[Word], form: str | None, rules: ReadingRules) -> DosageReading:
    text = written.strip(" ,;:-.(")
    text = text if "(" in text else text.rstrip(")")
    if not text:
        return DosageReading(None, None)
    dosage = parse_dosage(plain_text(text))
    sentence = plain_sentence(dosage, form or "", rules.words) if rules.words and dosage.understood else None
    return DosageReading(text, sentence, _box(words))


def _duration(labelled: Sequence[Word] | None, dosage: str | None, apart: MedicineText) -> int | None:
    if labelled:
        text = " ".join(word.text for word in labelled)
        number = text.strip(" .")
        return int(number) if number.isdigit() else duration_in_days(text)
    if dosage:
        return parse_dosage(plain_text(dosage)).duration_days or duration_in_days(dosage)
    return apart.duration_days


def _how_long(days: int | None, course: Course, words: Sequence[Word]) -> DurationReading:
    """How sure the length of the course is: certain only in print."""
    if days is None:
        return DurationReading()
    if course.duration.days == days:
        return course.duration
    sure = bool(words) and all(word.printed and word.agreed for word in words)
    return DurationReading(days, Decision.READ if sure else Decision.CONFIRM)


def _quantity(apart: MedicineText, labelled: Sequence[Word] | None) -> tuple[Decimal | None, str | None]:
    if labelled:
        return quantity_alone(" ".join(word.text for word in labelled))
    return apart.quantity, apart.quantity_unit


def _total(entry: Entry) -> tuple[Decimal | None, str | None]:
    """A total that stands with something else ("(Tot:10 Tab)" among the days)."""
    for _, words in entry.more:
        if match := QUANTITY.search(plain_text(" ".join(word.text for word in words))):
            return Decimal(match.group(1)), None
    return None, None


def _refills(labelled: Sequence[Word] | None, apart: MedicineText) -> int | None:
    if labelled:
        return refills_in("refills " + " ".join(word.text for word in labelled))
    return apart.refills
