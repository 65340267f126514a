"""Which flags a prescription carries in the queue, and what of it could not be screened."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from uuid import UUID

from workstation.domain.compliance import schedule_of
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.queue import Flag, Gap, GapKind
from workstation.services.fitting import matching_products
from workstation.services.line_questions import asks_for_directions_in, held_by_line, is_enough_in_stock, still_to_pick
from workstation.services.people_at_work import PeopleAtWork
from workstation.services.ports import Transaction
from workstation.services.question_flags import question_flags, show_to_similar
from workstation.services.recording import holder
from workstation.services.screening import Decided, ScreenedPrescription, alert_flags, screen_in
from workstation.services.screening_profile import Sources, screened_text
from workstation.services.site import Site

LineFlags = Callable[[Transaction, Site, PrescriptionLine], AbstractSet[Flag]]
"""What the catalogue and the shelf say of a line."""


def remembered() -> LineFlags:
    """Looks up each medicine once: for screening many prescriptions in one go, in which the stock hardly changes."""
    seen: dict[object, AbstractSet[Flag]] = {}

    def look(tx: Transaction, site: Site, line: PrescriptionLine) -> AbstractSet[Flag]:
        key = (line.product_id, line.medicine, line.days_supply, line.quantity_prescribed)
        if key not in seen:
            seen[key] = flags_of_line(tx, site, line)
        return seen[key]

    return look


def flags_of_line(tx: Transaction, site: Site, line: PrescriptionLine) -> set[Flag]:
    """Looked up now."""
    product = tx.products.get(line.product_id) if line.product_id else None
    if product is None:
        product = next(iter(matching_products(tx, site, line.medicine)), None)
    if product is None:
        return {Flag.NO_STOCK} if line.medicine.ingredients else set()
    flags = set()
    if schedule_of(site.compliance, product.schedule).controlled:
        flags.add(Flag.CONTROLLED)
    if product.cold_chain:
        flags.add(Flag.FRIDGE)
    if not is_enough_in_stock(tx, site, line, product):
        flags.add(Flag.NO_STOCK)
    return flags


class Others:
    """Which other open prescriptions of a patient are to be screened anew, and how alerts about them are shown."""

    def __init__(self) -> None:
        self.decided: Decided = {}

    def of(self, sources: Sources, patient_id: UUID) -> Sequence[UUID]:
        """All of them."""
        return sources.tx.prescriptions.open_of_patient(patient_id)


class OthersOnce(Others):
    """For a run that screens what waits in many transactions: without those that it will come to.

    And each of the rest once: again only when somebody has changed what the patient gets meanwhile.
    """

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[UUID, object] = {}

    def of(self, sources: Sources, patient_id: UUID) -> Sequence[UUID]:
        now = (sources.waiting(patient_id), sources.context(patient_id))
        if self._seen.get(patient_id) == now:
            return ()
        self._seen[patient_id] = now
        prescriptions = sources.tx.prescriptions
        open_ones = prescriptions.open_of_patient(patient_id)
        return [one for one in open_ones if Flag.SCREENING_WAITS not in prescriptions.flags(one)]


def refresh_flags(tx: Transaction, site: Site, prescription: Prescription) -> None:
    """Works the flags out anew and stores them: of the prescription as stored, and of the patient's other open ones.

    What one of them holds is screened with the others, so that a line changed here may raise an alert there.
    """
    refresh_flags_of(tx, site, [prescription.id])


def refresh_flags_of(
    tx: Transaction,
    site: Site,
    ids: Sequence[UUID],
    line_flags: LineFlags = flags_of_line,
    people: PeopleAtWork | None = None,
    others: "Others | None" = None,
) -> None:
    """The same for many at once; each of them, and each other one, is screened once."""
    sources, others = Sources(tx, site), others or Others()
    wanted = {one: sources.prescription(one) for one in ids}
    for patient_id in dict.fromkeys(one.patient_id for one in wanted.values() if one.patient_id is not None):
        for other in others.of(sources, patient_id):
            wanted.setdefault(other, sources.prescription(other))
    at_work = people or PeopleAtWork(site)
    attended = {one.prescription_id for one in tx.attentions.open()}
    for prescription in wanted.values():
        also = {Flag.NEEDS_ATTENTION} if prescription.id in attended else set()
        asked = frozenset(question_flags(tx, site, prescription, at_work, sources.prescription))
        _refresh(sources, prescription, line_flags, also | asked, others.decided)
        if Flag.PATIENT_NOT_CONFIRMED in asked:
            show_to_similar(tx, prescription, at_work)


def _refresh(
    sources: Sources, prescription: Prescription, line_flags: LineFlags, also: AbstractSet[Flag], decided: Decided
) -> None:
    """The queue screens what the review screens: every line, also those that nobody has confirmed."""
    tx, site = sources.tx, sources.site
    screened = screen_in(tx, site, prescription, sources, decided)
    found = alert_flags(screened) | also
    gaps = gaps_in(tx, prescription, screened)
    if gaps:
        found.add(Flag.NOT_SCREENED)
    if screened.checks:
        found.add(Flag.NOT_CHECKED)
    if unchecked(screened, gaps):
        found.add(Flag.FACTS_MISSING)
    progress = {row.line_id: row for row in tx.prescriptions.progress(prescription.id)}
    held = held_by_line(tx, prescription.id)
    for line in prescription.medicine_lines:
        if not line.is_draft or line.product_id is not None:
            found |= line_flags(tx, site, still_to_pick(line, progress.get(line.id), held.get(line.id, Decimal(0))))
    if asks_for_directions_in(tx, prescription):
        found.add(Flag.DIRECTIONS)
    if any(row.dispensed and row.owed and row.owed.value > 0 for row in progress.values()):
        found.add(Flag.OWING)
    found |= {Flag.UNREADABLE_SCAN} & set(tx.prescriptions.flags(prescription.id))
    flags = tuple(flag for flag in Flag if flag in found)
    status = tx.prescriptions.status(prescription.id)
    tx.prescriptions.show(prescription.id, status, flags, holder(tx.prescriptions.events(prescription.id)))


_GAP_OF_CHECK = {"allergy": GapKind.ALLERGY, "condition": GapKind.CONDITION}
"""Checks of what the record says. Those of one rule that lacks a fact (eGFR, weight, dose) are the review's."""
_WHOLE_RECORD = frozenset({"allergies", "conditions"})
"""What the screening calls a list of which nothing is known."""


def gaps_in(tx: Transaction, prescription: Prescription, screened: ScreenedPrescription) -> tuple[Gap, ...]:
    """Everything that keeps a prescription without alerts from being called free of them. Empty: all was screened."""
    return tuple(_gaps(tx, prescription, screened))


def _gaps(tx: Transaction, prescription: Prescription, screened: ScreenedPrescription) -> Iterator[Gap]:
    lines = prescription.medicine_lines
    if not lines:
        yield Gap(GapKind.NO_LINE)
    texts = {screened_text(tx, line) for line in lines}
    unknown = frozenset(screened.not_screened)
    yield from (
        Gap(GapKind.LINE, line.medicine.text, line.position) for line in lines if screened_text(tx, line) in unknown
    )
    yield from (Gap(GapKind.CURRENT, text) for text in dict.fromkeys(screened.not_screened) if text not in texts)
    if prescription.patient_id is None:
        yield Gap(GapKind.PATIENT)
        return
    for check in screened.not_checked:
        kind = _GAP_OF_CHECK.get(check.kind)
        is_whole = check.subject in _WHOLE_RECORD
        if kind is not None and not (is_whole and kind is GapKind.CONDITION):
            yield Gap(kind, "" if is_whole else check.subject, missing=check.missing)


def unchecked(screened: ScreenedPrescription, gaps: Sequence[Gap]) -> int:
    """How many checks could not be made besides those that `gaps` name."""
    return len(screened.not_checked) - sum(bool(one.missing) for one in gaps)
