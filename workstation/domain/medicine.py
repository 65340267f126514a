"""What a medicine is: ingredients with strengths, a form, and the products (packs) that can be sold."""

from dataclasses import dataclass
from uuid import UUID

from workstation.domain.quantity import Money, Quantity


@dataclass(frozen=True, slots=True)
class IngredientStrength:
    """One active ingredient and how much of it is in one unit of the form."""

    ingredient: str
    """International nonproprietary name, lower case, without the salt where the salt does not matter."""
    strength: Quantity | None
    """Amount per unit (5 mg), None when the label gives none."""
    per: Quantity | None = None
    """The unit it is contained in where it is not one countable unit (125 mg *per 5 mL*)."""


@dataclass(frozen=True, slots=True)
class Product:
    """A pack that can be sold, known by its GTIN."""

    id: UUID
    gtin: str
    """14 digits, check digit verified on entry."""
    name: str
    """Brand name as on the box, with the strength the brand uses ("Warf 5")."""
    ingredients: tuple[IngredientStrength, ...]
    form: str
    """Lower case noun: tablet, capsule, syrup, injection, cream, drops, inhaler ..."""
    pack_size: Quantity
    """Content of one pack in the smallest unit (15 tablet, 100 mL)."""
    manufacturer: str
    schedule: str
    """Code of the compliance pack: OTC, G, H, H1, X, NDPS."""
    price: Money | None
    """Maximum retail price of one pack."""
    cold_chain: bool = False
    shelf: str = ""
    """Where it stands in this pharmacy ("B2-05"), empty when unknown."""
    modified_release: bool = False

    @property
    def strength_text(self) -> str:
        """Ingredients with strengths as they are printed: "amoxicillin 500 mg + clavulanic acid 125 mg"."""
        return " + ".join(_with_strength(part) for part in self.ingredients)


def _with_strength(part: IngredientStrength) -> str:
    if part.strength is None:
        return part.ingredient
    per = f" per {part.per}" if part.per else ""
    return f"{part.ingredient} {part.strength}{per}"
