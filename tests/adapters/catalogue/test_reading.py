"""Catalogues of others: every row is a product or is refused with why."""

import gzip
import itertools
import lzma
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories import a_pack, new_id
from workstation.adapters.catalogue import read_catalogue
from workstation.adapters.catalogue.amounts import pack_unit, strength
from workstation.adapters.catalogue.bdpm_words import form_of, ingredients_of, pack_of
from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.quantity import Money, Quantity
from workstation.services.catalogue_import import RowRead, RowRefused

HEAD = "gtin,name,ingredients,strengths,form,pack_size,unit,manufacturer,schedule,mrp,currency,cold_chain,shelf,release"
WARF = "8901177011238,Warf 5,warfarin,5 mg,tablet,30,tablet,Cipla,H,42.50,INR,no,B2-05,"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of lines, or of bytes."""

    def writing(*lines: str, data: bytes | None = None, name: str = "products.csv") -> Path:
        file = tmp_path / name
        file.write_bytes("".join(f"{line}\n" for line in lines).encode() if data is None else data)
        return file

    return writing


def rows(file: Path, mapping: str = "generic") -> list[RowRead | RowRefused]:
    return list(read_catalogue(file, mapping, a_pack(), new_id))


def only(file: Path, mapping: str = "generic") -> Product:
    (row,) = rows(file, mapping)
    assert isinstance(row, RowRead), row
    return row.product


def why(file: Path) -> str:
    (row,) = rows(file)
    assert isinstance(row, RowRefused)
    return row.why


def test_a_row_is_a_product(write: Write) -> None:
    product = only(write(HEAD, WARF))
    assert (product.gtin, product.name, product.strength_text) == ("08901177011238", "Warf 5", "warfarin 5 mg")
    assert (product.pack_size, product.price) == (Quantity(Decimal(30), "tablet"), Money(Decimal("42.50"), "INR"))
    assert (product.schedule, product.shelf, product.cold_chain) == ("H", "B2-05", False)


def test_columns_may_stand_in_any_order_under_other_headings(write: Write) -> None:
    product = only(
        write(
            "Schedule;UOM;Pack;Composition;EAN;Brand Name;Dosage Form", "H;Tablets;10;Warfarin;8901177011238;X;Tablet"
        )
    )
    assert (product.schedule, product.form, product.pack_size.unit) == ("H", "tablet", "tablet")
    assert (product.ingredients[0].ingredient, product.price) == ("warfarin", None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_found(write: Write, delimiter: str) -> None:
    assert only(write(HEAD.replace(",", delimiter), WARF.replace(",", delimiter))).name == "Warf 5"


def test_a_decimal_comma_counts_only_where_no_comma_divides_the_columns(write: Write) -> None:
    assert only(write(HEAD.replace(",", ";"), WARF.replace(",", ";").replace("42.50", "42,50"))).price == Money(
        Decimal("42.50"), "INR"
    )
    assert "'1,234' is no number" in why(write(HEAD, WARF.replace("42.50", '"1,234"')))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_each_encoding_is_found(write: Write, encoding: str) -> None:
    text = f"{HEAD}\r\n{WARF.replace('Warf 5', 'Doliprané 5')}\r\n"
    assert only(write(data=text.encode(encoding))).name == "Doliprané 5"


@pytest.mark.parametrize("pack", [lzma.compress, gzip.compress])
def test_a_packed_file_is_unpacked(write: Write, pack: Callable[[bytes], bytes]) -> None:
    assert only(write(data=pack(f"{HEAD}\n{WARF}\n".encode()))).name == "Warf 5"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("8901177011238", "8901177011239", "The check digit of GTIN 8901177011239 is wrong."),
        ("8901177011238", "8.9E12", "'8.9E12' is no GTIN of 8, 12, 13 or 14 digits."),
        ("8901177011238", "", "Gtin is empty."),
        ("8901177011238", "0000000000000", "Gtin is empty."),
        ("Warf 5", " ", "Name is empty."),
        ("warfarin,", ",", "No ingredient is stated."),
        ("5 mg", "5 mg+1 mg", "1 ingredients have 2 strengths."),
        ("5 mg", "five", "'five' is no strength."),
        ("5 mg", "5 zz", "'zz' is no unit that is known here."),
        (",30,", ",0,", "Pack_size: '0' is no number above 0."),
        (",30,", ",NaN,", "Pack_size: 'NaN' is no number."),
        (",30,", ",1e9,", "Pack_size: '1e9' is no number."),
        (",H,", ",ZZ,", "The schedule 'ZZ' is none of"),
        (",H,", ",,", "Schedule is empty."),
        ("INR", "rupees", "'rupees' is no currency"),
        (",no,", ",maybe,", "Cold_chain: 'maybe' is neither yes nor no."),
        ("B2-05,", "B2-05,XX", "Release: 'XX' is none of"),
        ("B2-05,", "B2-05,,", "It has 15 columns and not 14."),
        ("Cipla", "C" * 2001, "A value is longer than 2000 characters."),
    ],
)
def test_a_wrong_row_is_refused_with_why(write: Write, old: str, new: str, sentence: str) -> None:
    assert why(write(HEAD, WARF.replace(old, new, 1))).startswith(sentence)


def test_a_row_is_named_by_the_line_in_which_it_begins(write: Write) -> None:
    file = write("", HEAD, '8901177011238,"Warf\n5",warfarin,5 mg,tablet,30,tablet,,H,,,,,', "", "x,y")
    first, second = rows(file)
    assert (first.row, second.row) == (3, 6)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no column for gtin"),
        (b"a,b,c\n1,2,3\n", "no column for gtin"),
        (b"\x00\x01\x02\xff" * 20, "not text"),
        (b"PK\x03\x04\x14\x00" * 20, "a spreadsheet"),
        (b"gtin,\x81\x8d\xff\n", "not text"),
        (lzma.compress(b"x" * 9000)[:60], "cannot be unpacked"),
        (f"{HEAD}\n{WARF}".encode() + b'"never closed\n', "no table"),
    ],
)
def test_what_is_no_table_is_refused_as_a_whole(write: Write, data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        rows(write(data=data))
    assert (refusal.value.code, reason in str(refusal.value.facts["why"])) == ("not_a_catalogue", True)


def test_a_pharmacy_maps_its_own_headings(write: Write) -> None:
    own = write(
        "schema = 1",
        'delimiter = ";"',
        "[columns]",
        'gtin = ["code"]',
        'name = ["artikel"]',
        'ingredients = ["stoff"]',
        'pack_size = ["menge"]',
        "[defaults]",
        'form = "tablet"',
        'unit = "tablet"',
        'schedule = "H"',
        name="own.toml",
    )
    product = only(write("Code;Artikel;Stoff;Menge", "8901177011238;Warf;warfarin;20"), str(own))
    assert (product.form, product.schedule, product.pack_size) == ("tablet", "H", Quantity(Decimal(20), "tablet"))


WHOLE = """
[columns]
gtin = ["gtin"]
name = ["name"]
ingredients = ["ingredients"]
[defaults]
form = "tablet"
pack_size = "1"
unit = "tablet"
"""


@pytest.mark.parametrize(
    ("first", "data"),
    [
        ('encoding = "klingon"', f"{HEAD}\n{WARF}\n".encode()),
        ('encoding = "ascii"', f"{HEAD}\n{WARF}\n".replace("Warf", "Wörf").encode()),
        ('encoding = "utf-8"', lzma.compress(f"{HEAD}\n{WARF}\n".encode() * 500)[:-40]),
        ('encoding = "utf-8"', gzip.compress(f"{HEAD}\n{WARF}\n".encode() * 500)[:-40]),
        ('delimiter = ";;"', f"{HEAD}\n{WARF}\n".encode()),
    ],
    ids=["no encoding", "other encoding", "broken xz", "broken gz", "delimiter of two"],
)
def test_what_breaks_in_the_middle_is_said_in_words(write: Write, first: str, data: bytes) -> None:
    own = write(first, WHOLE, name="own.toml")
    with pytest.raises(Refused) as refusal:
        rows(write(data=data), str(own))
    assert refusal.value.code == "not_a_catalogue"


@pytest.mark.parametrize("text", ["[columns", "[columns]\ngtin=['a']", "[columns]\nfoo=['a']", "x=1"])
def test_a_wrong_mapping_is_refused(write: Write, text: str) -> None:
    own = write(text, name="own.toml")
    with pytest.raises(Refused):
        rows(write(HEAD, WARF), str(own))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("500mg", ("500 mg", None)),
        ("125 mg / 5 ml", ("125 mg", "5 mL")),
        ("100 IU/mL", ("100 units", "1 mL")),
        ("50 mcg", ("50 micrograms", None)),
        ("1 %", ("1 %", None)),
    ],
)
def test_strengths_are_read_in_their_ways(text: str, expected: tuple[str, str | None]) -> None:
    amount, per = strength(text, decimal_comma=False)
    assert (str(amount), None if per is None else str(per)) == expected


@pytest.mark.parametrize(("text", "unit"), [("ML", "mL"), ("Tablets", "tablet"), ("patches", "patch"), ("gas", "gas")])
def test_units_of_packs_have_one_word(text: str, unit: str) -> None:
    assert pack_unit(text) == unit


# --- the French database ---------------------------------------------------------------------------------------


def test_the_french_database_is_read_whole(reference_data: Path) -> None:
    found = rows(reference_data / "bdpm-france-2017", "bdpm")
    products = [row.product for row in found if isinstance(row, RowRead)]
    assert (len(found), len(products)) == (20_083, 20_079)
    assert {product.gtin[:6] for product in products} == {"034009"}
    first = products[0]
    assert (first.name, first.strength_text, first.form) == ("ANASTROZOLE ACCORD 1 mg", "anastrozole 1 mg", "tablet")
    assert (first.pack_size, first.price) == (Quantity(Decimal(30), "tablet"), Money(Decimal("44.38"), "EUR"))
    assert sum(product.price is not None for product in products) > 12_800
    assert max(product.price.amount for product in products if product.price) > 2000


def test_any_file_of_the_french_database_names_its_folder(reference_data: Path) -> None:
    file = reference_data / "bdpm-france-2017" / "CIS_COMPO_bdpm.txt.xz"
    first = next(iter(read_catalogue(file, "bdpm", a_pack(), new_id)))
    assert isinstance(first, RowRead)


def test_a_french_file_alone_is_refused(write: Write) -> None:
    with pytest.raises(Refused) as refusal:
        rows(write("1\t2", name="CIS_CIP_bdpm.txt"), "bdpm")
    assert refusal.value.facts["why"] == "beside it is no CIS_bdpm.txt"


@pytest.mark.parametrize(
    ("label", "pack"),
    [
        ("plaquette(s) PVC PVDC aluminium de 30 comprimé(s)", "30 tablet"),
        ("3 plaquette(s) thermoformée(s) PVC-Aluminium de 28 comprimé(s)", "84 tablet"),
        ("20 récipient(s) unidose(s) polypropylène de 0,5 ml", "10 mL"),
        ("1 flacon(s) en verre", "1 pack"),
        ("1 flacon(s) en verre de 500 mg", "1 pack"),
        ("1 flacon de poudre - 1 ampoule de solvant de 5 ml", "1 pack"),
    ],
)
def test_a_french_label_is_counted_where_it_is_sure(label: str, pack: str) -> None:
    assert str(pack_of(label)) == pack


def test_of_salt_and_moiety_the_moiety_counts_once() -> None:
    salt = ["1", "comprimé", "25783", "RANITIDINE (CHLORHYDRATE DE)", "168 mg", "un comprimé", "SA", "1"]
    moiety = ["1", "comprimé", "49632", "RANITIDINE BASE", "150 mg", "un comprimé", "FT", "1"]
    for order in itertools.permutations([salt, moiety]):
        (part,) = ingredients_of(order)
        assert (part.ingredient, str(part.strength)) == ("ranitidine", "150 mg")


def test_one_ingredient_with_two_strengths_has_none() -> None:
    parts = [
        ["1", part, "1", "ESTRADIOL", dose, "un comprimé", "SA", "1"] for part, dose in (("a", "1 mg"), ("b", "2 mg"))
    ]
    assert [part.strength for part in ingredients_of(parts)] == [None]


def test_a_form_without_counterpart_stays_french() -> None:
    assert form_of("comprimé pelliculé") == ("tablet", False)
    assert form_of("comprimé à libération prolongée") == ("comprimé à libération prolongée", True)
