"""Invented bags for the gallery and for tests of the hand-over screen."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from workstation.domain.dispensing import ScanRefusal
from workstation.domain.errors import Refused
from workstation.domain.queue import Flag
from workstation.services.handover import HandedOver, HandOverRefusal
from workstation.services.returning import ReturnPlan
from workstation.ui.dispense.samples import NOW, PATIENT, PRESCRIPTION, ZONE, SampleCounter, sample_id, sentence
from workstation.ui.handover.actions import Bag, HandOverActions
from workstation.ui.sounds import Sound

_OTHERS = (
    ("H-09", "राजेंद्र प्रसाद गुप्ता", "RX-26-004823", 4, timedelta(minutes=22), (Flag.FRIDGE,)),
    ("H-02", "Joseph D'Mello", "RX-26-004815", 2, timedelta(minutes=48), (Flag.CONTROLLED,)),
    ("H-11", "Harpreet Kaur Gill", "RX-26-004818", 1, timedelta(minutes=70), ()),
    ("H-04", "Teresa Fernandes", "RX-26-004824", 2, timedelta(hours=2), (Flag.OWING,)),
    ("H-05", "Meenakshi Iyer", "RX-26-004790", 1, timedelta(days=4), ()),
    ("H-03", "Gurmeet Singh Bedi", "RX-26-004688", 3, timedelta(days=6), ()),
    ("H-01", "Anil Yadav", "RX-26-004512", 2, timedelta(days=13), ()),
)


class SampleWillCall:
    """Stands in for the use cases of the hand-over. `handed` tells what left and who collected it."""

    def __init__(self, counter: SampleCounter | None = None) -> None:
        self.counter = counter or ready_counter()
        self.handed: list[str] = []
        self.refuse_with: HandOverRefusal | None = None
        self.sounds: list[Sound] = []
        self.owing = False
        self.plan = ReturnPlan(PRESCRIPTION.number, NOW.date() + timedelta(days=14), False, ())
        self.refuse_pack: Refused | None = Refused(ScanRefusal.CODE_NOT_READABLE)
        self.said: list[str] = []
        self.out: list[str] = []
        self.returned: list[frozenset[UUID]] = []

    def actions(self) -> HandOverActions:
        """The actions of the hand-over screen."""
        return HandOverActions(
            bags=self.bags,
            open=self.counter.open,
            hand_over=self.hand_over,
            make_code=lambda _rx: "204816",
            prove_collector=lambda _rx, code: self.said.append(code),
            scan_out=self.scan_out,
            return_plan=lambda _rx: self.plan,
            return_to_stock=self.return_to_stock,
            leaflet=self.counter.leaflet,
            sentence=lambda text, form, _whole: sentence(text, form),
            play=self.sounds.append,
            quiet=lambda: None,
            now=lambda: NOW.astimezone(ZONE),
        )

    def bags(self) -> Sequence[Bag]:
        """Every bag that waits."""
        mine = Bag(PRESCRIPTION.id, PRESCRIPTION.number, PATIENT.name, "H-07", NOW - timedelta(minutes=6), 8)
        others = [
            Bag(sample_id(number), number, name, place, NOW - waited, packs, flags)
            for place, name, number, packs, waited, flags in _OTHERS
        ]
        return [*others, mine] if not self.handed else others

    def scan_out(self, _rx: UUID, code: str) -> None:
        """Refuses what the test says."""
        if self.refuse_pack is not None:
            raise self.refuse_pack
        self.out.append(code)

    def return_to_stock(self, prescription_id: UUID, seen: frozenset[UUID]) -> None:
        """The bag is taken apart."""
        assert prescription_id == PRESCRIPTION.id
        self.returned.append(seen)
        self.handed.append("")

    def hand_over(self, prescription_id: UUID, collected_by: str) -> HandedOver:
        """The bag leaves, or is refused as the test says."""
        assert prescription_id == PRESCRIPTION.id
        if self.refuse_with is not None:
            raise Refused(self.refuse_with)
        self.handed.append(collected_by)
        return HandedOver((), self.owing)


def ready_counter(but: int = 0) -> SampleCounter:
    """The sample prescription, checked and in bin H-07; the last `but` packs stay owed."""
    counter = SampleCounter()
    counter.scan_all(but=but)
    counter.put_labels(part=True)
    counter.check_accuracy(PRESCRIPTION.id, counter.packs_there(), True)
    counter.make_ready(PRESCRIPTION.id, "H-07")
    return counter
