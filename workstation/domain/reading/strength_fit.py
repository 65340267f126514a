"""Whether a written strength goes with a name: sold so, near to what is sold, or not."""

from decimal import Decimal
from enum import StrEnum

from workstation.domain.reading.amounts import amounts_in
from workstation.domain.reading.lexicon import Amounts, Lexicon, LexiconEntry, fold, strength_is_known

REACH = 2
"""A catalogue is one country's: an ingredient may be sold elsewhere at up to twice its highest and half its lowest
strength (lisinopril 20 mg where the catalogue ends at 10). A tenfold error is never within reach of a single strength.
"""


class StrengthFit(StrEnum):
    """How a written strength goes with a name."""

    SOLD = "sold"
    NEAR = "near"
    """Not in the catalogue, but close to what is: no reason to doubt the name, reason to ask for the strength."""
    NOT_SOLD = "not_sold"
    UNKNOWN = "unknown"
    """No strength is written, or none is known."""


def strength_fit(written: Amounts, entry: LexiconEntry, lexicon: Lexicon) -> StrengthFit:
    """How the strength goes with the name. A brand of the catalogue is sold in its strengths only; of an ingredient,
    or a brand of which nothing but the ingredient is known, the ingredient's strengths give the reach.
    """
    known = strength_is_known(written, entry)
    if known or not written:
        return StrengthFit.SOLD if known else StrengthFit.UNKNOWN
    if len(entry.ingredients) != 1 or (known is False and not _is_ingredient(entry)):
        return StrengthFit.NOT_SOLD if known is False else StrengthFit.UNKNOWN
    ingredient = lexicon.exact(entry.ingredients[0])
    if ingredient is None or not ingredient.strengths:
        return StrengthFit.UNKNOWN
    if strength_is_known(written, ingredient):
        return StrengthFit.SOLD
    return StrengthFit.NEAR if _within_reach(written, ingredient) else StrengthFit.NOT_SOLD


def _is_ingredient(entry: LexiconEntry) -> bool:
    return fold(entry.name) == fold(entry.ingredients[0])


def _within_reach(written: Amounts, entry: LexiconEntry) -> bool:
    """One amount (or one in a volume) between half the least and twice the most that is sold in the same way."""
    wanted = _amount(written)
    if wanted is None:
        return False
    amounts = [amounts_in(strength) for strength in entry.strengths]
    sold = [amount for each in amounts if (amount := _amount(each))]
    numbers = [number for number, kind in sold if kind == wanted[1]]
    if not numbers and len(written) == 1:  # the dose of a syringe ("60 mg") is written without its volume
        sold = [amount for each in amounts if (amount := _amount(each[:1]))]
        numbers = [number for number, kind in sold if kind == wanted[1]]
    if not numbers:
        return wanted[1] == _IN_A_VOLUME  # nothing of it is sold as a liquid there: nothing speaks against it
    return min(numbers) / REACH <= wanted[0] <= REACH * max(numbers)


_UG = {"ug": Decimal(1), "mg": Decimal(1_000), "g": Decimal(1_000_000)}
_IN_A_VOLUME = "ug/mL"


def _amount(amounts: Amounts) -> tuple[Decimal, str] | None:
    """Micrograms, micrograms in a millilitre, or a number in its own unit; None for combinations. A number without a
    unit is taken for milligrams, as it is spoken.
    """
    if not amounts or len(amounts) > 2:
        return None
    (number, unit), *volume = amounts
    in_ug = number * _UG.get(unit or "mg", Decimal(1))
    kind = "ug" if unit in _UG or not unit else unit
    if not volume:
        return in_ug, kind
    (millilitres, of_volume) = volume[0]
    if of_volume != "mL" or not millilitres or kind != "ug":
        return None
    return in_ug / millilitres, _IN_A_VOLUME
