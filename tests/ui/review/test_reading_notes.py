"""Why a page was read less surely than others stands above what was read on it."""

from dataclasses import replace

import pytest

from tests.ui.review.screen import Shown
from workstation.domain.errors import Refused
from workstation.domain.prescribers import PrescriberRefusal
from workstation.domain.reading import Decision, Page
from workstation.domain.reading.refusal import FAST_ALONE, OTHER_INK, SAVED_IN_PARTS, SCREENSHOT, TWO_PATIENTS
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.samples import DOCUMENT_ID, SamplePharmacy, sample_pharmacy


def read_with(*changes: dict[str, object], **reading: object) -> SamplePharmacy:
    """A scan whose pages are the sample's with these changes."""
    pharmacy = sample_pharmacy()
    read = pharmacy.view.readings[DOCUMENT_ID]
    pages: tuple[Page, ...] = tuple(
        replace(read.pages[0], **change)  # type: ignore[arg-type]  # fields of a page
        for change in changes or ({},)
    )
    changed = replace(read, **{"pages": pages, **reading})  # type: ignore[arg-type]  # fields of a reading
    pharmacy.view = replace(pharmacy.view, readings={DOCUMENT_ID: changed})
    return pharmacy


def said(panel: ReviewPanel) -> str:
    """What is shown of the readings."""
    return panel.notes.sentences()


def test_a_page_that_was_read_without_trouble_says_nothing(shown: Shown) -> None:
    assert said(shown(sample_pharmacy())) == ""


@pytest.mark.parametrize(
    "warning",
    [FAST_ALONE, TWO_PATIENTS, SAVED_IN_PARTS, SCREENSHOT, OTHER_INK.format(word="30")],
    ids=["engine", "patients", "saved in parts", "screenshot", "ink"],
)
def test_the_warning_of_a_page_is_shown_in_words(shown: Shown, warning: str) -> None:
    assert said(shown(read_with({"warnings": (warning,)}))) == warning


def test_of_several_pages_the_number_is_said(shown: Shown) -> None:
    assert said(shown(read_with({}, {"warnings": (FAST_ALONE,)}))) == f"Page 2: {FAST_ALONE}"


def test_a_page_that_nobody_can_read_and_an_engine_that_is_missing_are_said(shown: Shown) -> None:
    shown_words = said(shown(read_with({"decision": Decision.UNREADABLE}, notes=("RapidOCR is not installed.",))))
    assert shown_words.startswith("Nothing on it could be read.")
    assert shown_words.endswith("RapidOCR is not installed.")


def test_a_file_that_was_refused_says_why(shown: Shown) -> None:
    panel = shown(read_with(refused="The file is damaged or was cut off on the way.", pages=()))
    assert said(panel).startswith("The file is damaged")


def test_a_hint_of_alteration_asks_and_does_not_stand_in_the_way(shown: Shown) -> None:
    before = shown(sample_pharmacy()).left
    panel = shown(read_with({"warnings": (SAVED_IN_PARTS,)}))
    assert "Ask for the original" in said(panel)
    assert panel.left == before, "it is never a reason to reject by itself"


def test_a_paper_without_a_registration_number_says_so(shown: Shown) -> None:
    pharmacy = sample_pharmacy()
    doubt = Refused(PrescriberRefusal.NO_NUMBER, prescriber="Dr. Joshi")
    pharmacy.view = replace(pharmacy.view, number_doubt=doubt)
    assert said(shown(pharmacy)) == "The registration number of the prescriber was not found."
