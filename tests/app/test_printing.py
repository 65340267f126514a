"""Labels and leaflets of a real pharmacy in memory on a printer that is asked for its paper."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtWidgets import QApplication

from tests.adapters.printing.label_printer_double import LabelPrinterDouble, at_an_address
from tests.adapters.printing.pdf_files import pages_of
from tests.factories import Pharmacy, a_line, a_pharmacy, a_product, tablets
from tests.unit.services.counter_acts import scanned
from tests.unit.services.outcomes import refused
from workstation.app.label_cautions import cautions_of
from workstation.app.label_printing import Printing
from workstation.app.labels import Labels, PharmacyText
from workstation.app.leaflets import Leaflets
from workstation.domain.errors import Unavailable
from workstation.domain.label import LabelRefusal, Pictogram
from workstation.domain.label_code import label_code
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.printer import PaperKind, PrinterProblem, PrinterSetting, PrinterTrouble, PrinterWay
from workstation.domain.scanned_code import token_of
from workstation.domain.screening.model import Counsel
from workstation.services.counter_view import CounterView, counter_view
from workstation.services.labelling import LabellingRefusal
from workstation.services.printing import keep_printer_setting
from workstation.ui.dispense.actions import LabelJob, PrintWish


class Counter:
    """One prescription with two packs scanned, and the printer of this station."""

    def __init__(self, pharmacy: Pharmacy, folder: Path, product: Product | None = None) -> None:
        self.pharmacy, self.folder = pharmacy, folder
        self.outcomes: list[Unavailable | None] = []
        self.labels = Labels(pharmacy.site, PharmacyText("Neem Tree", "Pune", "MH-1"))
        self.printing = Printing(pharmacy.site, self.labels, folder)
        self.printing.outcome = self.outcomes.append
        self.product = pharmacy.stocked(product) if product is not None else pharmacy.stocked()
        line = a_line(
            product_id=self.product.id, dosage_instruction="1-0-1 pc x 10 days", quantity_prescribed=tablets(20)
        )
        self.prescription: Prescription = pharmacy.approved(lines=(line,))
        for _ in range(2):
            scanned(pharmacy, self.prescription, self.product)

    def set_up(self, host: str, port: int) -> None:
        setting = PrinterSetting(PrinterWay.NETWORK, host=host, port=port)
        keep_printer_setting(self.pharmacy.site, self.pharmacy.counter, PaperKind.LABEL, setting)

    def view(self) -> CounterView:
        return counter_view(self.pharmacy.site, self.pharmacy.counter, self.prescription.id)

    def print(self, wish: PrintWish) -> LabelJob:
        return self.printing.print_labels(self.pharmacy.counter, self.view(), wish)

    def labelled(self) -> int:
        return len(self.view().labelled(part_supply=False))


@pytest.fixture
def counter(qapp: QApplication, tmp_path: Path) -> Iterator[Counter]:
    with a_pharmacy() as pharmacy:
        yield Counter(pharmacy, tmp_path / "labels")


@pytest.fixture
def double(counter: Counter) -> Iterator[LabelPrinterDouble]:
    double = LabelPrinterDouble()
    with at_an_address(double) as address:
        counter.set_up(*address)
        yield double


FIRST = PrintWish(part_supply=False)


def test_labels_count_as_printed_when_they_have_come_out(counter: Counter, double: LabelPrinterDouble) -> None:
    job = counter.print(FIRST)
    assert (len(double.printed), counter.labelled(), job.withdrawn) == (2, 2, 0)
    assert counter.outcomes == [None]
    for one in double.printed:
        (code,) = zxingcpp.read_barcodes(one)
        token = token_of(code.text)
        assert token == label_code(counter.prescription.id, counter.prescription.number, 1)


@pytest.mark.parametrize("paper", [0, 1])
def test_without_paper_nothing_counts_and_the_labels_can_be_had_elsewhere(
    counter: Counter, double: LabelPrinterDouble, paper: int
) -> None:
    double.paper = paper
    with pytest.raises(PrinterTrouble) as trouble:
        counter.print(FIRST)
    assert (trouble.value.problem, trouble.value.sent) == (PrinterProblem.PAPER_OUT, paper > 0)
    assert counter.outcomes == [trouble.value]
    assert counter.labelled() == 0
    job = counter.print(replace(FIRST, to_file=True))
    assert job.printed.way is PrinterWay.FILE
    assert len(pages_of(counter.folder / job.printed.where)) == 2
    assert counter.labelled() == 2


def test_a_reprint_needs_a_reason_before_anything_comes_out(counter: Counter, double: LabelPrinterDouble) -> None:
    counter.print(FIRST)
    refusal = refused(lambda: counter.print(FIRST))
    assert refusal.code is LabellingRefusal.NO_REPRINT_REASON
    assert len(double.printed) == 2
    job = counter.print(replace(FIRST, reason="smeared"))
    assert (len(double.printed), job.withdrawn) == (4, 2)


def test_the_preview_has_the_size_that_the_printer_has(counter: Counter) -> None:
    pack = counter.view().labels[0].pack
    usual = counter.printing.image(counter.view(), pack, 700, part_supply=False)
    setting = PrinterSetting(size="100x50")
    keep_printer_setting(counter.pharmacy.site, counter.pharmacy.counter, PaperKind.LABEL, setting)
    larger = counter.printing.image(counter.view(), pack, 700, part_supply=False)
    heights = [int.from_bytes(png[20:24], "big") for png in (usual, larger)]
    assert heights == [360, 350]


# --- cautions and pictures ------------------------------------------------------------------------------------


def test_a_cold_suspension_says_so_on_its_label_in_words_and_pictures(qapp: QApplication, tmp_path: Path) -> None:
    with a_pharmacy() as pharmacy:
        product = replace(a_product(form="suspension"), cold_chain=True)
        counter = Counter(pharmacy, tmp_path, product)
        (first, *_) = counter.labels.contents(counter.view())
        assert first.cautions == ("Shake the bottle well before each dose.", "Keep in the fridge. Do not freeze.")
        assert first.pictograms[-2:] == (Pictogram.SHAKE, Pictogram.FRIDGE)
        assert first.cautions_elsewhere


def test_advice_about_driving_is_a_caution_of_the_product_that_has_the_ingredient(counter: Counter) -> None:
    ingredient = counter.product.ingredients[0].ingredient
    advice = Counsel(ingredient, "driving", "It can make you drowsy.", "unverified", reviewed=False)
    view = replace(counter.view(), counselling=(advice,))
    assert [one.key for one in cautions_of(view, counter.product)] == ["driving"]
    other = replace(view, counselling=(replace(advice, ingredient="zolpidem"),))
    assert cautions_of(other, counter.product) == ()
    assert cautions_of(view, None) == ()


# --- the leaflet ----------------------------------------------------------------------------------------------


def test_a_leaflet_says_in_both_languages_what_the_labels_say(counter: Counter) -> None:
    printed = counter.printing.print_leaflet(counter.pharmacy.counter, counter.view())
    said = " ".join(pages_of(counter.folder / printed.where))
    english = counter.labels.contents(counter.view())[0].directions
    assert english in said
    assert "सुबह" in said
    assert counter.product.name in said
    assert counter.prescription.number in said


def test_the_leaflet_has_the_patients_language_first_and_english_under_it(counter: Counter) -> None:
    (medicine,) = Leaflets(counter.pharmacy.site, counter.labels).of(counter.view()).medicines
    content = counter.labels.contents(counter.view())[0]
    assert (medicine.directions.text, medicine.directions.below) == (content.directions_below, content.directions)
    assert medicine.pictograms == (Pictogram.MORNING, Pictogram.NIGHT, Pictogram.AFTER_FOOD)


def test_a_part_supply_has_no_days_on_its_leaflet_that_the_bag_does_not_last(
    qapp: QApplication, tmp_path: Path
) -> None:
    with a_pharmacy() as pharmacy:
        counter = Counter(pharmacy, tmp_path)
        line = a_line(product_id=counter.product.id, dosage_instruction="1-0-0 x 60 days",
                      quantity_prescribed=tablets(60), days_supply=60)  # fmt: skip
        counter.prescription = pharmacy.approved(number="RX-26-000099", lines=(line,))
        scanned(pharmacy, counter.prescription, counter.product)
        (medicine,) = Leaflets(pharmacy.site, counter.labels).of(counter.view()).medicines
        assert "days" not in medicine.directions.below
        assert medicine.quantity == "10 tablets"


def test_without_a_pack_there_is_no_leaflet(counter: Counter) -> None:
    bare = replace(counter.view(), lines=())
    leaflets = Leaflets(counter.pharmacy.site, counter.labels)
    assert refused(lambda: leaflets.of(bare)).code is LabelRefusal.NO_PACKS


def test_a_test_page_of_a_leaflet_names_nobody(counter: Counter) -> None:
    printed = counter.printing.test_leaflet(PrinterSetting(size="a5"), "test")
    said = " ".join(pages_of(counter.folder / printed.where))
    assert "TEST" in said
    assert "Take 1 tablet in the morning" in said
