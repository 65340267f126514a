"""The words of the prompt: the shelf to go to, or what follows the last pack."""

from workstation.domain.workflow import Status
from workstation.services.counter_view import CounterView
from workstation.services.interruption import packs_and_labels
from workstation.services.pick_lines import PickLine
from workstation.ui.components.packs import pack_states
from workstation.ui.components.runs import Run, bold, code
from workstation.ui.components.severity import Severity
from workstation.ui.dispense.amounts import counted, in_packs
from workstation.ui.dispense.cutting import cut_lines, cut_to_come
from workstation.ui.dispense.pick_list import AnsweredLine
from workstation.ui.dispense.prompt import Prompt
from workstation.ui.dispense.views import allocations, initials
from workstation.ui.words import Words, day


def prompt_of(words: Words, view: CounterView, row: PickLine | None) -> Prompt:
    """What to do now, while no verdict is shown."""
    text = words.text
    if view.status is Status.READY and view.standing.ready is not None:
        title = text("dispense.prompt.ready", bin=view.standing.ready.detail)
        return _done(text("dispense.prompt.ready_title"), title, "handover")
    if view.standing.accuracy_check is not None:
        by = initials(view.people, view.standing.accuracy_check.by)
        return _done(text("dispense.prompt.checked_title"), text("dispense.prompt.checked", by=by), "badge")
    if not view.lines:
        return Prompt("", "", text("dispense.nothing_title"), (text("dispense.nothing"),), "pick", "text_3")
    if row is None:
        cuts = ". ".join(cut_lines(words, view))
        sentence = text("dispense.prompt.done")
        return _done(text("dispense.prompt.done_title"), f"{sentence} {cuts}.".removesuffix(" ."), "shape-ok")
    return _take(words, row)


def _done(title: str, sentence: str, icon: str) -> Prompt:
    return Prompt("", "", title, (sentence,), icon, "ok", done=True)


def _take(words: Words, row: PickLine) -> Prompt:
    text, product = words.text, row.product
    batch = row.proposed
    details: list[tuple[Run, ...]] = [(Run(f"{product.strength_text} · {product.form}"),)]
    if batch is not None:
        expiry = bold(day(batch.expiry_date))
        lead = Run(f"{text('dispense.match.batch')} ")
        between = Run(f" · {text('dispense.match.expires')} ")
        details[0] = (*details[0], Run(" · "), lead, code(batch.batch_number), between, expiry)
        cut = cut_to_come(words, row)
        said = bold(f" {cut[:1].upper()}{cut[1:]}." if cut else "", "moderate")
        runs = [Run(text("dispense.prompt.scan_first")), *((said,) if cut else ())]
        if row.short:
            runs.append(bold(" " + text("dispense.prompt.short", had=row.packs_to_be_had, total=row.packs_needed),
                             "moderate"))  # fmt: skip
        details.append(tuple(runs))
    else:
        details.append((bold(text("dispense.prompt.no_batch_title"), "moderate"),))
    return Prompt(
        lead=text("dispense.prompt.take" if product.shelf else "dispense.prompt.no_shelf"),
        place=product.shelf,
        name=product.name,
        details=tuple(details),
        icon="pick",
        tone="accent",
        states=pack_states(row.packs_scanned, row.packs_needed, listening=True)[:6],
        packs_heading=text("dispense.prompt.packs"),
        packs=f"{row.packs_needed - row.packs_scanned}",
        packs_note=in_packs(words, row.wanted, product),
    )


def answered_lines(words: Words, view: CounterView) -> tuple[AnsweredLine, ...]:
    """Answered alerts that interrupted, with their reason and who gave it."""
    found = []
    for one in view.answered_alerts:
        if one.answer is None or not one.alert.interrupts:
            continue
        severity = Severity(one.alert.severity.word)
        pair = " + ".join(one.alert.subjects)
        by = initials(view.people, one.answer.by)
        reason = reason_words(words, one.answer.reason)
        found.append(
            AnsweredLine(
                severity,
                words.text("dispense.pick.answered", pair=pair),
                words.text("dispense.pick.answered_by", reason=reason, by=by, at=one.answer.at),
            )
        )
    return tuple(found)


def reason_words(words: Words, reason: str) -> str:
    """The coded reason in the words in which it was chosen in the review, and what was typed with it."""
    key, _, typed = reason.partition(": ")
    said = words.text(f"review.reason.{key}") if words.has(f"review.reason.{key}") else key.replace("_", " ")
    if key == "other" and typed:
        return typed
    return f"{said}: {typed}" if typed else said


def held_words(words: Words, view: CounterView) -> str:
    """How many packs lie on the counter for this prescription, or since when the shelf is held; "" for neither."""
    packs = allocations(view)
    if not packs:
        since = view.reserved_since
        return words.text("dispense.pick.reserved", since=since) if since is not None else ""
    return words.text("dispense.pick.held", count=sum(one.packs for one in packs), since=packs[0].at)


def interrupted_words(words: Words, view: CounterView) -> tuple[str, str]:
    """That picking was interrupted and what to do with the labels; empty where it was not."""
    event = view.interrupted
    if event is None:
        return "", ""
    packs, labels = packs_and_labels(event)
    by = initials(view.people, event.by)
    why = words.text(f"dispense.interrupted.{event.reason}", by=by, at=event.at)
    detail = words.text("dispense.interrupted.packs", count=packs)
    if labels:
        detail += " " + words.text("dispense.interrupted.labels", count=labels)
    return why, detail


def owing_words(words: Words, view: CounterView) -> str:
    """What stays owed when the packs scanned so far are supplied."""
    missing = [row for row in view.lines if not row.complete]
    if not missing:
        return ""
    first = missing[0]
    owing = f"{counted(words, first.wanted - first.allocated)} {first.product.name}"
    if len(missing) == 1:
        return owing
    return words.text("dispense.action.part_more", owing=owing, count=len(missing) - 1)
