"""What stands in the middle of the dispense screen: the next step, the three-way row, the batches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtGui import QPixmap

from workstation.domain.prescription import LineSource
from workstation.domain.reservation import Held
from workstation.domain.stock import BatchChoice, BatchVerdict, last_day_of_course
from workstation.services.counter_view import CounterView
from workstation.services.pick_lines import PickLine
from workstation.ui.components.threeway import PartState, Tile
from workstation.ui.dispense.actions import LineExtras
from workstation.ui.dispense.amounts import counted, one_pack, packs_left
from workstation.ui.dispense.verdicts import Stopped
from workstation.ui.dispense.views import initials
from workstation.ui.theme import Token
from workstation.ui.words import Words, clock_time, day

MOST_BATCHES = 4
_MARKS: dict[BatchVerdict, tuple[str, Token]] = {
    BatchVerdict.USE: ("shape-ok", "ok"),
    BatchVerdict.LATER: ("mark-later", "text_3"),
    BatchVerdict.EXPIRED: ("mark-skip", "major"),
    BatchVerdict.EXPIRES_IN_COURSE: ("mark-skip", "moderate"),
    BatchVerdict.NONE_FREE: ("mark-skip", "text_3"),
    BatchVerdict.QUARANTINED: ("mark-skip", "moderate"),
}
USABLE = frozenset({BatchVerdict.USE, BatchVerdict.LATER})


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch: mark, number, what is left, expiry, how much of the course it covers, sentence.

    `covered` is the share of the course from 0 to 1; `beyond` that it lasts longer than the course.
    """

    batch_id: UUID
    number: str
    left: str
    expiry: str
    covered: float
    beyond: bool
    tick: str
    sentence: str
    icon: str
    tone: Token
    chosen: bool
    held: Held | None = None
    """Who holds of it, where that is why less is free."""


@dataclass(frozen=True, slots=True)
class BatchList:
    """The table: what its head says, its rows, and how many more there are."""

    course: str
    rows: tuple[BatchRow, ...]
    more: int


def next_step(
    words: Words, row: PickLine | None, chosen_batch: str, cuts: tuple[str, ...] = (), *, part: bool = False
) -> tuple[str, str]:
    """What the box says that waits for a scan: title and detail. `cuts` are said where the accuracy check is next.

    In a `part` supply the rest is owed and no scan is waited for, though one more still counts where there is a pack.
    """
    text = words.text
    if row is None:
        said = ". ".join(cuts)
        return text("dispense.next.all_title"), f"{text('dispense.next.all')} {said}.".removesuffix(" .")
    if part:
        more = "part_none_left" if row.proposed is None else "part_more"
        return text("dispense.next.part_title", name=row.product.name), text(f"dispense.next.{more}")
    title = text("dispense.next.title", number=row.packs_scanned + 1, total=max(row.packs_needed, 1))
    if chosen_batch:
        return title, text("dispense.next.chosen", name=row.product.name, batch=chosen_batch)
    if row.proposed is None:
        key = "none_left" if row.packs_scanned else "no_batch"
        return title, text(f"dispense.next.{key}", name=row.product.name)
    key = "again" if row.packs_scanned else "first"
    where = text("dispense.next.shelf", shelf=row.product.shelf) if row.product.shelf else ""
    return title, text(f"dispense.next.{key}", name=row.product.name, where=where, batch=row.proposed.batch_number)


def three_tiles(
    words: Words,
    view: CounterView,
    row: PickLine,
    extras: LineExtras | None,
    crop: QPixmap | None,
    stopped: Stopped | None,
) -> tuple[Tile, Tile, Tile]:
    """Written, keyed, scanned."""
    return _written(words, view, row, crop), _keyed(words, view, row, extras), _scanned(words, view, row, stopped)


def _written(words: Words, view: CounterView, row: PickLine, crop: QPixmap | None) -> Tile:
    line = view.prescription.line(row.line.id) if row.keyed is not None else row.line
    from_scan = line.written is not None
    sure = line.source is LineSource.SERVER or line.confirmed_by is not None
    days = words.text("dispense.days", count=line.days_supply) if line.days_supply else ""
    said = line.dosage_instruction
    detail = " · ".join(part for part in (said, days if days not in said else "") if part)
    who = words.text("dispense.line", position=line.position)
    return Tile(
        title=words.text("dispense.tile.written" if from_scan else "dispense.tile.sent"),
        who=who,
        state=PartState.AGREES if sure else PartState.ASKS,
        medicine=line.written_text if from_scan and line.written_text else line.medicine.text,
        lines=(detail,) if detail else (),
        picture=crop,
    )


def _keyed(words: Words, view: CounterView, row: PickLine, extras: LineExtras | None) -> Tile:
    text, line, product = words.text, row.line, row.product
    decided = row.chosen or view.standing.approval
    by = initials(view.people, decided.by) if decided else ""
    who = f"{by} {text('dispense.at', at=decided.at)}".strip() if decided else ""
    directions = extras.directions if extras else line.dosage_instruction
    wanted = counted(words, line.quantity_prescribed) if line.quantity_prescribed else "–"
    days = text("dispense.days", count=line.days_supply) if line.days_supply else ""
    lines = [f"{product.strength_text} · {product.form}", directions]
    lines.append(text("dispense.tile.quantity", amount=wanted) + (f" · {days}" if days else ""))
    if row.keyed is not None:
        key = "instead" if row.units_for_one == 1 else "instead_scaled"
        lines.insert(0, text(f"dispense.tile.{key}", name=row.keyed.name, units=row.units_for_one))
    title = text("dispense.tile.keyed" if row.keyed is None else "dispense.tile.chosen")
    return Tile(title, who, PartState.AGREES, product.name, tuple(one for one in lines if one))


def _scanned(words: Words, view: CounterView, row: PickLine, stopped: Stopped | None) -> Tile:
    text = words.text
    title = text("dispense.tile.scanned")
    if stopped is not None and stopped.line_id == row.line.id:
        shown = stopped.scanned or text("dispense.tile.not_this")
        return Tile(title, "", PartState.DIFFERS, shown, (stopped.detail,) if stopped.detail else ())
    if not row.allocations:
        return Tile(title, "", PartState.OPEN, text("dispense.tile.nothing"), (text("dispense.tile.waits"),))
    last = max(row.allocations, key=lambda one: one.at)
    batch = view.batches[last.batch_id]
    product = view.products[batch.product_id]
    unread = last.id in view.unread_batches
    batch_said = "dispense.tile.batch_unread" if unread else "dispense.batch_expires"
    lines = [
        f"{product.strength_text} · {product.form}",
        text(batch_said, batch=batch.batch_number, expiry=batch.expiry_date),
        one_pack(words, product),
    ]
    if product.id != row.product.id:
        lines.append(text("dispense.tile.other_brand"))
    who = f"{initials(view.people, last.by)} {text('dispense.at', at=last.at)}".strip()
    state = PartState.ASKS if unread else PartState.AGREES
    return Tile(title, who, state, product.name, tuple(lines))


def batch_list(
    words: Words,
    row: PickLine,
    now: datetime,
    chosen: UUID | None,
    held: Mapping[UUID, tuple[Held, ...]] | None = None,
) -> BatchList:
    """The batches around the one to take: what is skipped before it says why, what comes later is kept.

    `now` is aware in the zone of the pharmacy; `held` says for whom else something of a batch is kept, and since when.
    """
    today = now.date()
    days = row.line.days_supply
    last = last_day_of_course(today, days or 1)
    course = words.text("dispense.batch.course", days=days, last=last) if days else words.text("dispense.batch.unknown")
    use = next((index for index, one in enumerate(row.batches) if one.verdict is BatchVerdict.USE), 0)
    first = max(0, min(use - 2, len(row.batches) - MOST_BATCHES))
    shown = row.batches[first : first + MOST_BATCHES]
    rows = tuple(_batch_row(words, row, one, chosen, (held or {}).get(one.stock.batch.id, ()), now) for one in shown)
    return BatchList(course, rows, len(row.batches) - len(shown))


def _batch_row(
    words: Words, row: PickLine, choice: BatchChoice, chosen: UUID | None, held: tuple[Held, ...], now: datetime
) -> BatchRow:
    batch, days = choice.stock.batch, row.line.days_supply or 1
    icon, tone = _MARKS[choice.verdict]
    lasts = choice.lasts_days >= days
    is_chosen = batch.id == chosen
    key = "chosen" if is_chosen else choice.verdict.value
    sentence = words.text(f"dispense.batch.{key}", day=choice.lasts_days + 1)
    holder = next((one for one in held if one.reservation_id is not None), next(iter(held), None))
    if holder is not None:
        said = held_words(words, holder, now)
        sentence = said if choice.verdict is BatchVerdict.NONE_FREE else f"{sentence} · {said}"
    return BatchRow(
        batch_id=batch.id,
        number=batch.batch_number,
        left=packs_left(words, choice.stock.free, row.product),
        expiry=day(batch.expiry_date),
        covered=1.0 if lasts else choice.lasts_days / days,
        beyond=lasts and choice.lasts_days > days,
        tick="" if lasts else words.text("dispense.batch.day", day=choice.lasts_days),
        sentence=sentence,
        icon="shape-ok" if is_chosen else icon,
        tone="accent" if is_chosen else tone,
        chosen=is_chosen,
        held=holder,
    )


def held_words(words: Words, held: Held, now: datetime) -> str:
    """ "held for RX-26-004821 since 10:42", with the day where it was not today."""
    local = held.since.astimezone(now.tzinfo)
    since = clock_time(local, local.tzinfo or UTC)
    if local.date() != now.date():
        since = f"{day(local.date())} {since}"
    key = "held" if held.reservation_id is not None else "on_counter"
    return words.text(f"dispense.batch.{key}", number=held.number, since=since)


def usable_batches(row: PickLine) -> Mapping[UUID, str]:
    """Batches that a person may choose instead of the proposed one, in order of expiry."""
    return {one.stock.batch.id: one.stock.batch.batch_number for one in row.batches if one.verdict in USABLE}
