"""Labels: everything on them is whole, readable by people and by scanners, or the label is refused."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication

from tests.adapters.printing.label_samples import USUAL, label
from workstation.adapters.printing.fonts import refuse_missing_glyphs
from workstation.adapters.printing.layout import Layout, lay_out
from workstation.adapters.printing.template import SMALLEST_POINTS, load_template
from workstation.adapters.printing.text import UNITS
from workstation.domain.dosage import parse_dosage
from workstation.domain.errors import Refused
from workstation.domain.label import REQUIRED, LabelContent, LabelRefusal, Pictogram, pictograms_for

pytestmark = pytest.mark.usefixtures("qapp")

ROUNDING = 2.0


def refusal(content: LabelContent) -> Refused:
    with pytest.raises(Refused) as refused:
        lay_out(content, load_template())
    return refused.value


def changed(field: str, text: str) -> LabelContent:
    """A usual label with another text in one field."""
    texts: dict[str, Any] = {field: text}
    return replace(label(), **texts)


def boxes(layout: Layout) -> list[QRectF]:
    """The rectangle of each line of text."""
    found = []
    for text in layout.texts:
        for number in range(text.lineCount()):
            line = text.lineAt(number).naturalTextRect()
            found.append(line.translated(text.position()))
    return found


@pytest.mark.parametrize("content", USUAL, ids=lambda content: content.medicine_name)
def test_usual_labels_fit_with_letters_that_can_be_read(content: LabelContent) -> None:
    assert lay_out(content, load_template()).points >= SMALLEST_POINTS


def test_the_devanagari_words_have_all_their_glyphs() -> None:
    layout = lay_out(USUAL[1], load_template())
    text = next(text for text in layout.texts if "सुबह" in text.text())
    glyphs = [glyph for run in text.glyphRuns() for glyph in run.glyphIndexes()]
    families = {run.rawFont().familyName() for run in text.glyphRuns()}
    assert glyphs
    assert 0 not in glyphs
    assert families <= {"Inter", "Noto Sans Devanagari"}


@pytest.mark.parametrize(
    "field", ["directions", "directions_below", "medicine_text", "patient_name", "pharmacy_address"]
)
def test_text_that_does_not_fit_is_refused_and_never_clipped(field: str) -> None:
    refused = refusal(changed(field, "very long words " * 40))
    assert refused.code is LabelRefusal.TEXT_DOES_NOT_FIT
    assert refused.facts["label"] == "70 × 36 mm"


def test_one_word_that_is_wider_than_the_label_is_refused() -> None:
    assert refusal(replace(label(), directions="W" * 90)).code is LabelRefusal.TEXT_DOES_NOT_FIT


def test_too_many_cautions_are_refused() -> None:
    assert refusal(label(cautions=("Do not drive if you feel sleepy.",) * 8)).code is LabelRefusal.TEXT_DOES_NOT_FIT


def test_a_character_that_no_font_has_is_refused_by_its_place() -> None:
    refused = refusal(label(patient="漢字"))
    assert refused.code is LabelRefusal.MISSING_GLYPH
    assert (refused.facts["what"], refused.facts["character"]) == ("patient_name", "U+6F22")


@pytest.mark.parametrize("field", REQUIRED)
def test_a_label_without_a_required_text_is_refused(field: str) -> None:
    refused = refusal(changed(field, "  "))
    assert (refused.code, refused.facts["what"]) == (LabelRefusal.MISSING_TEXT, field)


def test_a_refusal_never_holds_the_name_of_the_patient() -> None:
    content = replace(label(patient="Ramesh " * 60))
    assert "Ramesh" not in str(refusal(content))


def test_an_amount_and_its_unit_stay_on_one_line() -> None:
    layout = lay_out(USUAL[1], load_template())
    assert any("500\u00a0mg" in text.text() for text in layout.texts)


THYRONORM = label(
    "1-0-0 before breakfast x 120 days", name="Thyronorm 50", text="levothyroxine 50 micrograms",
    quantity="120 tablets", cautions=(), parts=1,
)  # fmt: skip


def lines_of(content: LabelContent) -> list[str]:
    """The words of every line, as they stand on the label."""
    found = []
    for text in lay_out(content, load_template()).texts:
        units = text.text().encode("utf-16-le")
        for line in (text.lineAt(number) for number in range(text.lineCount())):
            words = units[2 * line.textStart() : 2 * (line.textStart() + line.textLength())].decode("utf-16-le")
            found.append(words.replace("\u00a0", " ").strip(" \u2028"))
    return found


@pytest.mark.parametrize(
    "content",
    [
        *USUAL,
        THYRONORM,
        label(name="Montek-LC", text="montelukast 10 mg + levocetirizine 5 mg", quantity="10 tablets"),
        replace(label(), cautions=tuple(f"Keep it dry · {word} it cool." for word in ("keep", "store", "hold"))),
    ],
)
def test_no_line_of_a_label_begins_with_a_separator(content: LabelContent) -> None:
    lines = lines_of(content)
    assert lines
    assert [line for line in lines if line.startswith("·")] == []


def test_a_quantity_that_has_a_line_of_its_own_needs_no_separator() -> None:
    lines = lines_of(THYRONORM)
    assert "120 tablets" in lines
    assert "Thyronorm 50  levothyroxine 50 micrograms" in lines
    assert "Warf 5  warfarin 5 mg · 15 tablets" in lines_of(label())


def test_directions_that_are_the_same_in_both_languages_stand_once() -> None:
    layout = lay_out(USUAL[-1], load_template())
    assert sum(text.text() == "TAPER AS DIRECTED" for text in layout.texts) == 1


WORDS = st.lists(st.sampled_from(["Take", "1", "tablet", "after", "food", "गोली", "खाने", "·", "500", "mg", "Wellness"]))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS, WORDS, WORDS, st.integers(1, 3))
def test_whatever_is_accepted_stands_whole_on_the_label(
    qapp: QApplication, directions: list[str], below: list[str], cautions: list[str], parts: int
) -> None:
    content = replace(
        label(parts=parts),
        directions=" ".join(directions) or "Take",
        directions_below=" ".join(below),
        cautions=(" ".join(cautions),),
    )
    try:
        layout = lay_out(content, load_template())
    except Refused:
        return
    page = QRectF(0, 0, layout.width, layout.height)
    quiet = layout.code.adjusted(-UNITS / 2, -UNITS / 2, 0, 0)
    for box in boxes(layout):
        assert page.adjusted(-ROUNDING, -ROUNDING, ROUNDING, ROUNDING).contains(box)
        assert not quiet.intersects(box.adjusted(0, box.height() * 0.25, 0, -box.height() * 0.25))


def test_all_text_of_a_label_is_laid_out() -> None:
    content = USUAL[0]
    laid = " ".join(text.text() for text in lay_out(content, load_template()).texts).replace("\u00a0", " ")
    for expected in (content.directions, content.directions_below, content.patient_name, *content.cautions):
        assert expected in laid


@pytest.mark.parametrize(
    ("dosage", "pictures"),
    [
        ("1-0-1", (Pictogram.MORNING, Pictogram.NIGHT)),
        ("1 tab hs", (Pictogram.NIGHT,)),
        ("1 tab bd", ()),
        ("1-0-1 as directed", ()),
        ("1 tab once a week at night", ()),
        ("1-0-1 pc x 5 days", (Pictogram.MORNING, Pictogram.NIGHT, Pictogram.AFTER_FOOD)),
        ("1 tab bd ac", (Pictogram.BEFORE_FOOD,)),
        ("1 tab bd with food", (Pictogram.WITH_FOOD,)),
        ("1 tab after breakfast", ()),
        ("1-0-1 pc as directed", ()),
    ],
)
def test_pictures_stand_only_for_what_was_understood(dosage: str, pictures: tuple[Pictogram, ...]) -> None:
    assert pictograms_for(parse_dosage(dosage)) == pictures


def test_a_thread_of_its_own_finds_the_glyphs_as_well() -> None:
    """Labels are laid out on the lanes and previewed in the window: raw fonts of one thread are no good in another."""
    refuse_missing_glyphs("5 mg", "strength")
    with ThreadPoolExecutor(1) as lane:
        lane.submit(refuse_missing_glyphs, "5 mg", "strength").result()
    refuse_missing_glyphs("5 mg", "strength")


@pytest.mark.parametrize("number", ["01a207bd-23e5-70c6-8b59-9a1f0c55d7e2", "01234567-0123-4567-8901-234567890123"])
@pytest.mark.parametrize("parts", [1, 2])
def test_a_long_number_fits_whatever_its_figures_are(number: str, parts: int) -> None:
    """Servers give numbers of their own. Between a hyphen and a figure Qt does not break a line by itself."""
    long = replace(label(parts=parts, cautions=()), prescription_number=f"RX-{number}/1")
    assert lay_out(long, load_template()).points >= SMALLEST_POINTS
