"""What the dispense screen shows, prepared from the counter view: no widget looks anything up."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from workstation.domain.patient import age_text
from workstation.domain.stock import Allocation
from workstation.domain.users import User
from workstation.domain.workflow import Status
from workstation.services.counter_view import CounterView
from workstation.services.pick_lines import PickLine
from workstation.ui.components.due import due_of
from workstation.ui.components.facts import StepState, Todo
from workstation.ui.components.packs import PackState, pack_states
from workstation.ui.components.runs import Run, bold, code
from workstation.ui.components.steps import TrailStep
from workstation.ui.dispense.cutting import cut_lines, cut_of_line
from workstation.ui.shell.prescription_bar import PrescriptionHead
from workstation.ui.theme import Token
from workstation.ui.words import Words

CHECKED = frozenset({Status.CHECKED, Status.READY})


@dataclass(frozen=True, slots=True)
class PickRow:
    """One card of the pick list."""

    line_id: UUID
    shelf: str
    name: str
    detail: tuple[Run, ...]
    position: str
    states: tuple[PackState, ...]
    words: str
    short: str
    tone: Token
    current: bool
    wrong: bool


def current_line(view: CounterView, chosen: UUID | None) -> PickLine | None:
    """The line to pick next: the one a person chose while it is open, else the first open one by shelf."""
    open_ones = [row for row in view.lines if not row.complete]
    return next((row for row in open_ones if row.line.id == chosen), open_ones[0] if open_ones else None)


def line_by_id(view: CounterView, line_id: UUID | None) -> PickLine | None:
    """A line of the pick list."""
    return next((row for row in view.lines if row.line.id == line_id), None)


def all_complete(view: CounterView) -> bool:
    """Whether every line that can be picked is complete."""
    return bool(view.lines) and all(row.complete for row in view.lines)


def packs_missing(view: CounterView) -> int:
    """How many packs are still to be scanned."""
    return sum(max(0, row.packs_needed - row.packs_scanned) for row in view.lines if not row.complete)


def allocations(view: CounterView) -> tuple[Allocation, ...]:
    """All scanned packs that lie on the counter, oldest first."""
    found = [one for row in view.lines for one in row.allocations]
    return tuple(sorted(found, key=lambda one: (one.at, str(one.id))))


def pick_rows(
    words: Words,
    view: CounterView,
    current: UUID | None,
    wrong: UUID | None,
    *,
    listening: bool,
    counting: bool = False,
    short: bool = False,
    part: bool = False,
) -> tuple[PickRow, ...]:
    """The pick list, by shelf. While a scan is `counting` no line that waits for packs says how many it has.

    `short`: the pack that was stopped is the right one, there is only no more of it. In a `part` supply no pack is
    waited for: the rest is owed.
    """
    listening = listening and not part
    rows = tuple(_pick_row(words, view, row, current, wrong, listening=listening, short=short) for row in view.lines)
    if not counting:
        return rows
    said = words.text("dispense.pick.counting")
    waits = {row.line.id for row in view.lines if not row.complete}
    return tuple(
        replace(one, states=(), words=said, short=said, tone="text_2") if one.line_id in waits else one for one in rows
    )


def _pick_row(
    words: Words,
    view: CounterView,
    row: PickLine,
    current: UUID | None,
    wrong: UUID | None,
    *,
    listening: bool,
    short: bool,
) -> PickRow:
    is_current, is_wrong = row.line.id == current, row.line.id == wrong and not short
    checked = view.status in CHECKED
    waits = (is_current or is_wrong) and listening and not checked
    states = pack_states(row.packs_scanned, max(row.packs_needed, row.packs_scanned), listening=waits)
    said, tone = _pick_words(words, row, is_current=is_current and listening, is_wrong=is_wrong, checked=checked)
    closed = view.not_supplied.get(row.line.id)
    if closed is not None:
        why = words.text(f"dispense.not_supplied.{closed.detail.split()[-1]}")
        said, tone = words.text("dispense.not_supplied.said", why=why), "text_2"
    return PickRow(
        line_id=row.line.id,
        shelf=row.product.shelf or "–",
        name=row.product.name,
        detail=_pick_detail(words, view, row, strong=is_current or is_wrong),
        position=words.text("dispense.line", position=row.line.position),
        states=states if row.wanted.value > 0 else (),
        words=said,
        short=_pick_short(words, row, checked=checked),
        tone=tone,
        current=is_current,
        wrong=is_wrong,
    )


def _is_short(row: PickLine, *, checked: bool) -> bool:
    return not checked and not row.complete and row.short


def _pick_short(words: Words, row: PickLine, *, checked: bool) -> str:
    count = words.text("dispense.count", done=row.packs_scanned, total=max(row.packs_needed, row.packs_scanned))
    if not _is_short(row, checked=checked):
        return count
    return words.text("dispense.pick.short_narrow", count=count, had=row.packs_to_be_had)


def _pick_words(words: Words, row: PickLine, *, is_current: bool, is_wrong: bool, checked: bool) -> tuple[str, Token]:
    done, total = row.packs_scanned, row.packs_needed
    if row.wanted.value <= 0:
        return words.text("dispense.pick.supplied"), "ok"
    if is_wrong:
        return words.text("dispense.pick.wrong", done=done, total=total), "major"
    if row.complete:
        return words.text("dispense.pick.scanned", done=done, total=max(done, total)), "ok"
    if checked:
        return words.text("dispense.pick.part", done=done), "moderate"
    if _is_short(row, checked=checked) and row.packs_to_be_had:
        return words.text("dispense.pick.short", done=done, total=total, had=row.packs_to_be_had), "moderate"
    if row.proposed is None:
        return words.text("dispense.pick.no_stock", done=done, total=total), "moderate"
    return words.text("dispense.pick.scanned", done=done, total=total), "accent" if is_current else "text_2"


def _pick_detail(words: Words, view: CounterView, row: PickLine, *, strong: bool) -> tuple[Run, ...]:
    numbers = list(dict.fromkeys(view.batches[one.batch_id].batch_number for one in row.allocations))
    if not numbers and row.proposed is not None and row.wanted.value > 0:
        numbers = [row.proposed.batch_number]
    cut = cut_of_line(words, view, row)
    cuts = (Run(" · "), bold(cut, "moderate")) if cut else ()
    runs: tuple[Run, ...] = (Run(row.product.strength_text),)
    if row.keyed is not None:
        runs += (Run(" · "), bold(words.text("dispense.pick.instead", name=row.keyed.name), "moderate"))
    if not numbers:
        return (*runs, *cuts)
    number = ", ".join(numbers)
    lead = Run(f" · {words.text('dispense.batch_word')} ")
    return (*runs, lead, bold(number, "text") if strong else Run(number), *cuts)


def prescription_head(words: Words, view: CounterView, now: datetime) -> PrescriptionHead:
    """The bar at the top."""
    rx, context = view.prescription, view.patient
    patient = context.patient if context else None
    allergies = ", ".join(one.text for one in context.allergies or ()) if context else ""
    facts: list[Run] = []
    if patient is not None:
        age = age_text(patient.birth_date, now.date())
        facts.append(Run(f"{age} {words.word(patient.sex)}".strip() + " · "))
    facts += [code(rx.number), Run(f" · {rx.prescriber.name}" if rx.prescriber.name else "")]
    return PrescriptionHead(
        name=patient.name if patient else words.text("dispense.unknown_patient"),
        facts=tuple(facts),
        steps=_steps(words, view),
        due=due_of(rx.due_at, now, on_hold=view.standing.held),
        allergy=words.text("dispense.allergy", what=allergies) if allergies else "",
    )


def _steps(words: Words, view: CounterView) -> tuple[TrailStep, ...]:
    at = 1
    if view.status in CHECKED:
        at = 3
    elif all_complete(view):
        at = 2
    named = (("review", "review"), ("pick", "scan"), ("check", "badge"), ("hand_over", "handover"))
    return tuple(
        TrailStep(words.text(f"dispense.step.{key}"), icon, _state(index, at))
        for index, (key, icon) in enumerate(named)
    )


def _state(index: int, at: int) -> StepState:
    if index == at:
        return StepState.NOW
    return StepState.DONE if index < at else StepState.LATER


def todos(
    words: Words,
    view: CounterView,
    current: UUID | None,
    printed: Collection[UUID],
    *,
    part: bool = False,
    counting: bool = False,
) -> tuple[Todo, ...]:
    """What is left, in the order in which it is done. `printed` are the packs whose labels were printed.

    Of a `part` supply, and after the check, only the packs that are supplied now count. While a scan is `counting`
    nothing says how many.
    """
    found = tuple(_todos(words, view, current, printed, part=part))
    return tuple(replace(one, note="") for one in found) if counting else found


def _todos(
    words: Words, view: CounterView, current: UUID | None, printed: Collection[UUID], *, part: bool
) -> list[Todo]:
    text = words.text
    checked, picked = view.status in CHECKED, all_complete(view)
    rows = [] if checked else [row for row in view.lines if not row.complete]
    rows.sort(key=lambda row: row.line.id != current)
    found = [_line_todo(words, row, now=row.line.id == current, part=part) for row in rows]
    now, wanted = len(allocations(view)), sum(row.packs_needed for row in view.lines)
    packs = now if checked or part else max(wanted, now)
    done = sum(1 for one in allocations(view) if one.id in printed)
    labels = StepState.DONE if done == packs else StepState.LATER
    found.append(Todo(text("dispense.todo.labels"), labels, text("dispense.count", done=done, total=packs)))
    ready_to_check = picked or (part and bool(now) and done == packs)
    check = _check_todo(words, view, now=ready_to_check and not checked)
    found += [Todo(one, check.state) for one in cut_lines(words, view)]
    found.append(check)
    ready = view.standing.ready
    state = StepState.NOW if checked else StepState.LATER
    note = text("dispense.todo.in_bin", bin=ready.detail) if ready is not None else ""
    found.append(Todo(text("dispense.todo.hand_over"), state, note))
    return found


def _line_todo(words: Words, row: PickLine, *, now: bool, part: bool) -> Todo:
    count = words.text("dispense.count", done=row.packs_scanned, total=max(row.packs_needed, row.packs_scanned))
    if part:
        return Todo(words.text("dispense.todo.owed", name=row.product.name), StepState.LATER, count)
    if now:
        return Todo(words.text("dispense.todo.scan", name=row.product.name), StepState.NOW, count)
    state = StepState.DONE if row.complete else StepState.LATER
    key = "dispense.todo.line" if row.product.shelf else "dispense.todo.line_no_shelf"
    return Todo(words.text(key, name=row.product.name, shelf=row.product.shelf), state, count)


def _check_todo(words: Words, view: CounterView, *, now: bool) -> Todo:
    check = view.standing.accuracy_check
    if check is None:
        return Todo(words.text("dispense.todo.check"), StepState.NOW if now else StepState.LATER)
    by = initials(view.people, check.by)
    return Todo(words.text("dispense.todo.check"), StepState.DONE, f"{by} {words.text('dispense.at', at=check.at)}")


def initials(people: Mapping[UUID, User], user_id: UUID | None) -> str:
    """Initials of somebody who works here, "" for the station itself."""
    person = people.get(user_id) if user_id is not None else None
    return person.initials if person is not None else ""
