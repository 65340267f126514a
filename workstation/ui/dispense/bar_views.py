"""What the action bar says in each state of the work."""

from dataclasses import replace

from workstation.domain.workflow import Status
from workstation.ui.components.severity import Severity
from workstation.ui.dispense.bar import BarView
from workstation.ui.dispense.prompts import owing_words
from workstation.ui.dispense.session import Session
from workstation.ui.dispense.views import all_complete, packs_missing
from workstation.ui.review.server_stop import stop_words
from workstation.ui.words import Words


def bar_view(words: Words, session: Session, bag: str) -> BarView:
    """The bar; `bag` is the bin that stands in the field."""
    text, view = words.text, session.view
    undo = "" if session.packs else text("dispense.action.nothing_to_undo")
    working = text("dispense.action.working") if session.busy else ""
    if session.unsettled:
        working = text("dispense.action.looking")
    if session.stopped is not None:
        return BarView("", "", text("dispense.action.same"), undo_lock=undo, stopped=True)
    if view.edits or view.stop is not None:
        lock = stop_words(words, view.stop) if view.stop is not None else text("server_changes.edits.lock")
        return BarView(text("dispense.action.check"), lock, lock, Severity.MODERATE, undo_lock=undo, part_shown=False)
    if view.status is Status.READY and view.standing.ready is not None:
        reason = text("dispense.action.waits", bin=view.standing.ready.detail)
        return BarView(text("dispense.action.hand_over"), working, reason, undo_lock=undo, part_shown=False)
    if view.status is Status.CHECKED:
        lock = "" if bag else text("dispense.action.bin_first")
        reason = lock or text("dispense.action.ready_now", bin=bag)
        return BarView(text("dispense.action.ready"), working or lock, reason, undo_lock=undo, part_shown=False)
    return _picking(words, session, undo, working)


def _picking(words: Words, session: Session, undo: str, working: str) -> BarView:
    text, view = words.text, session.view
    complete, anything = all_complete(view), bool(session.packs)
    part_lock = text("dispense.action.nothing_left") if complete else ""
    if not anything:
        part_lock = text("dispense.action.nothing_scanned")
    bar = BarView(text("dispense.action.check"), "", "", part_lock=part_lock, undo_lock=undo, part_on=session.part)
    if session.batches_unread and (complete or session.part):
        lock = text("dispense.action.read_batches", count=session.batches_unread)
        return replace(bar, lock=working or lock, reason=lock)
    if session.part and not part_lock and not session.labels_printed:
        return _printing(words, session, working, BarView("", "", "", part_on=True, undo_lock=undo))
    second = second_person(words, session)
    if session.part and not part_lock:
        reason = second or text("dispense.action.part_on", owing=owing_words(words, view))
        return BarView(text("dispense.action.check_part"), working or second, reason, part_on=True, undo_lock=undo)
    lock = "" if complete and anything else text("dispense.action.opens", count=packs_missing(view))
    if not view.lines:
        lock = text("dispense.nothing_title")
    if not lock and not session.labels_printed:
        return _printing(words, session, working, BarView("", "", "", part_lock=part_lock, undo_lock=undo))
    lock = lock or second
    reason = lock or text("dispense.action.check_now")
    return BarView(text("dispense.action.check"), working or lock, reason, part_lock=part_lock, undo_lock=undo)


def second_person(words: Words, session: Session) -> str:
    """Why who picked may not check; "" where nothing asks for somebody else, or every pack was scanned again."""
    check = session.view.second_check
    if check is None or not check.missing:
        return ""
    if check.opens_at is None:
        return words.text("dispense.second_person.never")
    done, total = len(check.again), len(check.packs)
    return words.text("dispense.second_person.alone", at=check.opens_at, done=done, total=total)


def _printing(words: Words, session: Session, working: str, bar: BarView) -> BarView:
    """Every pack gets its label before anybody can find it right."""
    missing = len(session.packs) - len(session.printed)
    reason = words.text("dispense.action.print_now", count=missing)
    if session.part:
        reason = f"{words.text('dispense.action.part_on', owing=owing_words(words, session.view))} · {reason}"
    primary = words.text("dispense.action.print")
    return replace(bar, primary=primary, lock=working, reason=working or reason, prints=True)
