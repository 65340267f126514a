"""The queue's preview of one prescription: from the facts of the store to what is painted."""

from PySide6.QtGui import QImage, QPixmap

from workstation.app.flag_facts import facts_of_flags
from workstation.app.pages_of_scans import page_images
from workstation.domain.medicine import Product
from workstation.domain.patient import PatientContext
from workstation.domain.prescription import PrescriptionLine
from workstation.domain.quantity import counted
from workstation.domain.screening import Severity as ScreenedSeverity
from workstation.domain.users import User
from workstation.domain.workflow import Status
from workstation.services.flags import unchecked
from workstation.services.queue_view import PreviewView
from workstation.services.screening import alert_counts
from workstation.ui.alert_count import counted_alerts
from workstation.ui.alert_title import alert_title
from workstation.ui.components.severity import Severity
from workstation.ui.queue.preview import PreviewAlert, PreviewLine, QueuePreview
from workstation.ui.review.word_count import counted_words, reading_marks
from workstation.ui.words import Words

_TO_DISPENSE = (Status.APPROVED, Status.PICKING, Status.PART_SUPPLIED, Status.CHECKED)
"""What is checked has no bin yet: that is asked for where it was packed."""
WIDTH = 864
"""Pixels to which the picture of a scan is reduced off the GUI thread."""


def scan_image(view: PreviewView) -> QImage | None:
    """The first page, reduced; for a worker thread (QImage is allowed there, QPixmap is not)."""
    pages = page_images(view.document) if view.document else ()
    if not pages:
        return None
    image = QImage.fromData(pages[0])
    return image.scaledToWidth(min(WIDTH, image.width())) if not image.isNull() else None


def preview_of(view: PreviewView, scan: QImage | None, user: User, words: Words) -> QueuePreview:
    """What the preview panel shows to this user."""
    patient = view.patient.patient if view.patient else None
    prescriber = view.prescription.prescriber.name
    mine = view.holder is not None and view.holder.id == user.id
    return QueuePreview(
        id=view.prescription.id,
        name=patient.name if patient else words.text("queue.unknown_patient"),
        facts=" · ".join(one for one in (view.prescription.number, prescriber) if one),
        scan=QPixmap.fromImage(scan) if scan is not None else None,
        scan_words=_scan_words(view, words),
        lines=tuple(_line(view, line, words) for line in view.prescription.lines),
        alerts=tuple(
            PreviewAlert(
                Severity(one.alert.severity.word),
                alert_title(one.alert, words),
                one.alert.effect,
                _unconfirmed(view, one.positions),
            )
            for one in view.screened.alerts
            if one.alert.severity.word != "minor"
        ),
        allergy=_allergy(view.patient, words),
        measured=f"{patient.weight}" if patient and patient.weight else "",
        claimed=view.holder.name if view.holder and not mine else "",
        mine=mine,
        can_claim=view.status is Status.RECEIVED and not view.standing.claim_asked,
        action=words.text(_action(view.status)),
        counted=counted_alerts(view.screened, words),
        minor=alert_counts(view.screened).get(ScreenedSeverity.MINOR, 0),
        gaps=view.gaps,
        server=view.server,
        unchecked=unchecked(view.screened, view.gaps),
        why=facts_of_flags(view, words),
    )


def _unconfirmed(view: PreviewView, positions: tuple[int, ...]) -> tuple[int, ...]:
    """Those of the lines that are drafts."""
    return tuple(one.position for one in view.prescription.lines if one.is_draft and one.position in positions)


def _action(status: Status) -> str:
    if status in _TO_DISPENSE:
        return "queue.dispense"
    return "queue.hand_over" if status is Status.READY else "queue.review"


def _line(view: PreviewView, line: PrescriptionLine, words: Words) -> PreviewLine:
    product: Product | None = view.products.get(line.product_id) if line.product_id else None
    amount = counted(line.quantity_prescribed) if line.quantity_prescribed else ""
    days = words.text("queue.days", count=line.days_supply) if line.days_supply else ""
    read = words.text("queue.draft") if line.is_draft else ""
    detail = " · ".join(one for one in (read, line.dosage_instruction, days, amount) if one)
    return PreviewLine(
        line.medicine.text, words.text("queue.schedule", schedule=product.schedule) if product else "", detail
    )


def _scan_words(view: PreviewView, words: Words) -> str:
    if view.document is None:
        return words.text("queue.no_scan")
    if view.reading is None:
        return words.text("queue.reading")
    if view.reading.refused and not view.reading.pages:
        return view.reading.refused
    found = counted_words(reading_marks(view.reading), words) or words.text("queue.none_found")
    return f"{found} · {view.reading.refused}" if view.reading.refused else found


def _allergy(context: PatientContext | None, words: Words) -> str:
    if context is None or context.allergies is None:
        return words.text("queue.allergies_unknown")
    return ", ".join(one.text for one in context.allergies) or words.text("queue.no_allergy")
