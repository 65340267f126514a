"""The labels of the packs on the counter, from a real pharmacy in memory."""

from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication

from tests.factories import a_line, a_pharmacy
from tests.unit.services.counter_acts import scanned
from workstation.app.labels import Labels, PharmacyText
from workstation.domain.errors import Refused
from workstation.domain.label import LabelRefusal
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
