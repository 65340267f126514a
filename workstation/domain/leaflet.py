"""The large-print leaflet: how each medicine of a bag is taken, in words and pictures; and which cautions there are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from workstation.domain.label import Pictogram

SMALLEST_POINTS = 16.0
"""No letter of a leaflet is smaller: it is for people who cannot read the label."""


@dataclass(frozen=True, slots=True)
class Caution:
    """One caution of resources/labels/leaflet.toml."""

    key: str
    pictogram: Pictogram
    texts: Mapping[str, str]
    """Language → sentence; English is always there."""
    forms: frozenset[str]
    cold_chain: bool
    about: str
    """Subject of counselling advice, "" for none."""
    source: str
    reviewed_by: str | None


def cautions_for(
    cautions: Collection[Caution], form: str, *, cold_chain: bool, about: Collection[str]
) -> tuple[Caution, ...]:
    """Those that hold for a product: by its form, by how it is kept, by what the knowledge base advises about it."""
    return tuple(
        one
        for one in cautions
        if form.strip().lower() in one.forms or (one.cold_chain and cold_chain) or (one.about and one.about in about)
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in the patient's language, and the English under it."""

    text: str
    below: str = ""
    """"" where the text is English, or its translation was reviewed."""


@dataclass(frozen=True, slots=True)
class LeafletMedicine:
    """One medicine of the bag."""

    name: str
    """As on the box."""
    text: str
    """Ingredients with strength."""
    quantity: str
    """What the bag has of it."""
    directions: Said
    cautions: tuple[tuple[Pictogram, Said], ...] = ()
    pictograms: tuple[Pictogram, ...] = ()
    """Of the directions."""


@dataclass(frozen=True, slots=True)
class Leaflet:
    """One bag. Texts are final."""

    title: Said
    patient_name: str
    given_on: date
    number: str
    medicines: tuple[LeafletMedicine, ...]
    ask: Said
    pharmacy_name: str
    pharmacy_address: str
    note: Said
    page: str
    """With {page} and {pages}."""
