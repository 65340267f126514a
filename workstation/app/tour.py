"""`workstation demo --tour`: the whole main job played by keys and scans on the real screens, with pictures.

Three prescriptions at least: a clean one, one whose alert is answered, one supplied in part; a wrong pack; a printed
scan that is transcribed; and one handed over while the order server is down. Dispenses are counted by asking the
order server.
"""

import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from workstation.app.counter import Counter
from workstation.app.demo import Demo
from workstation.app.desktop import Look, counter, labels_folder
from workstation.app.eyes import Eyes
from workstation.app.hands import SIZE, Hands
from workstation.app.people import demo_users
from workstation.app.tour_facts import Counted, pages_of_pdf, tour_facts
from workstation.domain import exact_json
from workstation.domain.users import Role
from workstation.domain.workflow import Status, standing
from workstation.services.directions import form_of, open_gap
from workstation.services.pick_lines import PickLine, pick_list
from workstation.services.screening import screen_in
from workstation.ui.dispense.verdicts import Stopped

CLEAN = "RX-26-004818"
OVERRIDDEN = "RX-26-004798"
PART = "RX-26-004830"
PRINTED = "RX-26-004835"
HANDWRITTEN = "RX-26-004821"
OFFLINE = "RX-26-004822"

READING, SENDING = 1200, 600
"""Seconds for the steps that wait for other processes: ten times what they take on a slow machine."""
SCANS = 3
"""So often a pack is scanned when the screen says that the code did not come whole."""


def play_tour(app: QApplication, demo: Demo, look: Look, folder: Path) -> int:
    """Plays the main job and leaves NN_name.png and tour.json in `folder`. Returns the number of pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in [*folder.glob("[0-9][0-9]_*.png"), folder / "tour.json"]:
        old.unlink(missing_ok=True)
    people = demo_users(demo.sample.people)
    with counter(app, demo.opened, demo.settings, demo.key, demo.pharmacy, look, people) as made:
        made.window.resize(*SIZE)
        made.window.show()
        tour = Tour(demo, made, Hands(app, made.window, folder, made.at_rest))
        tour.play()
        made.window.close()
    facts = tour_facts(demo, tour.steps, tour.counted)
    (folder / "tour.json").write_text(exact_json.dumps(facts) + "\n", encoding="utf-8")
    return len(list(folder.glob("[0-9][0-9]_*.png")))


class Tour:
    """One playing. `steps` is what tour.json tells of each."""

    def __init__(self, demo: Demo, made: Counter, hands: Hands) -> None:
        self._demo, self._counter, self._hands, self._eyes = demo, made, hands, Eyes(made)
        self.steps: list[dict[str, Any]] = []
        self._began = time.monotonic()
        self.counted = Counted()

    def play(self) -> None:
        """Everything, in the order of a working day. The scans are read meanwhile: nobody waits for them at first."""
        self._step("sign_in", self._look_at_sign_in)
        self._step("signed_in", self._sign_in)
        self._step("review_clean", lambda: self._open_review(CLEAN))
        self._step("approve_clean", lambda: self._approve(CLEAN))
        self._step("stop_wrong_pack", lambda: self._scan_wrong_pack(CLEAN))
        self._step("match", lambda: self._pick(CLEAN))
        self._step("accuracy_check", lambda: self._check(CLEAN))
        self._step("hand_over", lambda: self._hand_over(CLEAN))
        self._step("review_alert", lambda: self._open_review(OVERRIDDEN))
        self._step("alert_answered", self._answer_alert)
        self._step("approve_after_answer", lambda: self._approve(OVERRIDDEN))
        self._finish(OVERRIDDEN, "answered")
        self._step("review_part", lambda: self._open_review(PART))
        self._step("directions_enough_as_written", lambda: self._accept_directions(PART))
        self._step("approve_part", lambda: self._approve(PART))
        self._step("part_supply", lambda: self._pick(PART, all_packs=False))
        self._step("part_checked", lambda: self._check(PART))
        self._step("part_handed_over", lambda: self._hand_over(PART))
        self._step("queue", self._look_at_queue)
        self._step("review_handwriting", self._look_at_handwriting)
        self._play_offline()
        self._step("queue_at_the_end", self._look_at_the_end)

    def _play_offline(self) -> None:
        self._step("review_before_outage", lambda: self._open_review(OFFLINE))
        self._step("approve_before_outage", lambda: self._approve(OFFLINE))
        self._hands.wait_until("the claim is acknowledged", lambda: self._claimed(OFFLINE))
        self._step("server_gone", self._stop_server)
        self._finish(OFFLINE, "offline")
        self._step("outbox_waits", self._look_at_outbox)
        self._step("server_back", self._start_server)

    def _finish(self, number: str, name: str) -> None:
        self._step(f"picked_{name}", lambda: self._pick(number))
        self._step(f"checked_{name}", lambda: self._check(number))
        self._step(f"handed_over_{name}", lambda: self._hand_over(number))

    def _step(self, name: str, action: Callable[[], None]) -> None:
        self._began = time.monotonic()
        action()
        self._part(name)

    def _part(self, name: str) -> None:
        """Every picture is a step of its own: what was done since the one before."""
        seconds = Decimal(f"{time.monotonic() - self._began:.2f}")
        self.steps.append({"name": name, "seconds": seconds, "screenshot": self._hands.picture(name)})
        self._began = time.monotonic()

    # --- the steps ----------------------------------------------------------------------------------------

    def _look_at_sign_in(self) -> None:
        self._hands.settle()

    def _sign_in(self) -> None:
        pharmacist = next(one for one in self._demo.sample.people if one.user.role is Role.PHARMACIST)
        self._counter.start()
        self._hands.type(pharmacist.pin)
        self._hands.wait_until("the queue opens", lambda: self._counter.window.open_key == "queue")
        self._hands.wait_until("it says who is responsible", lambda: self._counter.duty_desk.view is not None)
        self._hands.key(Qt.Key.Key_F12)
        self._hands.wait_until("the pharmacist is responsible", self._eyes.says_responsible)
        self._hands.wait_until("prescriptions arrive", lambda: self._eyes.queue_rows() >= 20)

    def _look_at_queue(self) -> None:
        self._back_to_queue()
        wanted = self._wait_for_reading(HANDWRITTEN)
        self._eyes.queue().select(wanted)
        self._hands.wait_until("the preview shows", lambda: self._eyes.shows_preview(wanted))

    def _look_at_the_end(self) -> None:
        self._back_to_queue()
        self._wait_for_reading(PRINTED)

    def _wait_for_reading(self, number: str) -> UUID:
        """Until the queue shows what was read of this scan; its id."""
        with self._demo.opened.store.read() as tx:
            found = tx.prescriptions.by_number(number)
        assert found is not None
        document = found.document_ids[0]
        self._hands.wait_until(f"the scan of {number} is read", lambda: self._is_read(document), READING)
        self._hands.wait_until("the queue shows what was read", lambda: self._eyes.says_read([found.id]))
        return found.id

    def _look_at_handwriting(self) -> None:
        self._open_review(HANDWRITTEN)

    def _open_review(self, number: str) -> None:
        self._back_to_queue()
        wanted = self._id(number)
        self._eyes.queue().select(wanted)
        self._eyes.queue().list.table.setFocus()
        self._hands.wait_until("the preview shows", lambda: self._eyes.shows_preview(wanted))
        self._hands.key(Qt.Key.Key_Return)
        self._hands.wait_until(f"the review of {number} opens", lambda: self._eyes.shows_review(wanted))

    def _approve(self, number: str) -> None:
        approved = (Status.APPROVED, Status.PICKING)
        self._hands.press_until(f"{number} is approved", Qt.Key.Key_Return, lambda: self._status(number) in approved)
        wanted = self._id(number)
        self._hands.wait_until("the dispense screen opens", lambda: self._eyes.shows_counter(wanted))
        self._hands.wait_until("its claim is acknowledged", lambda: self._claimed(number))

    def _accept_directions(self, number: str) -> None:
        """ "Once a week" says no amount: the first Ctrl+L shows the line, the next one says that it is enough."""
        self._hands.press_until("the directions are enough", Qt.Key.Key_L, lambda: not self._asks_directions(number))
        self._hands.settle()

    def _answer_alert(self) -> None:
        self._hands.key(Qt.Key.Key_F8)
        self._hands.key(Qt.Key.Key_Down)
        self._hands.key(Qt.Key.Key_Space)
        self._hands.control(Qt.Key.Key_O)
        self._hands.wait_until("the alert is answered", lambda: not self._unanswered(OVERRIDDEN))
        self._hands.settle()

    def _scan_wrong_pack(self, number: str) -> None:
        row = self._rows(number)[0]
        with self._demo.opened.store.read() as tx:
            others = tx.products.with_ingredients([one.ingredient for one in row.product.ingredients])
        wrong = next(one for one in others if one.strength_text != row.product.strength_text)
        self._scan(f"01{wrong.gtin}", "STOP shows", lambda: self._eyes.shows_stop() and not self._eyes.says_not_whole())
        self.counted.wrong_packs += 1

    def _pick(self, number: str, *, all_packs: bool = True) -> None:
        for row in self._rows(number):
            for _ in range(row.packs_needed - row.packs_scanned):
                if not self._scan_right_pack(number, row) and not all_packs:
                    break
        if not all_packs:
            self._hands.wait_until("every scan is looked at", self._eyes.is_settled)
            self._hands.key(Qt.Key.Key_F7)
        self._print_labels(number)

    def _scan_right_pack(self, number: str, row: PickLine) -> bool:
        """Scans a pack of the batch that the pick list names now. False when there is none left."""
        now = next(one for one in self._rows(number) if one.line.id == row.line.id)
        batch = now.proposed
        if batch is None:
            return False
        code, before = f"01{now.product.gtin}17{batch.expiry_date:%y%m%d}10{batch.batch_number}", now.packs_scanned
        self._scan(code, "the pack is taken", lambda: self._scanned(number, row) > before)
        self.counted.packs += 1
        return True

    def _scan(self, code: str, what: str, holds: Callable[[], bool]) -> None:
        """Scans, and scans again when the screen says that the code did not come whole. Nothing was recorded then."""
        for _ in range(SCANS - 1):
            asked = partial(self._asks_again, self._eyes.half_scans, self._eyes.stopped)
            self._hands.scan(code)
            self._hands.wait_until(what, partial(_either, holds, asked))
            if holds():
                return
        self._hands.scan(code)
        self._hands.wait_until(what, holds)

    def _asks_again(self, half_scans: int, stop: Stopped | None) -> bool:
        """Whether the screen has said since then that a scan did not come whole."""
        return self._eyes.half_scans > half_scans or self._eyes.says_not_whole(since=stop)

    def _print_labels(self, number: str) -> None:
        file = labels_folder(self._demo.settings) / f"{number}.pdf"
        self._hands.press_until("the labels are written", Qt.Key.Key_L, file.exists)
        self._hands.wait_until("every pack has its label", self._eyes.says_labelled)
        self.counted.labels += pages_of_pdf(file.read_bytes())

    def _check(self, number: str) -> None:
        self._hands.primary()
        self._hands.wait_until(f"{number} is checked", lambda: self._status(number) is Status.CHECKED)
        self._hands.settle()
        self._hands.wait_until("a bin is proposed", self._eyes.proposes_bin)
        self._part("bin")
        self._hands.primary()
        self._hands.wait_until(f"{number} is ready", lambda: self._status(number) is Status.READY)
        self._hands.wait_until("the screen says ready", self._eyes.says_ready)

    def _hand_over(self, number: str) -> None:
        wanted = self._id(number)
        self._hands.primary()
        self._hands.wait_until("the bag shows", lambda: self._eyes.shows_bag(wanted))
        for _ in range(2):
            self._hands.key(Qt.Key.Key_F8)
            self._hands.key(Qt.Key.Key_Space)
        self._part("identity_confirmed")
        self._hands.primary()
        done = (Status.HANDED_OVER, Status.PART_SUPPLIED)
        self._hands.wait_until(f"{number} is handed over", lambda: self._status(number) in done)

    def _stop_server(self) -> None:
        self._demo.sample.server.stop()
        self._hands.key(Qt.Key.Key_F5)
        self._hands.wait_until("the banner says offline", self._eyes.says_offline)

    def _look_at_outbox(self) -> None:
        self._counter.window.open("outbox")
        self._hands.settle()

    def _start_server(self) -> None:
        self._demo.sample.server.start()
        self._hands.key(Qt.Key.Key_F5)
        self._hands.wait_until("everything is sent", lambda: self._waiting() == 0, SENDING)
        self._hands.wait_until("the banner goes", lambda: not self._eyes.says_offline())

    def _back_to_queue(self) -> None:
        self._counter.window.open("queue")
        self._hands.settle()
        self._hands.wait_until("the queue is read", lambda: self._eyes.queue_rows() > 0)

    # --- looking ------------------------------------------------------------------------------------------

    def _id(self, number: str) -> UUID:
        with self._demo.opened.store.read() as tx:
            found = tx.prescriptions.by_number(number)
        assert found is not None
        return found.id

    def _status(self, number: str) -> Status:
        prescription_id = self._id(number)
        with self._demo.opened.store.read() as tx:
            return tx.prescriptions.status(prescription_id)

    def _claimed(self, number: str) -> bool:
        prescription_id = self._id(number)
        with self._demo.opened.store.read() as tx:
            return standing(tx.prescriptions.events(prescription_id)).claimed

    def _unanswered(self, number: str) -> bool:
        site = self._demo.opened.site
        with self._demo.opened.store.read() as tx:
            prescription = tx.prescriptions.by_number(number)
            assert prescription is not None
            return bool(screen_in(tx, site, prescription).unanswered)

    def _asks_directions(self, number: str) -> bool:
        with self._demo.opened.store.read() as tx:
            prescription = tx.prescriptions.by_number(number)
            assert prescription is not None
            events = tx.prescriptions.events(prescription.id)
            lines = prescription.medicine_lines
            return any(open_gap(events, line, form_of(tx, line)) is not None for line in lines)

    def _is_read(self, document_id: UUID) -> bool:
        with self._demo.opened.store.read() as tx:
            return tx.documents.reading(document_id) is not None

    def _waiting(self) -> int:
        with self._demo.opened.store.read() as tx:
            return len(tx.outbox.open())

    def _rows(self, number: str) -> tuple[PickLine, ...]:
        user = next(one.user for one in self._demo.sample.people if one.user.role is Role.PHARMACIST)
        return pick_list(self._demo.opened.site, user, self._id(number))

    def _scanned(self, number: str, row: PickLine) -> int:
        return next(one.packs_scanned for one in self._rows(number) if one.line.id == row.line.id)


def _either(one: Callable[[], bool], other: Callable[[], bool]) -> bool:
    return one() or other()
