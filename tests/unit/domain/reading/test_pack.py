"""Which product a photographed pack is."""

from dataclasses import replace

from tests.unit.domain.reading.pages import typed
from workstation.domain.reading import Decision, Lexicon, LexiconEntry
from workstation.domain.reading.pack import PackProduct, identify_pack

WARF = PackProduct("08901177011238", "Warf 5", ("warfarin",), "5 mg")
WARF_1 = PackProduct("08901177011245", "Warf 1", ("warfarin",), "1 mg")
OMEZ = PackProduct("08909308021569", "Omez 20", ("omeprazole",), "20 mg")
FRONT = typed("WARF 5", "Warfarin Tablets IP", "5 mg")


def test_code_and_print_that_say_the_same_are_read() -> None:
    found = identify_pack([WARF.gtin], FRONT, [WARF, WARF_1, OMEZ])
    assert (found.decision, found.candidates[0].gtin) == (Decision.READ, WARF.gtin)


def test_print_alone_has_to_be_confirmed_and_the_right_strength_comes_first() -> None:
    found = identify_pack([], FRONT, [WARF_1, WARF, OMEZ])
    assert (found.decision, found.candidates[0].name) == (Decision.CONFIRM, "Warf 5")


def test_a_code_that_the_print_does_not_bear_out_has_to_be_confirmed() -> None:
    found = identify_pack([OMEZ.gtin], FRONT, [WARF, OMEZ])
    assert found.decision is Decision.CONFIRM
    assert {item.name for item in found.candidates} == {"Omez 20", "Warf 5"}


def test_a_wall_is_no_product() -> None:
    assert identify_pack([], typed("hello there"), [WARF, OMEZ]).decision is Decision.UNREADABLE


def test_a_short_name_counts_only_letter_for_letter() -> None:
    dolo = PackProduct("08909203020261", "Dolo 500", ("paracetamol",), "500 mg")
    prescription = identify_pack([], typed("Patient: Jane Doe", "Medication: Amoxicillin 500 mg"), [dolo])
    assert (prescription.decision, prescription.candidates) == (Decision.UNREADABLE, ())
    for front in ("DOLO 500", "Dolo-500"):
        assert identify_pack([], typed(front, "500 mg"), [dolo]).candidates[0].name == "Dolo 500"


def test_a_brand_needs_one_of_its_own_words() -> None:
    brand = PackProduct("08909203020261", "Zen Forte 500", ("carbamazepine",), "500 mg")
    assert identify_pack([], typed("Ten Forte", "500 mg"), [brand]).candidates == ()


NAMES = Lexicon(
    [
        LexiconEntry("ibuprofen", ("ibuprofen",)),
        LexiconEntry("advil", ("ibuprofen",)),
        LexiconEntry("calcium", ("calcium",)),
        LexiconEntry("omeprazole", ("omeprazole",)),
    ]
)


def test_a_pack_that_the_catalogue_does_not_hold_is_named_without_a_gtin() -> None:
    found = identify_pack([], typed("Advil", "Ibuprofen Tablets 200 mg"), [WARF, OMEZ], NAMES)
    assert [(one.name, one.gtin) for one in found.candidates] == [("Advil 200 mg", None), ("Ibuprofen 200 mg", None)]
    assert found.decision is Decision.CONFIRM


def test_a_product_of_the_catalogue_comes_before_a_name() -> None:
    found = identify_pack([], typed("Omez 20", "Omeprazole capsules 20 mg"), [WARF, OMEZ], NAMES)
    assert [one.gtin for one in found.candidates] == [OMEZ.gtin, None]


def test_a_salt_behind_a_name_is_no_candidate() -> None:
    found = identify_pack([], typed("Advil", "(ibuprofen calcium) 200 mg"), [WARF], NAMES)
    assert not any("Calcium" in one.name for one in found.candidates)


def test_a_brand_that_goes_on_in_the_next_line_is_one_brand() -> None:
    gold = PackProduct("08901177011252", "Warf Gold", ("warfarin",), "5 mg")
    words = [replace(word, box=word.box._replace(y=word.box.y // 2)) for word in typed("Warf", "Gold", "5 mg")]
    assert identify_pack([], words, [WARF_1, gold]).candidates[0].name == "Warf Gold"


def test_a_product_of_another_form_comes_later() -> None:
    syrup = PackProduct("08901177011269", "Warf syrup 5", ("warfarin",), "5 mg", "syrup")
    tablets = PackProduct("08901177011276", "Warf 5", ("warfarin",), "5 mg", "tablet")
    assert identify_pack([], typed("Warf 5 mg tablets"), [syrup, tablets]).candidates[0].name == "Warf 5"
