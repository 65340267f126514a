"""Which products are what was prescribed."""

from dataclasses import replace

from workstation.domain.matching import form_family, is_what_was_prescribed
from workstation.domain.medicine import Product
from workstation.domain.medicine_text import medicine_from_text
from workstation.domain.prescription import PrescribedMedicine
from workstation.services.ports import Transaction
from workstation.services.site import Site


def matching_products(tx: Transaction, site: Site, medicine: PrescribedMedicine) -> list[Product]:
    """Products that are what was prescribed: same brand name first, then by stock that is free, most first."""
    same = site.same_ingredient
    gtins = [coding.code.zfill(14) for coding in medicine.codings]
    by_code = [product for gtin in gtins if (product := tx.products.by_gtin(gtin)) is not None]
    parts = (_from_text(site, medicine) or medicine).ingredients
    by_name = tx.products.with_ingredients([same(part.ingredient) for part in parts])
    found = {product.id: product for product in [*by_code, *by_name]}
    fitting = [one for one in found.values() if fits(site, medicine, one)]
    text = medicine.text.casefold()
    return sorted(fitting, key=lambda one: (not text.startswith(one.name.casefold()), -_free(tx, one), one.name))


def fits(site: Site, medicine: PrescribedMedicine, product: Product) -> bool:
    """True for what was prescribed, also where only a text says so; without a release it means the plain one."""
    if is_what_was_prescribed(medicine, product, site.same_ingredient):
        return True
    read = _from_text(site, medicine)
    return (
        read is not None
        and not product.modified_release
        and is_what_was_prescribed(read, product, site.same_ingredient)
    )


def _from_text(site: Site, medicine: PrescribedMedicine) -> PrescribedMedicine | None:
    """What the text of a medicine without ingredients says for certain, unless the form that is told contradicts it."""
    read = None if medicine.ingredients else medicine_from_text(medicine.text, site.clinical.ingredients)
    if read is None or (medicine.form and form_family(medicine.form) != form_family(read.form)):
        return None
    return replace(read, codings=medicine.codings)


def _free(tx: Transaction, product: Product) -> int:
    return sum(int(row.free.value) for row in tx.stock.on_hand(product.id))
