"""A switch board for faults: disturbs chosen requests and answers of a running server, for tests.

board = FaultBoard()
server = OrderServer(config, middleware=[board.wrap])
board.attach(server)
armed = board.add(Fault(FaultKind.DROP_AFTER_COMMIT, method="POST", path_matches="MedicationDispense"))
...
assert armed.struck == 1

At most one fault strikes a request: the first one added that matches and is due. The stream of hints is
left alone unless a pattern names it, as an answer that never ends cannot be spoilt as a whole: only faults
that perform nothing make sense there.

Threads: one lock guards the rules; tests add and clear while the server's thread asks for what is due.
"""

import random
import re
import threading
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from workstation.orderserver.fault_exchange import Exchange
from workstation.orderserver.fault_kinds import STANDING, WITHIN, Fault, FaultKind, Inside
from workstation.orderserver.fault_strikes import STRIKES
from workstation.orderserver.hints import HINT_PATH
from workstation.orderserver.waker import Waker

__all__ = ["Armed", "Fault", "FaultBoard", "FaultKind"]


class Armed:
    """One fault on a board and what became of it. Guarded by the board's lock."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.struck = 0
        """How many requests it struck so far."""
        self.matched = 0
        """How many requests it fitted, struck or not."""
        self._chance = random.Random(fault.seed)  # noqa: S311 - chance in a test, to be repeatable
        self._path = re.compile(fault.path_matches)
        self._body = re.compile(fault.body_matches.encode())

    def notes(self, method: str, target: str, body: bytes) -> bool:
        """Whether this request fits; counts it."""
        fits = self._fits(method, target, body)
        self.matched += fits
        return fits

    def strikes(self) -> bool:
        """Whether the request that was just noted is struck; counts it."""
        if self.matched <= self.fault.after or self._is_used_up or self._chance.random() >= self.fault.probability:
            return False
        self.struck += 1
        return True

    @property
    def _is_used_up(self) -> bool:
        return self.fault.times is not None and self.struck >= self.fault.times

    def _fits(self, method: str, target: str, body: bytes) -> bool:
        if self.fault.method not in ("", method):
            return False
        if target.startswith(HINT_PATH) and "hints" not in self.fault.path_matches:
            return False
        return self._path.search(target) is not None and self._body.search(body) is not None


class FaultBoard:
    """The faults that are armed, and the middleware that lets them strike."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[Armed] = []
        self._inside: Inside | None = None
        self._delayed: set[Waker] = set()

    def attach(self, server: Inside) -> None:
        """Names the server whose inside some faults reach into (tokens, backup, lag, clock)."""
        self._inside = server

    def add(self, fault: Fault) -> Armed:
        """Arms a fault; lag and clock offset hold from now on. Raises RuntimeError when it needs `attach` first."""
        if self._inside is None and fault.kind in STANDING | WITHIN:
            raise RuntimeError(f"{fault.kind} needs the server: attach it to the board first")
        armed = Armed(fault)
        with self._lock:
            self._armed.append(armed)
            self._settle_conditions()
        return armed

    def remove(self, armed: Armed) -> None:
        """Disarms one fault; what is not armed is passed over."""
        with self._lock:
            self._armed = [each for each in self._armed if each is not armed]
            self._settle_conditions()

    def clear(self) -> None:
        """Disarms everything; lag and clock offset end, and what is being delayed goes on at once.

        A request that its client has given up goes on, too: so a test decides when a late commit happens.
        """
        with self._lock:
            self._armed = []
            self._settle_conditions()
            for waiting in self._delayed:
                waiting.wake()

    @property
    def delayed(self) -> int:
        """How many requests are being delayed now."""
        return len(self._delayed)

    def struck(self, kind: FaultKind | None = None) -> int:
        """How often the armed faults (of one kind) struck."""
        with self._lock:
            return sum(each.struck for each in self._armed if kind in (None, each.fault.kind))

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """The middleware to give to `OrderServer`."""

        async def disturbed(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or not self._armed:
                await app(scope, receive, send)
                return
            exchange = await Exchange.begun(app, scope, receive, send, self._pause)
            fault = self._due(exchange)
            await (self._strike(fault, exchange) if fault else exchange.pass_on())

        return disturbed

    async def _pause(self, seconds: float) -> None:
        waiting = Waker()
        with self._lock:
            self._delayed.add(waiting)
        try:
            await waiting.is_woken(seconds)
        finally:
            with self._lock:
                self._delayed.discard(waiting)

    def _due(self, exchange: Exchange) -> Fault | None:
        """The fault that strikes this request. Standing ones only count it, they do not keep others away."""
        with self._lock:
            fitting = [each for each in self._armed if each.notes(exchange.method, exchange.target, exchange.body)]
            striking = (each.fault for each in fitting if each.strikes() and each.fault.kind not in STANDING)
            return next(striking, None)

    def _strike(self, fault: Fault, exchange: Exchange) -> Awaitable[None]:
        if fault.kind in WITHIN:
            assert self._inside is not None
            _WITHIN[fault.kind](self._inside)
            return exchange.pass_on()
        now = self._inside.now() if self._inside is not None else None
        return STRIKES[fault.kind](fault, exchange, now)

    def _settle_conditions(self) -> None:
        if self._inside is None:
            return
        standing = {each.fault.kind: each.fault.span for each in self._armed if each.fault.kind in STANDING}
        self._inside.conditions.settle(standing.get(FaultKind.INDEX_LAG), standing.get(FaultKind.CLOCK_OFFSET))


_WITHIN: dict[FaultKind, Callable[[Inside], object]] = {
    FaultKind.REVOKE_TOKENS: lambda inside: inside.tokens.revoke_all(),
    FaultKind.BACKUP: lambda inside: inside.backup(),
    FaultKind.RESTORE: lambda inside: inside.restore(),
    FaultKind.WIPE: lambda inside: inside.wipe(),
}
