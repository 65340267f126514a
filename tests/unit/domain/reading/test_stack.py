"""Where a new prescription begins in a stack that was scanned in one go."""

from dataclasses import replace

import pytest

from tests.unit.domain.reading.pages import page_of
from workstation.domain.reading.stack import Cut, PageFeatures, SplitStack, StackDocument, features_of, split_stack

HEAD = PageFeatures(words=60, ink=0.1, letterhead=True, patient_block=True)
ASHA, VIKRAM = replace(HEAD, patient="Asha Rao"), replace(HEAD, patient="Vikram Shetty")
MORE = PageFeatures(words=40, ink=0.1)
BLANK = PageFeatures(words=0, ink=0.001)
SHEET = PageFeatures(words=10, ink=0.05, separator=True)
BLURRED = PageFeatures(words=0, ink=0.16)


def documents(*pages: PageFeatures) -> list[tuple[tuple[int, ...], Cut, bool]]:
    return [(each.pages, each.why, each.doubtful) for each in split_stack(pages).documents]


def test_a_head_with_another_patient_begins_a_prescription() -> None:
    assert documents(ASHA, VIKRAM) == [((1,), Cut.FIRST_PAGE, False), ((2,), Cut.LAYOUT, False)]


def test_a_blank_sheet_parts_and_belongs_to_none() -> None:
    assert split_stack([ASHA, BLANK, VIKRAM]) == SplitStack(
        (StackDocument((1,), Cut.FIRST_PAGE, doubtful=False), StackDocument((3,), Cut.BLANK_SHEET, doubtful=False)),
        (2,),
    )


@pytest.mark.parametrize("page", [MORE, ASHA, replace(VIKRAM, number=(2, 2))])
def test_a_blank_sheet_may_be_the_empty_back_of_a_first_page_and_is_doubtful_then(page: PageFeatures) -> None:
    assert documents(ASHA, BLANK, page)[1] == ((3,), Cut.BLANK_SHEET, True)


def test_a_separator_sheet_parts_whatever_comes_behind_it() -> None:
    assert documents(ASHA, SHEET, MORE) == [((1,), Cut.FIRST_PAGE, False), ((3,), Cut.SEPARATOR, False)]


def test_a_separator_code_on_a_prescription_begins_it_and_keeps_it() -> None:
    assert documents(ASHA, replace(MORE, separator=True)) == [
        ((1,), Cut.FIRST_PAGE, False),
        ((2,), Cut.SEPARATOR, False),
    ]


@pytest.mark.parametrize("sheets", [(BLANK, BLANK), (SHEET, BLANK), (BLANK, SHEET)])
def test_several_sheets_in_a_row_make_no_empty_prescription(sheets: tuple[PageFeatures, ...]) -> None:
    split = split_stack([*sheets, ASHA, *sheets, VIKRAM, *sheets])
    assert [each.pages for each in split.documents] == [(3,), (6,)]
    assert split.left_out == (1, 2, 4, 5, 7, 8)
    assert split.documents[1].why is (Cut.SEPARATOR if SHEET in sheets else Cut.BLANK_SHEET)


def test_a_numbered_second_page_continues_without_a_doubt() -> None:
    first, second = replace(ASHA, number=(1, 2)), replace(ASHA, number=(2, 2))
    assert documents(first, second) == [((1, 2), Cut.FIRST_PAGE, False)]
    assert documents(first, second, replace(ASHA, number=(1, 1)))[1] == ((3,), Cut.LAYOUT, False)


def test_a_second_page_behind_the_wrong_first_is_doubtful() -> None:
    assert documents(replace(ASHA, number=(1, 2)), replace(VIKRAM, number=(2, 2))) == [((1, 2), Cut.FIRST_PAGE, True)]
    assert documents(replace(ASHA, number=(1, 3)), replace(MORE, number=(3, 3))) == [((1, 2), Cut.FIRST_PAGE, True)]
    assert documents(replace(MORE, number=(2, 2))) == [((1,), Cut.FIRST_PAGE, True)]


def test_the_same_head_again_is_kept_together_and_doubtful() -> None:
    assert documents(ASHA, ASHA) == [((1, 2), Cut.FIRST_PAGE, True)]
    assert documents(ASHA, replace(ASHA, letterhead=False, patient="Usha Rao")) == [((1, 2), Cut.FIRST_PAGE, True)]


def test_half_a_head_begins_a_prescription_and_is_doubtful() -> None:
    for half in (replace(MORE, letterhead=True), replace(MORE, patient_block=True, patient="Vikram Shetty")):
        assert documents(ASHA, half)[1] == ((2,), Cut.LAYOUT, True)


@pytest.mark.parametrize("page", [MORE, BLURRED])
def test_a_page_that_tells_nothing_is_kept_with_the_one_in_front_and_doubtful(page: PageFeatures) -> None:
    split = split_stack([ASHA, page, VIKRAM])
    assert split.documents[0] == StackDocument((1, 2), Cut.FIRST_PAGE, doubtful=True)
    assert split.left_out == ()


def test_no_page_gets_lost_or_stands_twice() -> None:
    kinds = (ASHA, VIKRAM, MORE, BLANK, SHEET, BLURRED, replace(MORE, number=(2, 2)))
    pages = [kinds[(number * number + number // 3) % len(kinds)] for number in range(60)]
    split = split_stack(pages)
    held = [number for each in split.documents for number in each.pages]
    assert sorted([*held, *split.left_out]) == list(range(1, 61))


def test_nothing_is_parted_into_nothing() -> None:
    assert split_stack([]) == SplitStack((), ())


def test_the_features_of_a_page_are_its_head_its_patient_and_its_number() -> None:
    page = page_of("Dr. Anil Sharma MBBS  Reg. No. 45678", "Patient: Asha Rao  Date: 20/11/2026", "Rx", "Page 1 of 2")
    found = features_of(page, 0.1, separator=False)
    assert (found.letterhead, found.patient_block, found.patient, found.number) == (True, True, "Asha Rao", (1, 2))


def test_a_doctor_below_the_middle_is_no_letterhead_and_a_label_alone_is_a_patient_block() -> None:
    lines = ["Name:  ......  Age: ......", *["a line of the list"] * 18, "Dr. Anil Sharma", "Reg. No. 45678"]
    found = features_of(page_of(*lines), 0.1, separator=False)
    assert (found.letterhead, found.patient_block) == (False, True)
