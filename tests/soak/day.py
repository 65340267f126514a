"""A pharmacy at work: prescriptions come in by the dozen, and each goes a way drawn by chance.

The clocks of server and station go on by minutes between the rounds, so that a pull asks for as much as it does in
a pharmacy and not for everything that a soak did in the last five minutes of real time.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random
from uuid import UUID

from tests.fakes import Faults, FaultyServer
from tests.looking import answer_questions, approve, bag_up, be_responsible, check_accuracy
from tests.scenario_actions import ACTIONS, PASSPHRASE, Desk
from tests.soak.orders import Line, Order, Orders
from tests.soak.server_process import ServerProcess
from workstation.adapters.samplepharmacy.catalogue import products
from workstation.adapters.samplepharmacy.stock import stock_batches
from workstation.adapters.scanner import parse_code
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.quantity import Quantity
from workstation.domain.queue import QueueFilter
from workstation.domain.stock import StockBatch
from workstation.domain.users import Role, User
from workstation.services.approval import ApprovalRefusal, answer_received, ask_prescriber, hold, reject, resume
from workstation.services.claim import claim_prescription
from workstation.services.handover import hand_over
from workstation.services.pick_lines import PickLine, pick_list
from workstation.services.picking import scan_pack
from workstation.services.queue_view import preview_view, queue_view
from workstation.services.receiving import add_products, open_balance, receive_stock
from workstation.services.returning import return_uncollected
from workstation.services.reversal import undo_dispense
from workstation.services.sign_in import SecretKind, add_user
from workstation.services.sync.courier import Courier, Habits, Rhythm
from workstation.services.sync.once import sync_once
from workstation.services.sync.ports import OrderServer, Translation
from workstation.services.transcription import KeyedLine, transcribe

SHOWS_AT_ONCE = Habits(timedelta(0))
"""What `workstation pair` finds out about the reference server."""
BATCH = 12
"""Prescriptions of one round."""
MINUTES_A_ROUND = 6
OVERRIDE = "prescriber confirmed by telephone"
PACKS_A_DELIVERY = 60


class Way(StrEnum):
    """What becomes of a prescription. The value is the status of its Task at the server in the end."""

    SUPPLIED = "completed"
    SUPPLIED_IN_TWO = "completed, in two parts"
    SUPPLIED_AFTER_ANSWER = "completed, after a question"
    SUPPLIED_AFTER_HOLD = "completed, after a hold"
    UNDONE = "in-progress, supply undone"
    RETURNED = "ready, returned uncollected"
    REJECTED = "rejected"
    ASKED = "on-hold, asked and not answered"
    LEFT = "requested, nobody claimed it"

    @property
    def task_status(self) -> str:
        """Task.status."""
        return self.value.partition(",")[0]


SHARES = {
    Way.SUPPLIED: 50,
    Way.SUPPLIED_IN_TWO: 13,
    Way.SUPPLIED_AFTER_ANSWER: 6,
    Way.SUPPLIED_AFTER_HOLD: 5,
    Way.UNDONE: 6,
    Way.RETURNED: 7,
    Way.REJECTED: 7,
    Way.ASKED: 3,
    Way.LEFT: 3,
}


@dataclass(slots=True)
class Tally:
    """What was done, to be compared with what the store and the server say."""

    ways: dict[str, Way] = field(default_factory=dict)
    """By prescription number."""
    goods_in: Counter[UUID] = field(default_factory=Counter)
    """Received per batch, in millionths of the unit: sums of whole numbers are exact."""
    counts: Counter[str] = field(default_factory=Counter)


class Day:
    """Plays rounds at one counter; chance, from the seed, decides what becomes of each prescription and how the line
    to the server behaves."""

    def __init__(self, desk: Desk, server: ServerProcess, seed: int) -> None:
        self.desk, self.site, self._server = desk, desk.site, server
        self._chance = Random(seed)
        self._orders = Orders(seed, server.organization)
        self._ahead = timedelta()
        self._later: list[tuple[Order, Callable[[Order], None]]] = []
        self.tally = Tally()
        self._faults = Faults()
        self._connected, desk.connected = desk.connected, self._badly_connected

    # --- before the doors open ----------------------------------------------------------------------------

    def open_shop(self) -> None:
        """Staff, catalogue and the shelves of the sample pharmacy."""
        for name, role in (("Asha", Role.PHARMACIST), ("Sneha", Role.COUNTER_STAFF)):
            licence = "SOAK" if role is Role.PHARMACIST else ""
            user = User(self.site.new_id(), name, role, licence)
            add_user(self.site, self.desk.hasher, user, {SecretKind.PASSPHRASE: PASSPHRASE})
        add_products(self.site, products())
        shelf = [
            (StockBatch(self.site.new_id(), one.product_id, one.batch_number, one.expiry_date), one.quantity)
            for one in stock_batches(self.site.today())
        ]
        open_balance(self.site, shelf)
        for batch, amount in shelf:
            self.tally.goods_in[batch.id] += _micro(amount.value)
        self._sign_in()

    def fill_queue(self, batches: int, size: int) -> None:
        """Prescriptions that nobody has claimed yet: the store is as large as after weeks, and its page caches full
        before anything is measured."""
        for _ in range(batches):
            self._pass_time(timedelta(minutes=MINUTES_A_ROUND))
            orders, bundle = self._orders.batch(size, self.site.clock())
            self._server.load(bundle)
            self.sync()
            self.tally.ways.update((order.number, Way.LEFT) for order in orders)

    def _sign_in(self) -> None:
        ACTIONS["sign_in"](self.desk, {"role": Role.PHARMACIST.value})

    @property
    def user(self) -> User:
        """Who works."""
        return self.desk.user

    # --- rounds -------------------------------------------------------------------------------------------

    def round(self, count: int = BATCH) -> None:
        """A batch of prescriptions from the pull to whatever becomes of them, and what was left from before."""
        self._pass_time(timedelta(minutes=MINUTES_A_ROUND))
        orders, bundle = self._orders.batch(count, self.site.clock())
        self._server.load(bundle)
        self.sync()
        work = [(order, self._draw_way()) for order in orders]
        for order, way in work:
            self.tally.ways[order.number] = way
            if way is not Way.LEFT:
                claim_prescription(self.site, self.user, self._id(order))
        self.sync()
        with self._troubles():
            later, self._later = self._later, []
            for order, go_on in later:
                go_on(order)
            for order, way in work:
                self._look(order)
                self._do(order, way)
        self.sync()

    def drain(self) -> None:
        """Everything that was put off is done; what waits is sent."""
        while self._later:
            later, self._later = self._later, []
            for order, go_on in later:
                go_on(order)
            self.sync()
        for _ in range(3):
            self.sync()

    def sync(self) -> None:
        """Rounds of sync until one gets through. The line is mended after at most four."""
        for _ in range(4):
            with self.desk.connected() as (server, translation):
                report = sync_once(Courier(self.site, server, translation, Rhythm(lambda _longest: 0.0), SHOWS_AT_ONCE))
            self.tally.counts["syncs"] += 1
            if not report.offline:
                return
            self.tally.counts["syncs_offline"] += 1
        raise Unavailable("order_server", report.offline)

    @contextmanager
    def _badly_connected(self) -> Iterator[tuple[OrderServer, Translation]]:
        with self._connected() as (server, translation):
            yield FaultyServer(server, self._faults), translation

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        """One round in six goes without the server; in one of six requests or answers get lost afterwards."""
        drawn = self._chance.random()
        away = drawn < 1 / 6
        if away:
            self.tally.counts["outages"] += 1
            self._server.stop()
        elif drawn < 2 / 6:
            self._faults.lost_replies = self._chance.randint(0, 2)
            self._faults.lost_requests = self._chance.randint(0, 1)
        yield
        if away:
            self._sync_into_nothing()
            self._pass_time(timedelta(minutes=self._chance.randint(1, 30)))
            self._server.start()

    def _sync_into_nothing(self) -> None:
        with self.desk.connected() as (server, translation):
            assert sync_once(
                Courier(self.site, server, translation, Rhythm(lambda _longest: 0.0), SHOWS_AT_ONCE)
            ).offline
        self.tally.counts["syncs_offline"] += 1

    def _pass_time(self, step: timedelta) -> None:
        self._ahead += step
        self.desk.move_clock(self._ahead.total_seconds())
        self._server.put_clock_forward(self._ahead)

    def _draw_way(self) -> Way:
        return self._chance.choices(list(SHARES), weights=list(SHARES.values()))[0]

    # --- one prescription ---------------------------------------------------------------------------------

    def _id(self, order: Order) -> UUID:
        with self.site.store.read() as tx:
            found = tx.prescriptions.by_number(order.number)
        assert found is not None, f"{order.number} was not pulled"
        return found.id

    def _look(self, order: Order) -> None:
        """Somebody looks at the queue and at a preview; somebody else takes over the counter."""
        if self._chance.random() < 0.3:
            queue_view(self.site, self.user, QueueFilter())
            preview_view(self.site, self.user, self._id(order))
        if self._chance.random() < 0.03:
            self._sign_in()

    def _do(self, order: Order, way: Way) -> None:
        self.tally.counts[f"way {way.name.lower()}"] += 1
        match way:
            case Way.LEFT:
                return
            case Way.REJECTED:
                reject(self.site, self.user, self._id(order), "the dose cannot be right")
            case Way.ASKED:
                ask_prescriber(self.site, self.user, self._id(order), "Is this dose right?")
            case Way.SUPPLIED_AFTER_ANSWER:
                ask_prescriber(self.site, self.user, self._id(order), "Is this dose right?")
                self._later.append((order, self._answered))
            case Way.SUPPLIED_AFTER_HOLD:
                hold(self.site, self.user, self._id(order), "patient comes tomorrow")
                self._later.append((order, self._resumed))
            case _:
                self._approve(order)
                self._supply(order, way)

    def _answered(self, order: Order) -> None:
        answer_received(self.site, self.user, self._id(order), "Yes, it is.")
        self._approve(order)
        self._supply(order, Way.SUPPLIED)

    def _resumed(self, order: Order) -> None:
        resume(self.site, self.user, self._id(order))
        self._approve(order)
        self._supply(order, Way.SUPPLIED)

    def _approve(self, order: Order) -> None:
        if order.paper:
            transcribe(self.site, self.user, self._id(order), [_keyed(line) for line in order.lines])
            self.tally.counts["transcribed"] += 1
        answer_questions(self.site, self.user, self._id(order))
        try:
            approve(self.site, self.user, self._id(order))
        except Refused as refusal:
            if refusal.code is not ApprovalRefusal.ALERT_NOT_ANSWERED:
                raise
            self.tally.counts["alerts_answered"] += 1
            approve(self.site, self.user, self._id(order), OVERRIDE)

    def _supply(self, order: Order, way: Way) -> None:
        be_responsible(self.site, self.user)  # each morning anew
        is_part = way is Way.SUPPLIED_IN_TWO and self._packs_left(order) > 1
        self._pick(order, is_part)
        check_accuracy(self.site, self.user, self._id(order), part_supply=is_part)
        bag_up(self.site, self.user, self._id(order))
        if way is Way.RETURNED:
            return_uncollected(self.site, self.user, self._id(order), "not collected for two weeks")
            return
        done = hand_over(self.site, self.user, self._id(order))
        self.tally.counts["supplies"] += len(done.dispenses)
        assert done.owing == is_part, order
        if is_part:
            self._later.append((order, self._rest))
        if way is Way.UNDONE:
            for one in done.dispenses:
                undo_dispense(self.site, self.user, one.id, "wrong patient at the counter")

    def _rest(self, order: Order) -> None:
        self._supply(order, Way.SUPPLIED)

    def _rows(self, order: Order) -> tuple[PickLine, ...]:
        return pick_list(self.site, self.user, self._id(order))

    def _packs_left(self, order: Order) -> int:
        return sum(row.packs_needed - row.packs_scanned for row in self._rows(order))

    def _pick(self, order: Order, is_part: bool) -> None:
        """Scans what is owed, of a part supply one pack only; now and then a wrong pack first."""
        if self._chance.random() < 0.1:
            self._scan_wrong(order)
        packs = 1 if is_part else self._packs_left(order)
        for _ in range(packs):
            row = next(one for one in self._rows(order) if not one.complete)
            batch = row.proposed or self._deliver(row)
            code = f"01{row.product.gtin}17{batch.expiry_date:%y%m%d}10{batch.batch_number}"
            self._scan(order, code, row.line.id)
            self.tally.counts["packs"] += 1

    def _scan(self, order: Order, code: str, line_id: UUID) -> None:
        """Another prescription of the same patient may have brought an alert since the approval: it is answered."""
        parsed = parse_code(code, self.site.today())
        try:
            scan_pack(self.site, self.user, self._id(order), parsed, line_id)
        except Refused as refusal:
            if refusal.code is not ScanRefusal.NEW_ALERT:
                raise
            self.tally.counts["alerts_answered_later"] += 1
            answer_questions(self.site, self.user, self._id(order))
            approve(self.site, self.user, self._id(order), OVERRIDE)
            scan_pack(self.site, self.user, self._id(order), parsed, line_id)

    def _scan_wrong(self, order: Order) -> None:
        mine = {one.product.gtin for one in order.lines}
        wrong = next(one for one in products() if one.gtin not in mine and one.schedule == "OTC")
        try:
            scan_pack(self.site, self.user, self._id(order), parse_code(f"01{wrong.gtin}", self.site.today()))
        except Refused:
            self.tally.counts["wrong_packs_refused"] += 1
        else:
            raise AssertionError(f"{order.number}: a wrong pack went green")

    def _deliver(self, row: PickLine) -> StockBatch:
        """Goods in: the shelf is empty."""
        self.tally.counts["deliveries"] += 1
        number = f"S{self.tally.counts['deliveries']:06d}"
        size = row.product.pack_size
        amount = Quantity(size.value * PACKS_A_DELIVERY, size.unit)
        expiry = date(self.site.today().year + 3, 12, 31)
        batch = receive_stock(self.site, self.user, row.product.gtin, number, expiry, amount)
        self.tally.goods_in[batch.id] += _micro(amount.value)
        return batch


def _keyed(line: Line) -> KeyedLine:
    return KeyedLine(
        medicine_text=line.product.name,
        dosage_instruction=f"1 {line.product.form} once a day",
        quantity=line.quantity,
        days_supply=line.days,
        product_id=line.product.id,
    )


def _micro(value: Decimal) -> int:
    return int(value * 1_000_000)
