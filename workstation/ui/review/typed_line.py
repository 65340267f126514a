"""What a person did to a line that is not confirmed yet: before anybody typed, as typed, and as it is stored."""

from dataclasses import dataclass, field

from workstation.domain.dosage.course import course_quantity, without_days
from workstation.domain.line_draft import DraftContent
from workstation.domain.quantity import plain_number
from workstation.services.line_drafts import OpenDraft
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


def content_of(line: TypedLine) -> DraftContent:
    """What is stored of it."""
    typed, choice = line.typed, line.choice
    return DraftContent(
        directions=typed.directions,
        days=typed.days,
        quantity=typed.quantity,
        quantity_by_hand=typed.quantity_by_hand,
        chosen=choice.name if choice is not None else "",
        product_id=choice.product.id if choice is not None and choice.product is not None else None,
        ingredients=choice.ingredients if choice is not None else (),
    )


def typed_again(draft: OpenDraft) -> TypedLine:
    """What was stored, back in the editors. A product that the catalogue has no more has to be chosen anew."""
    said = draft.draft.content
    typed = Typed(said.directions, said.days, said.quantity, said.quantity_by_hand)
    if draft.product is not None:
        return TypedLine(typed, Choosable(draft.product.name, draft.product, None, draft.product.ingredients))
    gone = said.product_id is not None
    return TypedLine(typed, Choosable(said.chosen, None, None, said.ingredients) if said.chosen and not gone else None)


def course_doubt(facts: LineFacts, words: Words) -> str:
    """The lengths of course that the same writing may mean, as a question; empty where it means one."""
    duration = facts.read.reading.duration if facts.read else None
    if duration is None or not duration.others:
        return ""
    others = ", ".join(str(days) for days in duration.others)
    return words.text("review.line.course_doubt", days=duration.days or 0, others=others)
