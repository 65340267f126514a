"""The queue's preview of one prescription: from the facts of the store to what is painted."""

from PySide6.QtGui import QImage, QPixmap

from workstation.app.pages_of_scans import page_images
from workstation.domain.medicine import Product
from workstation.domain.patient import PatientContext
from workstation.domain.prescription import PrescriptionLine
from workstation.domain.quantity import counted
from workstation.domain.reading import Decision
from workstation.domain.users import User
from workstation.domain.workflow import Status
from workstation.services.queue_view import PreviewView
from workstation.ui.components.severity import Severity
from workstation.ui.queue.preview import PreviewAlert, PreviewLine, QueuePreview

_TO_PICK = (Status.APPROVED, Status.PICKING, Status.PART_SUPPLIED)
_TO_HAND_OVER = (Status.CHECKED, Status.READY)
WIDTH = 864
"""Pixels to which the picture of a scan is reduced off the GUI thread."""


def scan_image(view: PreviewView) -> QImage | None:
    """The first page, reduced; for a worker thread (QImage is allowed there, QPixmap is not)."""
    pages = page_images(view.document) if view.document else ()
    if not pages:
        return None
    image = QImage.fromData(pages[0])
    return image.scaledToWidth(min(WIDTH, image.width())) if not image.isNull() else None


def preview_of(view: PreviewView, scan: QImage | None, user: User) -> QueuePreview:
    """What the preview panel shows to this user."""
    patient = view.patient.patient if view.patient else None
    prescriber = view.prescription.prescriber.name
    mine = view.holder is not None and view.holder.id == user.id
    return QueuePreview(
        id=view.prescription.id,
        name=patient.name if patient else "Unknown patient",
        facts=" · ".join(one for one in (view.prescription.number, prescriber) if one),
        scan=QPixmap.fromImage(scan) if scan is not None else None,
        scan_words=_scan_words(view),
        lines=tuple(_line(view, line) for line in view.prescription.lines),
        alerts=tuple(
            PreviewAlert(
                Severity(one.alert.severity.word),
                " + ".join(one.alert.subjects),
                one.alert.effect,
                _unconfirmed(view, one.positions),
            )
            for one in view.screened.alerts
            if one.alert.severity.word != "minor"
        ),
        allergy=_allergy(view.patient),
        measured=f"{patient.weight}" if patient and patient.weight else "",
        claimed=view.holder.name if view.holder and not mine else "",
        mine=mine,
        can_claim=view.status is Status.RECEIVED and not view.standing.claim_asked,
        action=_action(view.status),
        minor=sum(one.alert.severity.word == "minor" for one in view.screened.alerts),
        gaps=view.gaps,
        unchecked=len(view.screened.not_checked) - sum(bool(one.missing) for one in view.gaps),
    )


def _unconfirmed(view: PreviewView, positions: tuple[int, ...]) -> tuple[int, ...]:
    """Those of the lines that are drafts."""
    return tuple(one.position for one in view.prescription.lines if one.is_draft and one.position in positions)


def _action(status: Status) -> str:
    if status in _TO_PICK:
        return "Dispense"
    return "Hand over" if status in _TO_HAND_OVER else "Review"


def _line(view: PreviewView, line: PrescriptionLine) -> PreviewLine:
    product: Product | None = view.products.get(line.product_id) if line.product_id else None
    amount = counted(line.quantity_prescribed) if line.quantity_prescribed else ""
    days = f"{line.days_supply} days" if line.days_supply else ""
    read = "Read, not confirmed" if line.is_draft else ""
    detail = " · ".join(one for one in (read, line.dosage_instruction, days, amount) if one)
    return PreviewLine(line.medicine.text, f"Sch {product.schedule}" if product else "", detail)


def _scan_words(view: PreviewView) -> str:
    if view.document is None:
        return "Electronic prescription, no scan"
    if view.reading is None:
        return "Not read yet"
    if view.reading.refused and not view.reading.pages:
        return view.reading.refused
    medicines = [line.medicine.decision for page in view.reading.pages for line in page.lines]
    counts = [f"{one.value} {medicines.count(one)}" for one in Decision if medicines.count(one)]
    found = " · ".join(counts) or "No medicine line found"
    return f"{found} · {view.reading.refused}" if view.reading.refused else found


def _allergy(context: PatientContext | None) -> str:
    if context is None or context.allergies is None:
        return "Allergies unknown"
    return ", ".join(one.text for one in context.allergies) or "No known allergy"
