"""Old and new of each field, as facts that are kept and shown."""

from dataclasses import replace

from tests.factories import a_line, a_prescription, an_ingredient, new_id
from workstation.domain.edits import Difference, Edit, EditedField, differences, edit_from, in_words
from workstation.domain.prescription import LineKind, PrescribedMedicine

BEFORE = a_prescription()
LINE = BEFORE.lines[0]


def test_two_equal_versions_have_no_difference() -> None:
    assert differences(BEFORE, replace(BEFORE, urgent=True, due_at=None)) == ()


def test_a_medicine_of_the_same_text_is_told_apart_by_what_is_in_it() -> None:
    other = PrescribedMedicine(LINE.medicine.text, (an_ingredient(strength="850"),), "tablet")
    (found,) = differences(BEFORE, replace(BEFORE, lines=(replace(LINE, medicine=other),)))
    assert (found.before, found.after) == (
        "Metformin 500 mg tablet, metformin 500 mg, tablet",
        "Metformin 500 mg tablet, metformin 850 mg, tablet",
    )


def test_lines_that_came_and_went_are_named() -> None:
    came = a_line(id=new_id(), position=2, medicine=PrescribedMedicine("Aspirin 75"))
    assert differences(BEFORE, replace(BEFORE, lines=(LINE, came))) == (
        Difference(EditedField.LINE_ADDED, "", "Aspirin 75", 2),
    )
    assert [one.field for one in differences(BEFORE, replace(BEFORE, lines=(came,)))] == [
        EditedField.LINE_REMOVED,
        EditedField.LINE_ADDED,
    ]


def test_what_is_no_medicine_is_not_compared() -> None:
    test = a_line(kind=LineKind.OTHER)
    assert differences(replace(BEFORE, lines=(test,)), replace(BEFORE, lines=())) == ()


def test_an_edit_is_kept_as_it_was() -> None:
    edit = Edit((Difference(EditedField.QUANTITY, "20 tablet", "", 1),), "ready", ("approval", "packs"))
    assert edit_from(edit.as_detail()) == edit
    assert in_words(edit.differences) == "line 1, quantity: 20 tablet → -"
