"""The large-print leaflet of a bag: the words of its labels, in the patient's language with the English under it."""

from workstation.adapters.printing.cautions import ENGLISH, load_leaflet_words
from workstation.app.label_cautions import cautions_of
from workstation.app.labels import Labels
from workstation.domain.dosage import parse_dosage
from workstation.domain.errors import Refused
from workstation.domain.label import LabelRefusal, pictograms_for
from workstation.domain.leaflet import Caution, Leaflet, LeafletMedicine, Said
from workstation.domain.quantity import counted
from workstation.services.counter_view import CounterView
from workstation.services.pick_lines import PickLine
from workstation.services.site import Site


class Leaflets:
    """Makes leaflets of what lies there."""

    def __init__(self, site: Site, labels: Labels) -> None:
        self._site, self._labels = site, labels
        self._language = site.compliance.second_language or ENGLISH

    def of(self, view: CounterView) -> Leaflet:
        """Every medicine of which a pack was scanned.

        Raises Refused(NO_PACKS) without any, and NO_DIRECTIONS where a line has none: none are made up.
        """
        rows = sorted((row for row in view.lines if row.allocations), key=lambda row: row.line.position)
        if not rows:
            raise Refused(LabelRefusal.NO_PACKS)
        name = view.patient.patient.name if view.patient else ""
        return self._sheet(name, view.prescription.number, tuple(self._medicine(view, row) for row in rows))

    def sample(self) -> Leaflet:
        """A test page: invented, and said to be."""
        directions, second = self._labels.sentences("1-0-1 pc x 5 days", "tablet")
        dosage = parse_dosage("1-0-1 pc x 5 days")
        medicine = LeafletMedicine("TEST", "", "", _in_both(second, directions), (), pictograms_for(dosage))
        return self._sheet("TEST", "", (medicine,))

    def _sheet(self, patient: str, number: str, medicines: tuple[LeafletMedicine, ...]) -> Leaflet:
        pharmacy = self._labels.pharmacy
        return Leaflet(
            title=self._said("title"),
            patient_name=patient,
            given_on=self._site.today(),
            number=number,
            medicines=medicines,
            ask=self._said("ask"),
            pharmacy_name=pharmacy.name,
            pharmacy_address=pharmacy.address,
            note=self._said("not_reviewed"),
            page=load_leaflet_words().words[ENGLISH]["page"],
        )

    def _medicine(self, view: CounterView, row: PickLine) -> LeafletMedicine:
        if not row.line.dosage_instruction.strip():
            raise Refused(LabelRefusal.NO_DIRECTIONS, line=row.line.position)
        product = view.products[view.batches[row.allocations[0].batch_id].product_id]
        whole = all(one.whole_course for one in view.part_labels if one.position == row.line.position)
        english, second = self._labels.sentences(row.line.dosage_instruction, product.form, whole_course=whole)
        return LeafletMedicine(
            name=product.name,
            text=product.strength_text,
            quantity=counted(row.allocated),
            directions=_in_both(second, english),
            cautions=tuple((one.pictogram, self._caution(one)) for one in cautions_of(view, product)),
            pictograms=pictograms_for(parse_dosage(row.line.dosage_instruction)),
        )

    def _caution(self, one: Caution) -> Said:
        second = one.texts.get(self._language, "") if self._language != ENGLISH else ""
        return Said(second) if second and one.reviewed_by else _in_both(second, one.texts[ENGLISH])

    def _said(self, key: str) -> Said:
        words = load_leaflet_words().words
        second = words[self._language][key] if self._language in words and self._language != ENGLISH else ""
        return _in_both(second, words[ENGLISH][key])


def _in_both(second: str, english: str) -> Said:
    """The patient's language with the English under it; once where both are the same, or there is no second one."""
    return Said(second, english) if second.strip() and second.strip() != english.strip() else Said(english)
