"""The review's work off the GUI thread: every action runs on a lane, every answer comes to a bound method."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.medicine import Product
from workstation.domain.quantity import Quantity
from workstation.services.identifiers import Identifier
from workstation.services.review_view import ReviewView, ScanView
from workstation.services.routing import RoutingReason
from workstation.services.seen_before import SeenAnswer
from workstation.services.transcription import KeyedLine
from workstation.ui.review.actions import ReviewActions
from workstation.ui.review.checks import IDENTITY, place_of
from workstation.ui.review.drafts import Choosable, choosables
from workstation.ui.review.line_facts import LineFacts
from workstation.ui.review.paper_first import PaperFirst
from workstation.ui.review.scene import PagePicture, picture_of
from workstation.ui.tasks import Lane, Task, TaskRunner


@dataclass(frozen=True, slots=True)
class Done:
    """An action that was taken. `what` is its name; `key` the line or alert it was about."""

    what: str
    prescription_id: UUID
    key: str = ""


@dataclass(frozen=True, slots=True)
class RefusedAction:
    """An action that was not taken."""

    what: str
    prescription_id: UUID
    key: str
    refused: Refused


@dataclass(frozen=True, slots=True)
class CandidateAnswer:
    """What a line may mean, with the stock of each product."""

    line_id: UUID
    rows: tuple[Choosable, ...]
    free: Mapping[UUID, Decimal]


@dataclass(frozen=True, slots=True)
class HitAnswer:
    """What the catalogue has for a text."""

    text: str
    products: tuple[Product, ...]
    free: Mapping[UUID, Decimal]


class _Call(QObject):
    """One call: keeps what it was about until the answer comes."""

    def __init__(self, work: "ReviewWork", done: Done) -> None:
        super().__init__(work)
        self._work, self._done = work, done

    def succeeded(self, _result: object) -> None:
        self._work.done.emit(self._done)
        self.deleteLater()

    def refused(self, refused: Refused) -> None:
        self._work.refused.emit(RefusedAction(self._done.what, self._done.prescription_id, self._done.key, refused))
        self.deleteLater()

    def unavailable(self, trouble: Unavailable) -> None:
        self._work.unavailable.emit(trouble)
        self.deleteLater()


class ReviewWork(QObject):
    """Answers of a prescription that was left meanwhile are dropped by `abandon`."""

    opened = Signal(object)
    """ReviewView."""
    done = Signal(object)
    refused = Signal(object)
    unavailable = Signal(object)
    pages_ready = Signal(object)
    """Tuple of PagePicture, or the code of why there is none."""
    candidates_ready = Signal(object)
    """CandidateAnswer."""
    hits_ready = Signal(object)
    """HitAnswer."""
    sentences_ready = Signal(object)
    """(line id, English, second language)."""

    def __init__(self, actions: ReviewActions, tasks: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._actions, self._tasks = actions, tasks
        self._running: list[Task] = []
        self._opening: UUID | None = None
        self._shown_pages: tuple[tuple[UUID, bool, bool], ...] | None = None
        self._paper = PaperFirst(self)
        self._paper.rest_due.connect(self._open_rest)

    def open(self, prescription_id: UUID) -> None:
        """Starts or goes on with the review, and reads what the screen shows: the paper first."""
        self._opening = prescription_id
        if self._actions.scan is not None and self._shown_pages is None:
            paper = partial(self._actions.scan, prescription_id)
            self._run(Lane.STORE_WRITE, paper, self._on_scan, self._on_no_scan, self._on_no_scan)
        else:
            self._open_rest()

    def _open_rest(self) -> None:
        if self._opening is not None:
            work = partial(self._actions.open, self._opening)
            self._run(Lane.STORE_WRITE, work, self._on_opened, self._on_open_refused)

    def look(self, prescription_id: UUID) -> None:
        """Reads again what the screen shows."""
        self._opening = prescription_id
        work = partial(self._actions.server.look, prescription_id)
        self._run(Lane.STORE_WRITE, work, self._on_opened, self._on_open_refused)

    def abandon(self) -> None:
        """Another prescription: what is under way is not wanted any more."""
        for task in self._running:
            task.abandon()
        self._running.clear()
        self._paper.forget()
        self._shown_pages = None

    def load_pages(self, view: ReviewView | ScanView) -> None:
        """Decodes the scan, once per prescription."""
        wanted = tuple(
            (document.id, document.content is not None, document.id in view.readings) for document in view.documents
        )
        if wanted == self._shown_pages:
            return
        self._shown_pages = wanted

        def work() -> object:
            return _pictures(view, self._actions)

        self._run(Lane.WORK, work, self._on_pages)

    def find_candidates(self, facts: LineFacts) -> None:
        """Products and stock for what a line may mean."""
        read = facts.read
        if read is None:
            return

        def work() -> object:
            rows = choosables(read.reading, self._actions.search_products)
            ids = [row.product.id for row in rows if row.product]
            return CandidateAnswer(facts.line.id, rows, self._actions.free_stock(ids) if ids else {})

        self._run(Lane.STORE_READ, work, self._on_candidates)

    def search(self, text: str) -> None:
        """The catalogue."""

        def work() -> object:
            found = tuple(self._actions.search_products(text))[:9]
            return HitAnswer(text, found, self._actions.free_stock([one.id for one in found]) if found else {})

        self._run(Lane.STORE_READ, work, self._on_hits)

    def say(self, line_id: UUID, directions: str, form: str) -> None:
        """The directions of a line in plain words."""

        def work() -> object:
            said = self._actions.plain_sentence(directions, form) if directions.strip() else ("", "")
            return line_id, *said

        self._run(Lane.WORK, work, self._on_sentences)

    def confirm(self, prescription_id: UUID, keyed: KeyedLine) -> None:
        """Confirms a line."""
        self._act(
            "confirm", prescription_id, f"{keyed.line_id}", lambda: self._actions.confirm_line(prescription_id, keyed)
        )

    def remove(self, prescription_id: UUID, line_id: UUID, reason: str) -> None:
        """Takes away a line of ours that is no medicine."""
        self._act(
            "remove",
            prescription_id,
            f"{line_id}",
            lambda: self._actions.remove_line(prescription_id, line_id, reason),
        )

    def accept_directions(self, prescription_id: UUID, line_id: UUID) -> None:
        """The directions of a line are enough as they are written."""
        work = partial(self._actions.checks.accept_directions, prescription_id, line_id)
        self._act("directions", prescription_id, f"{line_id}", work)

    def choose_product(self, prescription_id: UUID, line_id: UUID, product_id: UUID) -> None:
        """Keys another product for a server's line."""
        self._act(
            "product",
            prescription_id,
            f"{line_id}",
            lambda: self._actions.choose_product(prescription_id, line_id, product_id),
        )

    def answer(self, prescription_id: UUID, key: str, code: str, words: str, secret: str = "") -> None:
        """Overrides or notes an alert. `secret`: of whoever overrides a contraindicated one."""
        work = partial(self._actions.answer_alert, prescription_id, key, code, words, secret)
        self._act("answer", prescription_id, key, work)

    def answer_as_before(self, prescription_id: UUID, key: str, secret: str) -> None:
        """The earlier answer counts again."""
        self._act("answer", prescription_id, key, partial(self._actions.answer_as_before, prescription_id, key, secret))

    def weigh(self, prescription_id: UUID, key: str, typed: str) -> None:
        """The weight that a check lacks."""
        self._act("answer", prescription_id, key, partial(self._actions.checks.record_weight, prescription_id, typed))

    def approve(self, prescription_id: UUID, seen: str) -> None:
        """The pharmacist finds right what is shown: `seen` is its fingerprint."""
        self._act("approve", prescription_id, "", lambda: self._actions.approve(prescription_id, seen))

    def keep(self, prescription_id: UUID, seen: str) -> None:
        """The check of the prescription before it counts for what is shown: it is approved by that."""
        self._act("approve", prescription_id, "", partial(self._actions.checks.keep_check, prescription_id, seen))

    def resume(self, prescription_id: UUID) -> None:
        """What was put aside is taken up again."""
        self._act("resume", prescription_id, "", lambda: self._actions.resume(prescription_id))

    def stop(self, prescription_id: UUID, what: str, words: str) -> None:
        """reject, prescriber, answer or hold, with a reason, question or answer."""
        action = {
            "reject": self._actions.reject,
            "prescriber": self._actions.ask_prescriber,
            "hold": self._actions.hold,
            "answered": self._actions.answer_received,
        }[what]
        self._act(what, prescription_id, "", lambda: action(prescription_id, words))

    # --- the order server ---------------------------------------------------------------------------------

    def read_edits(self, prescription_id: UUID) -> None:
        """What the server changed was read."""
        self._act("read_edits", prescription_id, "", partial(self._actions.server.read_edits, prescription_id))

    def count_supply(self, prescription_id: UUID, reference: str, amount: Quantity, reason: str) -> None:
        """How much of its line a supply elsewhere was."""
        work = partial(self._actions.server.count_supply, reference, amount, reason)
        self._act("question", prescription_id, reference, work)

    def settle_number(self, prescription_id: UUID, attention_id: UUID, reason: str) -> None:
        """This prescription is the right patient's."""
        work = partial(self._actions.server.settle_number, attention_id, reason)
        self._act("question", prescription_id, f"{attention_id}", work)

    # --- patient and paper --------------------------------------------------------------------------------

    def confirm_identity(self, prescription_id: UUID, identifiers: AbstractSet[Identifier]) -> None:
        """The patient is the one on the paper."""
        work = partial(self._actions.checks.confirm_identity, prescription_id, identifiers)
        self._act("check", prescription_id, IDENTITY, work)

    def settle_seen(self, prescription_id: UUID, other_id: UUID, answer: SeenAnswer) -> None:
        """What it means that it was here before."""
        work = partial(self._actions.checks.settle_seen, prescription_id, other_id, answer)
        self._act("check", prescription_id, place_of(other_id), work)

    def confirm_prescriber(self, prescription_id: UUID, name: str, number: str) -> None:
        """Who wrote the paper."""
        work = partial(self._actions.confirm_prescriber, prescription_id, name, number)
        self._act("written_by", prescription_id, "", work)

    def route(self, prescription_id: UUID, what: str, reason: RoutingReason, words: str) -> None:
        """decline or hand_back."""
        server = self._actions.server
        action = server.decline if what == "decline" else server.hand_back
        self._act("route", prescription_id, what, partial(action, prescription_id, reason, words))

    def draft(self, what: str, prescription_id: UUID, line_id: UUID, work: Callable[[], object]) -> None:
        """draft, undo_draft, discard_draft or take_up_draft of a line."""
        self._act(what, prescription_id, f"{line_id}", work)

    # --- inside -------------------------------------------------------------------------------------------

    def _act(self, what: str, prescription_id: UUID, key: str, work: Callable[[], object]) -> None:
        call = _Call(self, Done(what, prescription_id, key))
        self._tasks.run(
            Lane.STORE_WRITE, work, call.succeeded, on_refused=call.refused, on_unavailable=call.unavailable
        )

    def _run(
        self,
        lane: Lane,
        work: Callable[[], object],
        on_done: Callable[[object], None],
        on_refused: Callable[[Refused], None] | None = None,
        on_unavailable: Callable[[Unavailable], None] | None = None,
    ) -> None:
        on_unavailable = on_unavailable or self._on_unavailable
        task = self._tasks.run(lane, work, on_done, on_refused=on_refused, on_unavailable=on_unavailable)
        self._running = [*self._running[-20:], task]

    def _on_opened(self, opened: object) -> None:
        self.opened.emit(opened)

    def _on_scan(self, found: object) -> None:
        """Without a paper nothing is shown yet: what stands in its place are lines, and they come with the rest."""
        if isinstance(found, ScanView) and found.prescription_id == self._opening and found.documents:
            self._paper.paper_coming()
            self.load_pages(found)
        else:
            self._open_rest()

    def _on_no_scan(self, _why: object) -> None:
        """The opening meets the same reason, and says so."""
        self._open_rest()

    def _on_open_refused(self, refused: Refused) -> None:
        if self._opening is not None:
            self.refused.emit(RefusedAction("open", self._opening, "", refused))

    def _on_pages(self, pages: object) -> None:
        self.pages_ready.emit(pages)
        self._paper.paper_there()

    def _on_candidates(self, answer: object) -> None:
        self.candidates_ready.emit(answer)

    def _on_hits(self, answer: object) -> None:
        self.hits_ready.emit(answer)

    def _on_sentences(self, answer: object) -> None:
        self.sentences_ready.emit(answer)

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self.unavailable.emit(trouble)


def _pictures(view: ReviewView | ScanView, actions: ReviewActions) -> tuple[PagePicture, ...] | str:
    """All pages of all documents; the code of a sentence where there is nothing to show."""
    if not view.documents:
        return "no_paper"
    pictures: list[PagePicture] = []
    missing = 0
    for document in view.documents:
        if document.content is None:
            missing += 1
            continue
        reading = view.readings.get(document.id)
        pages = reading.pages if reading else ()
        for number, content in enumerate(actions.page_images(document)):
            picture = picture_of(content, pages[number] if number < len(pages) else None, unread=reading is None)
            if picture is not None:
                pictures.append(picture)
    if pictures:
        return tuple(pictures)
    return "not_here" if missing else "not_a_picture"
