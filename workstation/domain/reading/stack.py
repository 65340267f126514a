"""One file, many prescriptions: where a new one begins in a stack that went through the feeder in one go.

A blank sheet or a separator sheet parts two prescriptions and belongs to none. Without them the layout tells: a head
(prescriber and patient) begins a prescription, "page 2 of 2" behind "page 1 of 2" continues one. What the layout
leaves open is flagged as doubtful; a person settles it. Pages are never joined on a likeness without a doubt.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from workstation.domain.reading.lexicon import fold
from workstation.domain.reading.likeness import likeness
from workstation.domain.reading.model import FieldReading, Page
from workstation.domain.reading.one_patient import SAME_NAME
from workstation.domain.reading.vocabulary import LABELS, Label, plain_label

SEPARATOR_CODE = "PHARMACY-SEPARATOR-SHEET"
"""What the code on a separator sheet says."""
BLANK_INK = 0.0015
"""Share of the sheet that is written on, below which it is blank: dust, a punch hole. One line of writing has 0.0025;
an empty sheet in a deep shadow may reach that too and is kept, with a doubt.
"""
SEPARATOR_WORDS = 25
"""A separator sheet has fewer words; a page with more is a prescription with the code stuck on it."""
TELLING_WORDS = 8
"""A page with fewer legible words shows no layout to go by."""
HEAD = 0.4
"""A letterhead stands in this upper part of the page; a stamp with the same words stands below."""
_NUMBER = re.compile(r"\b(?:page|pg)\b[ .:]*(\d{1,2})\s*(?:of|/)\s*(\d{1,2})\b", re.I)


class Cut(StrEnum):
    """Why a document begins where it does."""

    FIRST_PAGE = "first_page"
    BLANK_SHEET = "blank_sheet"
    SEPARATOR = "separator"
    LAYOUT = "layout"


CUT_WORDS = {
    Cut.FIRST_PAGE: "first page of the file",
    Cut.BLANK_SHEET: "a blank sheet lies in front of it",
    Cut.SEPARATOR: "a separator sheet or code lies in front of it",
    Cut.LAYOUT: "the page looks like the first of a prescription",
}
"""For people."""


@dataclass(frozen=True, slots=True)
class PageFeatures:
    """What is known about one sheet of the stack."""

    words: int
    """Legible words."""
    ink: float
    """Share of the sheet that is written on, 0 to 1."""
    separator: bool = False
    """Carries the separator code."""
    letterhead: bool = False
    patient_block: bool = False
    """There is a place for the patient, even when the name in it cannot be read."""
    patient: str | None = None
    number: tuple[int, int] | None = None
    """(2, 3) where "page 2 of 3" is printed."""

    @property
    def is_blank(self) -> bool:
        return not self.separator and self.words <= 1 and self.ink < BLANK_INK

    @property
    def is_separator_sheet(self) -> bool:
        return self.separator and self.words < SEPARATOR_WORDS


@dataclass(frozen=True, slots=True)
class StackDocument:
    """The sheets of one prescription."""

    pages: tuple[int, ...]
    """Numbers of the pages in the file, from 1."""
    why: Cut
    doubtful: bool
    """A person has to look whether it begins here, or whether all its pages belong to it."""


@dataclass(frozen=True, slots=True)
class SplitStack:
    """The whole file: every page is in one document or among those left out."""

    documents: tuple[StackDocument, ...]
    left_out: tuple[int, ...]
    """Blank and separator sheets."""


def features_of(page: Page, ink: float, separator: bool) -> PageFeatures:
    """What a page that was read shows."""
    fields = page.fields
    patient = fields["patient"].value
    heads = (fields["prescriber"], fields["registration_number"])
    number = _NUMBER.search(" ".join(word.text for word in page.words))
    return PageFeatures(
        words=sum(word.confidence >= 0.3 and len(word.text) > 1 for word in page.words),
        ink=ink,
        separator=separator,
        letterhead=any(_is_in_head(field, page) for field in heads),
        patient_block=patient is not None or _has_patient_label(page),
        patient=patient,
        number=(int(number[1]), int(number[2])) if number and 0 < int(number[1]) <= int(number[2]) else None,
    )


def _has_patient_label(page: Page) -> bool:
    return any(
        LABELS.get(plain_label(word.text)) in (Label.PATIENT, Label.AGE, Label.AGE_SEX)
        for word in page.words
        if page.rotation != 0 or word.box.y < page.height / 2
    )


def _is_in_head(field: FieldReading, page: Page) -> bool:
    if field.value is None or field.box is None:
        return False
    return page.rotation != 0 or field.box.y + field.box.h / 2 < HEAD * page.height


@dataclass(frozen=True, slots=True)
class _Begin:
    """What the layout of a page says about it."""

    begins: bool
    doubtful: bool


def split_stack(pages: Sequence[PageFeatures]) -> SplitStack:
    """Parts the pages of a file. Pure: the same features give the same documents."""
    documents: list[StackDocument] = []
    left_out: list[int] = []
    parted: Cut | None = Cut.FIRST_PAGE
    for number, page in enumerate(pages, start=1):
        if page.is_separator_sheet or page.is_blank:
            left_out.append(number)
            parted = _stronger(parted, Cut.SEPARATOR if page.separator else Cut.BLANK_SHEET)
            continue
        if page.separator:
            parted = Cut.SEPARATOR
        held = [pages[other - 1] for other in documents[-1].pages] if documents else []
        layout = _by_layout(page, held)
        if parted is not None:
            documents.append(StackDocument((number,), parted, _doubted(parted, page, layout)))
        elif layout.begins:
            documents.append(StackDocument((number,), Cut.LAYOUT, layout.doubtful))
        else:
            last = documents.pop()
            joined = (*last.pages, number)
            documents.append(replace(last, pages=joined, doubtful=last.doubtful or layout.doubtful))
        parted = None
    return SplitStack(tuple(documents), tuple(left_out))


def _stronger(before: Cut | None, now: Cut) -> Cut:
    """Of several sheets in a row, a separator sheet counts; in front of the first page nothing does."""
    return before if before in (Cut.FIRST_PAGE, Cut.SEPARATOR) else now


def _doubted(parted: Cut, page: PageFeatures, layout: _Begin) -> bool:
    """A blank sheet may be the empty back of a first page: sure only in front of a page that begins one."""
    continues = page.number is not None and page.number[0] > 1
    if parted is Cut.BLANK_SHEET:
        return continues or not layout.begins or layout.doubtful
    return continues


def _by_layout(page: PageFeatures, held: Sequence[PageFeatures]) -> _Begin:
    """Whether a page begins a prescription, seen from the pages of the one in front of it."""
    names = [fold(other.patient) for other in held if other.patient]
    name = fold(page.patient) if page.patient else ""
    same = bool(name) and any(likeness(name, other) >= SAME_NAME for other in names)
    if page.number is not None and page.number[0] > 1:
        follows = bool(held) and held[-1].number == (page.number[0] - 1, page.number[1])
        return _Begin(begins=False, doubtful=not follows or (bool(name and names) and not same))
    if page.words < TELLING_WORDS:
        return _Begin(begins=False, doubtful=True)
    whole = page.letterhead and page.patient_block
    if page.number is not None:
        return _Begin(begins=True, doubtful=not whole)
    if same:
        # the second page of a long prescription, or a second prescription of the same person, or of a sister
        return _Begin(begins=False, doubtful=True)
    if whole:
        return _Begin(begins=True, doubtful=False)
    return _Begin(begins=page.letterhead or page.patient_block, doubtful=True)
