"""Does the form of a product fit what is written, and how it is dosed? A tablet is no syrup; 5 mL of it is nothing."""

import re
from collections.abc import Iterator
from enum import StrEnum

from workstation.domain.dosage import DosageInstruction
from workstation.domain.reading.vocabulary import FORMS


class FormKind(StrEnum):
    """Forms that may stand for each other on a prescription: a capsule is written as "Tab" every day."""

    SOLID = "solid"
    LIQUID = "liquid"
    DROPS = "drops"
    INJECTED = "injected"
    ON_SKIN = "on_skin"
    INHALED = "inhaled"


_KIND_OF_WORD = {
    word: kind
    for kind, words in (
        (FormKind.INHALED, "inhaler inhalation rotacap respules respule"),
        (FormKind.ON_SKIN, "cutaneous cream ointment gel lotion shampoo"),
        (FormKind.DROPS, "drops"),
        (FormKind.INJECTED, "injection vial pen ampoule cartridge infusion"),
        (FormKind.LIQUID, "syrup suspension solution elixir liquid linctus"),
        (FormKind.SOLID, "tablet tablets capsule capsules caplet lozenge"),
    )
    for word in words.split()
}
"""The first kind of which a form has a word: an inhalation capsule is inhaled, a cutaneous solution is not drunk."""

_SAID_ANYWHERE = frozenset(
    "tablet tablets capsule capsules syrup suspension drops injection cream ointment lotion inhaler respules".split()
)
"""Whole words that are no part of a brand; short forms are believed at the beginning of the line only."""

_MAKES_NO_SENSE = {
    "tablet": frozenset(FormKind) - {FormKind.SOLID},
    "capsule": frozenset(FormKind) - {FormKind.SOLID, FormKind.INHALED},
    "mL": frozenset({FormKind.SOLID, FormKind.ON_SKIN}),
    "drop": frozenset({FormKind.SOLID, FormKind.ON_SKIN}),
    "puff": frozenset(FormKind) - {FormKind.INHALED},
}
"""Unit of a dose → the kinds of which there is no such amount."""


def kind_of(form: str) -> FormKind | None:
    """The kind of a form; None for one that stands alone (sachet, patch, suppository) or is not known."""
    words = set(re.findall(r"[a-z]+", form.lower()))
    return next((kind for word, kind in _KIND_OF_WORD.items() if word in words), None)


def written_kinds(text: str) -> frozenset[FormKind]:
    """Which kinds the words of a written line name: "Syp. Zinconia 5 mL" a liquid; empty where none is named."""
    words = re.findall(r"[a-z]+", text.lower())
    short = FORMS.get(words[0], "") if words else ""
    named = [short, *(FORMS.get(word, word) for word in words if word in _SAID_ANYWHERE)]
    return frozenset(kind for form in named if (kind := kind_of(form)) is not None)


def is_other_form(written: str, form: str) -> bool:
    """Whether the paper names a form, and the product has one of another kind."""
    kinds, kind = written_kinds(written), kind_of(form)
    return bool(kinds) and kind is not None and kind not in kinds


def odd_unit(dosage: DosageInstruction, form: str) -> str:
    """The unit in which a form cannot be dosed ("mL" of a tablet); empty where every unit makes sense."""
    kind = kind_of(form)
    found = (unit for unit in _units(dosage) if kind is not None and kind in _MAKES_NO_SENSE.get(unit, ()))
    return next(found, "")


def _units(dosage: DosageInstruction) -> Iterator[str]:
    for step in dosage.steps or (dosage,):
        yield from (one.unit for one in (step.dose, step.dose_to, step.max_per_day) if one is not None)
        if step.pattern is not None:
            yield step.pattern.unit
