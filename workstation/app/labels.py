"""Labels of the packs on the counter: which words stand on each, and the pictures and files made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from workstation.adapters.printing.label import label_image, write_label_pdf
from workstation.adapters.printing.words import load_dosage_words
from workstation.domain.dosage import parse_dosage, plain_sentence, with_form
from workstation.domain.errors import Refused
from workstation.domain.label import LabelContent, LabelRefusal, pictograms_for
from workstation.domain.quantity import counted
from workstation.domain.scanned_code import InternalToken, TokenKind
from workstation.domain.stock import Allocation
from workstation.services.counter_view import CounterView
from workstation.services.picking import PickLine
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class PharmacyText:
    """What stands at the head of every label."""

    name: str
    address: str
    licence: str


class Labels:
    """Makes labels for the packs that were scanned."""

    def __init__(self, site: Site, pharmacy: PharmacyText) -> None:
        self._site = site
        self._pharmacy = pharmacy
        self._english = load_dosage_words("en")
        self._second = load_dosage_words(site.compliance.second_language) if site.compliance.second_language else None

    def sentences(self, text: str, form: str) -> tuple[str, str]:
        """The directions in plain words: English, and the second language ("" when there is none)."""
        dosage = with_form(parse_dosage(text), form)
        second = plain_sentence(dosage, form, self._second) if self._second else ""
        return plain_sentence(dosage, form, self._english), second

    def image(self, view: CounterView, allocation_id: UUID, width_px: int) -> bytes:
        """The label of one pack as PNG; raises Refused when the pack was taken back meanwhile."""
        contents = dict(zip(_packs(view), self.contents(view), strict=True))
        if allocation_id not in contents:
            raise Refused(LabelRefusal.TAKEN_BACK)
        return png_of(label_image(contents[allocation_id], width_px))

    def write(self, view: CounterView, folder: Path) -> Path:
        """All labels of the prescription in one PDF job; raises Refused when a text does not fit."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{view.prescription.number}.pdf"
        write_label_pdf(self.contents(view), path)
        return path

    def contents(self, view: CounterView) -> Sequence[LabelContent]:
        """One label for each scanned pack, by shelf."""
        return [
            self._content(view, row, allocation, part, len(row.allocations))
            for row in view.lines
            for part, allocation in enumerate(row.allocations, start=1)
        ]

    def _content(self, view: CounterView, row: PickLine, allocation: Allocation, part: int, parts: int) -> LabelContent:
        prescription, batch = view.prescription, view.batches[allocation.batch_id]
        product = view.products[batch.product_id]
        directions, below = self.sentences(row.line.dosage_instruction, product.form)
        checker = view.standing.accuracy_check.by if view.standing.accuracy_check else None
        number = f"{prescription.number.removeprefix('RX-')}/{row.line.position}"
        return LabelContent(
            pharmacy_name=self._pharmacy.name,
            pharmacy_address=self._pharmacy.address,
            pharmacy_licence=self._pharmacy.licence,
            patient_name=view.patient.patient.name if view.patient else "",
            dispensed_on=self._site.today(),
            medicine_name=product.name,
            medicine_text=product.strength_text,
            quantity=counted(allocation.quantity),
            directions=directions or row.line.dosage_instruction or "As directed by the prescriber.",
            directions_below=below,
            pictograms=pictograms_for(parse_dosage(row.line.dosage_instruction)),
            batch_number=batch.batch_number,
            expiry_date=batch.expiry_date,
            prescription_number=f"{prescription.number}/{row.line.position}",
            part=part,
            parts=parts,
            prescriber=prescription.prescriber.name,
            checked_by=view.people[checker].initials if checker else "",
            code=str(InternalToken(TokenKind.LABEL, _token_text(number))),
        )


def _packs(view: CounterView) -> list[UUID]:
    return [one.id for row in view.lines for one in row.allocations]


def _token_text(number: str) -> str:
    """Upper case without the letter O, which our own codes leave out."""
    return "".join(one for one in number.upper() if one in "0123456789ABCDEFGHIJKLMNPQRSTUVWXYZ-/")[:24]


def png_of(image: QImage) -> bytes:
    """The picture as PNG bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
