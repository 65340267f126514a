"""What a person did to a line that is not confirmed yet, and what the line says before anybody typed."""

from dataclasses import dataclass, field

from workstation.domain.dosage.course import course_quantity, without_days
from workstation.domain.quantity import plain_number
from workstation.ui.components.threeway import PartState
from workstation.ui.review.drafts import Choosable
from workstation.ui.review.editors import Typed
from workstation.ui.review.line_facts import LineFacts
from workstation.ui.words import Words


@dataclass(frozen=True, slots=True)
class TypedLine:
    """Everything a person did to a line that is not confirmed yet."""

    typed: Typed = field(default_factory=Typed)
    choice: Choosable | None = None


def typed_of(facts: LineFacts) -> TypedLine:
    """What the line says before anybody typed."""
    line = facts.line
    directions, days = without_days(line.dosage_instruction)
    amount = line.quantity_prescribed
    product, length = facts.product, line.days_supply or days
    follows = amount is None or amount == course_quantity(directions, facts.form, length, amount.unit)
    typed = Typed(
        directions=directions,
        days=f"{length or ''}",
        quantity=plain_number(amount.value) if amount else "",
        quantity_by_hand=not follows,
    )
    choice = Choosable(product.name, product, None, product.ingredients) if product else None
    return TypedLine(typed, choice if facts.written is PartState.AGREES else None)


def course_doubt(facts: LineFacts, words: Words) -> str:
    """The lengths of course that the same writing may mean, as a question; empty where it means one."""
    duration = facts.read.reading.duration if facts.read else None
    if duration is None or not duration.others:
        return ""
    others = ", ".join(str(days) for days in duration.others)
    return words.text("review.line.course_doubt", days=duration.days or 0, others=others)
