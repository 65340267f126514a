"""How a product is named in the review: tall-man letters, contents, pack, stock, price."""

from decimal import Decimal

from workstation.domain.medicine import Product
from workstation.domain.quantity import Money, plain_number
from workstation.ui.components.runs import Run
from workstation.ui.words import Words


def tall_runs(name: str) -> tuple[Run, ...]:
    """Capitals inside a word stand bold, the rest light: "ecoSPRIN" → eco, SPRIN."""
    words = name.split(" ")
    if not any(_is_tall(word) for word in words):
        return (Run(name),)
    runs: list[Run] = []
    for place, word in enumerate(words):
        lead = " " if place else ""
        if not _is_tall(word):
            runs.append(Run(lead + word, 500))
            continue
        for character in word:
            weight = 700 if character.isupper() else 500
            if runs and runs[-1].weight == weight and not lead:
                runs[-1] = Run(runs[-1].text + character, weight)
            else:
                runs.append(Run(lead + character, weight))
            lead = ""
    return tuple(runs)


def _is_tall(word: str) -> bool:
    capitals = [place for place, character in enumerate(word) if character.isupper()]
    return len(capitals) > 1 and any(character.islower() for character in word)


def price_text(price: Money | None) -> str:
    """ "₹ 5.10"; "" when it is not known."""
    if price is None:
        return ""
    sign = "₹" if price.currency == "INR" else price.currency
    return f"{sign} {price.amount:.2f}"


def product_detail(product: Product) -> str:
    """ "aspirin 75 mg · tablet · 14s"."""
    pack = product.pack_size
    countable = pack.unit not in ("mL", "g", "mg", "L")
    size = f"{plain_number(pack.value)}s" if countable and pack.value > 1 else str(pack)
    release = " MR" if product.modified_release else ""
    return f"{product.strength_text} · {product.form}{release} · {size}"


def stock_text(words: Words, product: Product, free: Decimal) -> str:
    """ "61 packs", "none": whole packs that are free."""
    packs = int(free // product.pack_size.value) if product.pack_size.value else 0
    if free <= 0:
        return words.text("review.candidate.no_stock")
    return words.text("review.candidate.stock", count=packs) if packs else words.text("review.candidate.opened")
