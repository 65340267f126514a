"""The rows of the will-call list, the items of a bag, and what keeps it from leaving."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from workstation.domain.dosage import lacks_amount, parse_dosage
from workstation.domain.label_code import short_name
from workstation.domain.patient import Patient
from workstation.domain.quantity import Quantity
from workstation.domain.scanned_code import InternalToken, TokenKind, token_of, without_identifier
from workstation.services.counter_view import CounterView
from workstation.services.pick_lines import PickLine
from workstation.ui.components.chips import FLAG_LOOKS, Chip
from workstation.ui.components.due import Due, DueState
from workstation.ui.dispense.amounts import counted
from workstation.ui.dispense.chain import Chain, chain_of
from workstation.ui.dispense.cutting import cut_of_line
from workstation.ui.dispense.prompts import reason_words
from workstation.ui.handover.actions import Bag
from workstation.ui.queue.rows import is_said_by_another
from workstation.ui.words import Words, day

AGEING, OLD = timedelta(days=2), timedelta(days=7)
"""From when a bag that nobody collects is to be looked at, and from when it has waited too long (ui: hand-over)."""


@dataclass(frozen=True, slots=True)
class BagRow:
    """A bag ready to paint."""

    id: UUID
    bin: str
    name: str
    detail: str
    chips: tuple[Chip, ...]
    age: Due


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the bag."""

    name: str
    detail: str
    packs: str
    directions: str
    owed: str
    cut: str = ""
    """ "take 10 of 15: cut 5 off" where a pack is not supplied whole."""
    chain: Chain | None = None
    """How far what is written, keyed and scanned agree."""
    to_say: str = ""
    """What the label does not name, and a person has to say."""


def bag_rows(words: Words, bags: Sequence[Bag], now: datetime, search: str = "") -> tuple[BagRow, ...]:
    """The newest first; narrowed by the beginnings of words of name, number or bin."""
    found = [bag for bag in bags if _fits(bag, search)]
    found.sort(key=lambda bag: bag.ready_at, reverse=True)
    return tuple(_bag_row(words, bag, now) for bag in found)


def _fits(bag: Bag, search: str) -> bool:
    said = f"{bag.patient_name} {bag.number} {bag.bin}".casefold()
    parts = said.replace("-", " ").split() + said.split()
    return all(any(part.startswith(word) or word in bag.number.casefold() for part in parts)
               for word in search.casefold().split())  # fmt: skip


def _bag_row(words: Words, bag: Bag, now: datetime) -> BagRow:
    return BagRow(
        id=bag.id,
        bin=bag.bin,
        name=bag.patient_name or words.text("dispense.unknown_patient"),
        detail=words.text("handover.bag_line", number=bag.number, count=bag.packs),
        chips=tuple(
            Chip(words.word(flag), FLAG_LOOKS[flag]) for flag in bag.flags if not is_said_by_another(flag, bag.flags)
        ),
        age=age_of(words, bag.ready_at, now),
    )


def age_of(words: Words, ready_at: datetime, now: datetime) -> Due:
    """How long a bag waits: quarter clock, from two days half diamond, from seven days triangle."""
    waited = max(timedelta(0), now - ready_at)
    minutes = int(waited.total_seconds() // 60)
    if waited >= AGEING:
        state = DueState.LATE if waited >= OLD else DueState.SOON
        return Due(state, words.text("handover.age_days", count=waited.days))
    if minutes < 60:
        said = words.text("handover.age_minutes", count=minutes)
    else:
        said = words.text("handover.age_hours", hours=minutes // 60, minutes=f"{minutes % 60:02d}")
    return Due(DueState.LATER, said)


def bag_for_code(bags: Sequence[Bag], text: str) -> Bag | None:
    """The bag that a scanned label, bag, bin or prescription number belongs to."""
    token = token_of(text.strip())
    if isinstance(token, InternalToken) and token.kind is TokenKind.BIN:
        return next((bag for bag in bags if bag.bin == token.number), None)
    numbers = numbers_in(text)
    return next((bag for bag in bags if bag.number in numbers or short_name(bag.id) in numbers), None)


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers, one or the other, of the prescription that a scanned label, bag or number means."""
    token = token_of(text.strip())
    said = token.number if isinstance(token, InternalToken) else without_identifier(text.strip())
    number = said.split("/", 1)[0]
    return number, f"{TokenKind.PRESCRIPTION}-{number}"


def items(words: Words, view: CounterView, directions: Mapping[UUID, str]) -> tuple[Item, ...]:
    """What is in the bag; a line of which nothing is in it says what stays owed."""
    rows = [row for row in view.lines if row.wanted.value > 0]
    return tuple(_item(words, view, row, directions.get(row.line.id, "")) for row in rows)


def _item(words: Words, view: CounterView, row: PickLine, directions: str) -> Item:
    total = sum((one.quantity.value for one in row.allocations), Decimal(0))
    batches = dict.fromkeys(view.batches[one.batch_id].batch_number for one in row.allocations)
    products = dict.fromkeys(view.products[view.batches[one.batch_id].product_id].name for one in row.allocations)
    owed = row.wanted - row.allocated
    detail = counted(words, Quantity(total, row.wanted.unit))
    if batches:
        detail += " · " + words.text("dispense.batch_of", batch=", ".join(batches))
    return Item(
        name=" + ".join(products) or row.product.name,
        detail=detail if total else words.text("handover.not_in_bag"),
        packs=_packs(words, view, row) if total else "",
        directions=directions,
        owed=_owed(words, row, owed),
        cut=cut_of_line(words, view, row) if total else "",
        chain=chain_of(view, row),
        to_say=words.text("handover.no_amount") if total and _lacks_amount(row) else "",
    )


def _packs(words: Words, view: CounterView, row: PickLine) -> str:
    """How many packs of the line are in the bag, and how many of them were scanned out."""
    said = words.text("handover.packs", count=sum(one.packs for one in row.allocations))
    done = sum(one.id in view.scanned_out for one in row.allocations)
    return f"{said} · {words.text('handover.scanned_out', done=done, total=len(row.allocations))}" if done else said


def _lacks_amount(row: PickLine) -> bool:
    return lacks_amount(parse_dosage(row.line.dosage_instruction), row.product.form)


def _owed(words: Words, row: PickLine, owed: Quantity) -> str:
    """ "2 packs, 30 tablets stay owed"; "" where nothing does."""
    if owed.value <= 0:
        return ""
    packs = max(1, row.packs_needed - row.packs_scanned)
    return words.text("handover.owed", packs=packs, amount=counted(words, owed))


def owed_in_all(items: Sequence[Item]) -> str:
    """What stays owed of each medicine after this bag, "" for nothing."""
    return "; ".join(f"{item.name}: {item.owed}" for item in items if item.owed)


def warnings(words: Words, view: CounterView) -> Iterator[tuple[str, str]]:
    """Alerts that interrupted: what they are about, and who answered them with which reason.

    What the knowledge base says to do is said to prescribers; it has no words for patients yet.
    """
    for one in view.answered_alerts:
        if one.alert.interrupts and one.answer is not None:
            person = view.people.get(one.answer.by)
            by, reason = person.name if person else "–", reason_words(words, one.answer.reason).removesuffix(".")
            yield " + ".join(one.alert.subjects), words.text("handover.answered", by=by, reason=reason)


def pack_count(view: CounterView) -> int:
    """Packs in the bag."""
    return sum(one.packs for row in view.lines for one in row.allocations)


def identifiers(words: Words, patient: Patient | None) -> tuple[tuple[str, str], tuple[str, str]]:
    """The two identifiers to ask for, each with the value on record: name, and birth date or what stands for it."""
    text = words.text
    if patient is None:
        return (text("handover.full_name"), "–"), (text("handover.patient_number"), "–")
    name = (text("handover.full_name"), patient.name)
    if patient.birth_date is not None:
        return name, (text("handover.birth_date"), day(patient.birth_date))
    if patient.number:
        return name, (text("handover.patient_number"), patient.number)
    return name, (text("handover.phone"), patient.phone or "–")
