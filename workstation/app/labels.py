"""Labels of the packs on the counter: which words stand on each, and the pictures and files made of them."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from workstation.adapters.printing.cautions import ENGLISH, load_leaflet_words
from workstation.adapters.printing.label import label_image
from workstation.adapters.printing.template import LabelTemplate
from workstation.adapters.printing.words import load_dosage_words
from workstation.app.label_cautions import cautions_of, product_of
from workstation.app.pharmacy_text import PharmacyText
from workstation.domain.dosage import parse_dosage, plain_sentence, with_form
from workstation.domain.errors import Refused
from workstation.domain.label import LabelContent, LabelRefusal, pictograms_for
from workstation.domain.label_code import label_code
from workstation.domain.quantity import counted
from workstation.services.counter_view import CounterView
from workstation.services.labelling import LabelFacts
from workstation.services.site import Site

__all__ = ["Labels", "PharmacyText", "png_of"]


class Labels:
    """Makes labels for the packs that were scanned."""

    def __init__(self, site: Site, pharmacy: PharmacyText) -> None:
        self._site = site
        self.pharmacy = pharmacy
        self._english = load_dosage_words("en")
        self._second = load_dosage_words(site.compliance.second_language) if site.compliance.second_language else None

    def sentences(self, text: str, form: str, *, whole_course: bool = True) -> tuple[str, str]:
        """The directions in plain words: English, and the second language ("" when there is none).

        Of less than the `whole_course` the days are left out: the bag does not last so long.
        """
        dosage = with_form(parse_dosage(text), form)
        if not whole_course and not dosage.steps:
            dosage = replace(dosage, duration_days=None)
        second = plain_sentence(dosage, form, self._second) if self._second else ""
        return plain_sentence(dosage, form, self._english), second

    def image(
        self,
        view: CounterView,
        allocation_id: UUID,
        width_px: int,
        *,
        part_supply: bool = False,
        template: LabelTemplate | None = None,
    ) -> bytes:
        """The label of one pack as PNG; raises Refused when the pack was taken back meanwhile."""
        facts = next((one for one in _facts(view, part_supply) if one.pack == allocation_id), None)
        if facts is None:
            raise Refused(LabelRefusal.TAKEN_BACK)
        return png_of(label_image(self._content(view, facts), width_px, template))

    def contents(self, view: CounterView, *, part_supply: bool = False) -> Sequence[LabelContent]:
        """One label for each scanned pack, by shelf."""
        return [self._content(view, one) for one in _facts(view, part_supply)]

    def _content(self, view: CounterView, facts: LabelFacts) -> LabelContent:
        if not facts.directions.strip():
            raise Refused(LabelRefusal.NO_DIRECTIONS, line=facts.position)
        directions, below = self.sentences(facts.directions, facts.form, whole_course=facts.whole_course)
        checker = view.standing.accuracy_check.by if view.standing.accuracy_check else None
        cautions = cautions_of(view, product_of(view, facts.pack))
        pictograms = (*pictograms_for(parse_dosage(facts.directions)), *(one.pictogram for one in cautions))
        return LabelContent(
            pharmacy_name=self.pharmacy.name,
            pharmacy_address=self.pharmacy.address,
            pharmacy_licence=self.pharmacy.licence,
            patient_name=facts.patient_name,
            dispensed_on=self._site.today(),
            medicine_name=facts.medicine_name,
            medicine_text=facts.strength_text,
            quantity=counted(facts.quantity),
            directions=directions,
            directions_below=below,
            pictograms=pictograms,
            cautions=tuple(one.texts[ENGLISH] for one in cautions),
            cautions_elsewhere=load_leaflet_words().words[ENGLISH]["elsewhere"] if cautions else "",
            batch_number=facts.batch_number,
            expiry_date=facts.expiry_date,
            prescription_number=f"{facts.number}/{facts.position}",
            part=facts.part,
            parts=facts.parts,
            owed=_owed(facts),
            prescriber=facts.prescriber,
            checked_by=view.people[checker].initials if checker else "",
            code=str(label_code(view.prescription.id, facts.number, facts.position)),
        )


def _facts(view: CounterView, part_supply: bool) -> tuple[LabelFacts, ...]:
    return view.part_labels if part_supply else view.labels


def _owed(facts: LabelFacts) -> str:
    """ "3 packs, 30 tablets"; "" where nothing stays owed."""
    if facts.owed is None:
        return ""
    packs = f"{facts.owed_packs} {'pack' if facts.owed_packs == 1 else 'packs'}"
    return f"{packs}, {counted(facts.owed)}"


def png_of(image: QImage) -> bytes:
    """The picture as PNG bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
