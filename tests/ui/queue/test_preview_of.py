"""The queue's preview of one prescription, from the facts of the store."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.factories import Pharmacy, a_line, a_patient, a_pharmacy
from workstation.app.preview import preview_of
from workstation.domain.prescription import LineSource, PrescribedMedicine
from workstation.domain.queue import Gap, GapKind
from workstation.domain.reading import Reading
from workstation.domain.screening import Severity as Alarm
from workstation.domain.workflow import Status
from workstation.services.document_ports import ScanDocument
from workstation.services.queue_view import PreviewView, preview_view
from workstation.ui.components.severity import Severity
from workstation.ui.review.sample_page import sample_page
from workstation.ui.words import Words


@pytest.fixture
def pharmacy() -> Iterator[Pharmacy]:
    """Empty."""
    with a_pharmacy() as opened:
        yield opened


def seen(pharmacy: Pharmacy, **changes: object) -> PreviewView:
    """What the store says of a prescription."""
    prescription = pharmacy.received(**changes)  # type: ignore[arg-type]  # of a_prescription
    return preview_view(pharmacy.site, pharmacy.counter, prescription.id)


def a_view(view: PreviewView, reading: Reading | None) -> PreviewView:
    """The same with a scan and this reading."""
    scan = ScanDocument(view.prescription.id, view.prescription.id, "", "", "image/png", None, "")
    return replace(view, document=scan, reading=reading)


def test_a_line_that_nobody_confirmed_says_so(pharmacy: Pharmacy, words: Words) -> None:
    product = pharmacy.stocked()
    draft = a_line(source=LineSource.TRANSCRIBED, server_reference="", product_id=product.id)
    view = seen(pharmacy, lines=(draft, a_line(position=2)))
    first, second = preview_of(view, None, pharmacy.counter, words).lines
    assert (first.schedule, first.detail) == (
        "Sch H",
        "Read, not confirmed · 1 tablet twice a day · 10 days · 20 tablets",
    )
    assert second.detail == "1 tablet twice a day · 10 days · 20 tablets"


def test_the_words_under_the_scan_tell_what_came_of_reading_it(pharmacy: Pharmacy, words: Words) -> None:
    view = seen(pharmacy)
    readings = (None, Reading("scan.png"), Reading("scan.png", refused="Not a picture."))
    said = [preview_of(a_view(view, one), None, pharmacy.counter, words).scan_words for one in readings]
    assert said == ["Not read yet", "No medicine line found", "Not a picture."]
    assert preview_of(view, None, pharmacy.counter, words).scan_words == "Electronic prescription, no scan"


def test_an_alert_says_which_of_its_lines_nobody_has_confirmed(pharmacy: Pharmacy, words: Words) -> None:
    texts = ("warfarin 5", "aspirin 75")
    lines = [a_line(position=at, medicine=PrescribedMedicine(text)) for at, text in enumerate(texts, start=1)]
    draft = replace(lines[1], source=LineSource.TRANSCRIBED, server_reference="")
    shown = preview_of(seen(pharmacy, lines=(lines[0], draft)), None, pharmacy.counter, words)
    assert [(one.severity, one.unconfirmed) for one in shown.alerts] == [(Severity.MAJOR, (2,))]
    assert shown.gaps == ()


def test_a_scan_without_lines_says_that_nothing_was_screened(pharmacy: Pharmacy, words: Words) -> None:
    assert preview_of(seen(pharmacy, lines=()), None, pharmacy.counter, words).gaps == (Gap(GapKind.NO_LINE),)


def test_allergies_that_nobody_asked_for_are_unknown_and_not_none(pharmacy: Pharmacy, words: Words) -> None:
    view = seen(pharmacy, patient=a_patient())
    assert preview_of(view, None, pharmacy.counter, words).allergy == "No known allergy"
    assert preview_of(replace(view, patient=None), None, pharmacy.counter, words).allergy == "Allergies unknown"


@pytest.mark.parametrize(
    ("status", "action"),
    [
        (Status.RECEIVED, "Review"),
        (Status.APPROVED, "Dispense"),
        (Status.CHECKED, "Dispense"),
        (Status.READY, "Hand over"),
    ],
)
def test_enter_goes_on_where_the_work_stands(pharmacy: Pharmacy, words: Words, status: Status, action: str) -> None:
    view = replace(seen(pharmacy), status=status)
    assert preview_of(view, None, pharmacy.counter, words).action == action


def test_who_holds_it_is_named_to_everybody_else(pharmacy: Pharmacy, words: Words) -> None:
    prescription = pharmacy.claimed()
    view = preview_view(pharmacy.site, pharmacy.counter, prescription.id)
    assert preview_of(view, None, pharmacy.counter, words).claimed == pharmacy.pharmacist.name
    mine = preview_of(view, None, pharmacy.pharmacist, words)
    assert (mine.claimed, mine.mine, mine.can_claim) == ("", True, False)


def test_alerts_are_counted_by_severity_and_minor_ones_apart(pharmacy: Pharmacy, words: Words) -> None:
    texts = ("warfarin 5", "aspirin 75")
    lines = [a_line(position=at, medicine=PrescribedMedicine(text)) for at, text in enumerate(texts, start=1)]
    view = seen(pharmacy, lines=tuple(lines))
    (major,) = view.screened.alerts
    others = (Alarm.MODERATE, Alarm.MODERATE, Alarm.MINOR)
    more = [replace(major, alert=replace(major.alert, severity=one, interrupts=False)) for one in others]
    view = replace(view, screened=replace(view.screened, alerts=(major, *more)))
    shown = preview_of(view, None, pharmacy.counter, words)
    assert (shown.counted, shown.minor) == ("1 major · 2 moderate · 1 minor", 1)
    assert len(shown.alerts) == 3


@pytest.mark.usefixtures("qapp")
def test_the_words_on_the_scan_count_every_kind_of_reading(pharmacy: Pharmacy, words: Words) -> None:
    reading = Reading("scan.png", pages=(sample_page()[1],))
    said = preview_of(a_view(seen(pharmacy), reading), None, pharmacy.counter, words).scan_words
    noun, *counts = said.replace(" · ", " ").split()
    assert (noun, counts[::2]) == ("Words:", ["read", "confirm", "unreadable"])
    assert sum(map(int, counts[1::2])) == len(sample_page()[1].words), "the review counts words, and so does the queue"
