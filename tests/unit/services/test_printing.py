"""Which printer a station prints on: kept for it alone, for labels and leaflets apart, and never half set up."""

from dataclasses import replace
from uuid import uuid4

import pytest

from tests.factories import Pharmacy, a_line
from tests.unit.services.outcomes import refused
from workstation.domain.printer import (
    PaperKind,
    PrinterProblem,
    PrinterRefusal,
    PrinterSetting,
    PrinterTrouble,
    PrinterWay,
    printer_of,
)
from workstation.services.printing import keep_printer_setting, note_leaflet, printer_setting

ZEBRA = PrinterSetting(PrinterWay.NETWORK, host="10.0.0.7", port=9101, dots=300, answers=False, size="100x50")


def test_without_a_setting_labels_and_leaflets_are_pdfs(pharmacy: Pharmacy) -> None:
    label, leaflet = (printer_setting(pharmacy.site, kind) for kind in PaperKind)
    assert (label.way, label.size) == (PrinterWay.FILE, "70x36")
    assert (leaflet.way, leaflet.size) == (PrinterWay.FILE, "a4")


def test_each_kind_of_paper_has_a_printer_of_its_own(pharmacy: Pharmacy) -> None:
    assert keep_printer_setting(pharmacy.site, pharmacy.counter, PaperKind.LABEL, ZEBRA) == ZEBRA
    office = PrinterSetting(PrinterWay.SYSTEM, "office", size="a5")
    keep_printer_setting(pharmacy.site, pharmacy.counter, PaperKind.LEAFLET, office)
    assert printer_setting(pharmacy.site, PaperKind.LABEL) == ZEBRA
    assert printer_setting(pharmacy.site, PaperKind.LEAFLET) == office


def test_another_station_has_another_printer(pharmacy: Pharmacy) -> None:
    keep_printer_setting(pharmacy.site, pharmacy.counter, PaperKind.LABEL, ZEBRA)
    other = replace(pharmacy.site, station=replace(pharmacy.site.station, id=uuid4()))
    assert printer_setting(other, PaperKind.LABEL).way is PrinterWay.FILE


def test_a_new_printer_stands_in_the_audit(pharmacy: Pharmacy) -> None:
    with pharmacy.store.read() as tx:
        before = tx.audit.count()
    keep_printer_setting(pharmacy.site, pharmacy.counter, PaperKind.LABEL, ZEBRA)
    with pharmacy.store.read() as tx:
        assert tx.audit.count() == before + 1


@pytest.mark.parametrize(
    ("kind", "setting", "code"),
    [
        (PaperKind.LABEL, replace(ZEBRA, host=" "), PrinterRefusal.NO_HOST),
        (PaperKind.LABEL, replace(ZEBRA, port=0), PrinterRefusal.WRONG_PORT),
        (PaperKind.LABEL, replace(ZEBRA, port=70_000), PrinterRefusal.WRONG_PORT),
        (PaperKind.LABEL, PrinterSetting(PrinterWay.DEVICE), PrinterRefusal.NO_DEVICE_NAME),
        (PaperKind.LABEL, PrinterSetting(PrinterWay.SYSTEM), PrinterRefusal.NO_PRINTER_NAME),
        (PaperKind.LEAFLET, ZEBRA, PrinterRefusal.NOT_FOR_LEAFLETS),
    ],
)
def test_a_printer_that_lacks_something_is_not_kept(
    pharmacy: Pharmacy, kind: PaperKind, setting: PrinterSetting, code: PrinterRefusal
) -> None:
    refusal = refused(lambda: keep_printer_setting(pharmacy.site, pharmacy.counter, kind, setting))
    assert refusal.code is code
    assert printer_setting(pharmacy.site, kind).way is PrinterWay.FILE


def test_a_note_of_another_version_is_read_as_far_as_it_goes() -> None:
    assert printer_of({}, PaperKind.LABEL) == PrinterSetting()
    odd = printer_of({"way": "carrier pigeon", "dots": 72, "host": "a", "feathers": 2}, PaperKind.LABEL)
    assert (odd.way, odd.dots, odd.host) == (PrinterWay.FILE, 203, "a")
    assert printer_of(ZEBRA.note(), PaperKind.LABEL) == ZEBRA


@pytest.mark.parametrize("problem", list(PrinterProblem))
def test_trouble_names_the_printer_and_says_when_labels_may_have_come_out(problem: PrinterProblem) -> None:
    trouble = PrinterTrouble(problem, "10.0.0.7:9100", sent=True)
    assert trouble.what == "printer"
    assert "10.0.0.7:9100" in trouble.why
    assert "count no more" in trouble.why
    assert "count no more" not in PrinterTrouble(problem, "10.0.0.7:9100").why


def test_a_leaflet_stands_in_the_audit(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
    with pharmacy.store.read() as tx:
        before = tx.audit.count()
    note_leaflet(pharmacy.site, pharmacy.counter, prescription.id)
    with pharmacy.store.read() as tx:
        assert tx.audit.count() == before + 1
