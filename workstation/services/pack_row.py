"""For which line a scanned pack is, and in what it differs where it is for none."""

from uuid import UUID

from workstation.domain.dispensing import ScanRefusal
from workstation.domain.errors import Refused
from workstation.domain.matching import Difference, difference, is_equivalent
from workstation.domain.medicine import Product
from workstation.domain.scanned_code import CodeProblem, ScannedCode
from workstation.domain.substitution import SubstitutionRefusal, block_of
from workstation.services.pick_lines import PickLine
from workstation.services.ports import Transaction
from workstation.services.site import Site

_BLOCKED = {
    SubstitutionRefusal.PRESCRIBER_FORBIDS: ScanRefusal.OTHER_BRAND,
    SubstitutionRefusal.NARROW_INDEX: ScanRefusal.OTHER_BRAND_NARROW,
    SubstitutionRefusal.SCHEDULE_FORBIDS: ScanRefusal.OTHER_BRAND_SCHEDULE,
}
_WRONG = {
    Difference.INGREDIENT: ScanRefusal.WRONG_PRODUCT,
    Difference.STRENGTH: ScanRefusal.WRONG_STRENGTH,
    Difference.FORM: ScanRefusal.WRONG_FORM,
    Difference.RELEASE: ScanRefusal.WRONG_FORM,
}


_SAID_OF_CODES = {
    CodeProblem.WRONG_CHECK_DIGIT: ScanRefusal.CHECK_DIGIT_WRONG,
    CodeProblem.GLUED_CODES: ScanRefusal.CODES_GLUED,
    CodeProblem.KEYBOARD_LAYOUT: ScanRefusal.KEYBOARD_LAYOUT,
}
"""What is said of a code in words of its own; every other one is not readable."""


def product_of(tx: Transaction, code: ScannedCode) -> Product:
    """The product of a scanned code. Raises Refused for a code that is wrong, in doubt or of no product of ours."""
    for error in code.errors:
        if error.code in _SAID_OF_CODES:
            raise Refused(_SAID_OF_CODES[error.code])
    if code.suspect:
        raise Refused(ScanRefusal.CODE_IN_DOUBT, why=code.suspect[0])
    if code.gtin is None or code.errors:
        raise Refused(ScanRefusal.CODE_NOT_READABLE)
    product = tx.products.by_gtin(code.gtin)
    if product is None:
        raise Refused(ScanRefusal.UNKNOWN_PRODUCT, gtin=code.gtin)
    return product


def row_for(rows: list[PickLine], product: Product, line_id: UUID | None, site: Site) -> tuple[PickLine, bool]:
    """The line this pack is for: the keyed product first, then an equivalent where substitution is allowed."""
    keyed = [row for row in rows if row.product.id == product.id]
    open_first = sorted(keyed, key=lambda row: (row.complete, row.line.id != line_id))
    if open_first:
        return open_first[0], False
    for row in rows:
        if is_equivalent(row.product, product, site.same_ingredient):
            block = block_of(site.compliance.substitution, row.line, row.product, site.same_ingredient)
            if block is None:
                return row, True
            raise Refused(_BLOCKED[block], scanned=product.name, expected=row.product.name, gtin=product.gtin)
    raise _wrong_pack(rows, product, line_id, site)


def _wrong_pack(rows: list[PickLine], product: Product, line_id: UUID | None, site: Site) -> Refused:
    """The refusal that says most: compared with the line whose medicine is nearest to the scanned one."""
    if not rows:
        return Refused(ScanRefusal.NO_PRODUCT)
    near = [(_how(row, product, site), row) for row in rows]
    order = (ScanRefusal.WRONG_STRENGTH, ScanRefusal.WRONG_FORM, ScanRefusal.WRONG_PRODUCT)
    how, row = min(near, key=lambda one: (order.index(one[0]), one[1].line.id != line_id, one[1].complete))
    return Refused(
        how,
        scanned=product.name,
        scanned_strength=product.strength_text,
        scanned_form=product.form,
        scanned_gtin=product.gtin,
        scanned_shelf=product.shelf,
        expected=row.product.name,
        expected_strength=row.product.strength_text,
        expected_form=row.product.form,
        expected_gtin=row.product.gtin,
        expected_shelf=row.product.shelf,
        expected_batch=row.proposed.batch_number if row.proposed else None,
        line=row.line.position,
    )


def _how(row: PickLine, product: Product, site: Site) -> ScanRefusal:
    found = difference(row.product.ingredients, row.product.form, product, site.same_ingredient)
    return _WRONG[found or Difference.RELEASE]
