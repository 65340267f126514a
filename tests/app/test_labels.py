"""The labels of the packs on the counter, from a real pharmacy in memory."""

from dataclasses import replace
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication

from tests.factories import Pharmacy, a_line, a_pharmacy, tablets
from tests.unit.services.counter_acts import scanned, supplied
from workstation.app.labels import Labels, PharmacyText
from workstation.domain.errors import Refused
from workstation.domain.label import LabelContent, LabelRefusal
from workstation.domain.prescription import Prescription
from workstation.services.counter_view import counter_view


def test_the_label_of_a_pack_that_was_taken_back_while_it_is_drawn_is_refused(qapp: QApplication) -> None:
    with a_pharmacy() as pharmacy:
        product = pharmacy.stocked()
        prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
        labels = Labels(pharmacy.site, PharmacyText("Neem Tree", "Pune", "MH-1"))
        pack = scanned(pharmacy, prescription, product).allocation.id
        view = counter_view(pharmacy.site, pharmacy.counter, prescription.id)
        assert labels.image(view, pack, 476).startswith(b"\x89PNG")
        with pytest.raises(Refused) as refusal:
            labels.image(view, uuid4(), 476)
        assert refusal.value.code is LabelRefusal.TAKEN_BACK


def labels_of(pharmacy: Pharmacy, prescription: Prescription, *, part: bool) -> list[LabelContent]:
    """What stands on the labels of the packs that lie there."""
    labels = Labels(pharmacy.site, PharmacyText("Neem Tree", "Pune", "MH-1"))
    view = counter_view(pharmacy.site, pharmacy.counter, prescription.id)
    return list(labels.contents(view, part_supply=part))


def test_the_label_of_a_part_supply_tells_what_is_owed_and_no_days_that_the_bag_does_not_last(
    qapp: QApplication,
) -> None:
    with a_pharmacy() as pharmacy:
        product = pharmacy.stocked()
        course = {"dosage_instruction": "1-0-0 x 60 days", "quantity_prescribed": tablets(60), "days_supply": 60}
        prescription = pharmacy.approved(lines=(a_line(product_id=product.id, **course),))
        for _ in range(3):
            scanned(pharmacy, prescription, product)
        whole, part = (labels_of(pharmacy, prescription, part=is_part) for is_part in (False, True))
        assert [(one.part, one.parts) for one in whole] == [(1, 6), (2, 6), (3, 6)]
        assert [(one.part, one.parts) for one in part] == [(1, 3), (2, 3), (3, 3)]
        assert {one.owed for one in whole} == {""}
        assert {one.owed for one in part} == {"3 packs, 30 tablets"}
        assert all("for 60 days" in one.directions for one in whole)
        assert not [one for one in part if "days" in one.directions]
        picture = Labels(pharmacy.site, PharmacyText("Neem Tree", "Pune", "MH-1"))
        view = counter_view(pharmacy.site, pharmacy.counter, prescription.id)
        assert picture.image(view, view.part_labels[0].pack, 476, part_supply=True).startswith(b"\x89PNG")


def test_the_rest_that_is_collected_later_is_no_whole_course_either(qapp: QApplication) -> None:
    with a_pharmacy() as pharmacy:
        product = pharmacy.stocked()
        course = {"dosage_instruction": "1-0-0 x 60 days", "quantity_prescribed": tablets(60), "days_supply": 60}
        prescription = pharmacy.approved(lines=(a_line(product_id=product.id, **course),))
        supplied(pharmacy, prescription, product, packs=3)
        for _ in range(3):
            scanned(pharmacy, prescription, product)
        rest = labels_of(pharmacy, prescription, part=False)
        assert [(one.part, one.parts) for one in rest] == [(1, 3), (2, 3), (3, 3)]
        assert not [one for one in rest if "days" in one.directions or one.owed]


@pytest.mark.parametrize("written", ["", "  "], ids=["nothing", "blanks"])
def test_no_directions_are_made_up(qapp: QApplication, written: str) -> None:
    with a_pharmacy() as pharmacy:
        product = pharmacy.stocked()
        line = a_line(product_id=product.id, dosage_instruction="1-0-0", quantity_prescribed=tablets(10))
        prescription = pharmacy.approved(lines=(line,))
        scanned(pharmacy, prescription, product)
        view = counter_view(pharmacy.site, pharmacy.counter, prescription.id)
        bare = replace(view, labels=tuple(replace(one, directions=written) for one in view.labels))
        with pytest.raises(Refused) as refusal:
            Labels(pharmacy.site, PharmacyText("Neem Tree", "Pune", "MH-1")).contents(bare)
        assert refusal.value.code is LabelRefusal.NO_DIRECTIONS
        assert refusal.value.facts == {"line": 1}
