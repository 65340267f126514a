"""A live round on test resources: what a server really does where the sync depends on it.

Declared capability is often wrong, so it is tried: create twice, change an old version, search, batch, delete. What
could not be found out is None, with a sentence why; nothing is guessed. Every test resource carries the station's
id, so that what an interrupted round left behind is found and deleted by this one or by the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.values import OURS, Resource, objects
from workstation.adapters.fhir.wire import answer_in_bundle
from workstation.domain.errors import Unavailable
from workstation.services.sync.ports import MOST_BATCH, Answer, BatchEntry, BatchRefused, SearchRefused

PROBE = f"{OURS}/probe"
"""Identifier system of test resources, one value each; whoever finds one may delete it."""
PROBE_OF = f"{OURS}/probe-of"
"""Identifier system of all test resources of one station."""
LONGEST_LAG = 10.0
"""Seconds after which a search that does not find the test resource is given up."""
BETWEEN_SEARCHES = 0.2
MOST_LEFTOVERS = 200

_NOT_NOW = (401, 403, 429)

StaleUpdate = Literal[412, 409, "ignored"]


@dataclass(slots=True)
class Probe:
    """What the round found; None = not found out."""

    version_ids: bool | None = None
    """Each change has a version of its own."""
    conditional_create: bool | None = None
    """A second create with the same identifier made nothing new."""
    stale_update: StaleUpdate | None = None
    """The answer to a change of an old version; "ignored" = it was overwritten."""
    search_lag_seconds: Decimal | None = None
    """Until a search found what was created."""
    delete: bool | None = None
    """The test resource is gone after DELETE."""
    transaction: bool | None = None
    """Two creates in one transaction were done. Nothing relies on it."""
    max_batch: int | None = None
    """The largest batch tried that was answered entry by entry, MOST_BATCH at most; 0 = it takes none."""
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Time as the probe needs it, both in seconds."""

    now: Callable[[], float]
    wait: Callable[[float], None]


Tell = Callable[[str], None]
"""Hears what is tried next."""
STEPS = ("search", "create", "change", "delete", "batch", "transaction")
"""What is told, in this order."""


def tell_nobody(_step: str) -> None:
    """Where nobody watches."""


def probe(
    server: FhirServer,
    probe_id: UUID,
    stopwatch: Stopwatch,
    station: UUID | None = None,
    tell: Tell = tell_nobody,
) -> Probe:
    """The live round. Raises Unavailable when the server goes away, and what `tell` or the stopwatch raise; it is
    cleaned up as far as it still answers.
    """
    return _Round(server, probe_id, stopwatch, station or probe_id, tell).run()


class _Round:
    def __init__(self, server: FhirServer, probe_id: UUID, stopwatch: Stopwatch, station: UUID, tell: Tell) -> None:
        self._tell = tell
        self._server, self._id, self._stopwatch = server, probe_id, stopwatch
        self._station = station
        self._made: list[str] = []
        self._lost = False
        """Something may have been created that no answer told of."""
        self._stuck: set[str] = set()
        """What could not be deleted; it is named once."""
        self._searchable = True
        self.found = Probe()

    def run(self) -> Probe:
        self._sweep(say=False)  # what an earlier round left
        first = self._first()
        if not first.done or not first.reference:
            why = first.said or f"status {first.status}"
            self._warn(f"No test resource (Basic) can be created: {why}. What the server does is unknown.")
            return self.found
        self._made.append(first.reference)
        try:
            self._try_all(first)
        except BaseException:
            self._lost = True
            self._clean_up_as_far_as_possible()
            raise
        self._clean_up()
        return self.found

    def _first(self) -> Answer:
        """With If-None-Exist; without it for a server that will not have it."""
        first = self._server.create(self._body(""), self._identifier(""))
        if first.status in (400, 405, 412, 422, 501):
            first = self._server.create(self._body(""), "")
        elif self._server.conditional_creates:
            return first
        # Refused: by a code that the client knows, which has then sent it again by itself, or by another one.
        if first.done:
            self.found.conditional_create = False
            self._warn("If-None-Exist is refused: the program sends none, and looks before it sends again.")
        return first

    def _try_all(self, first: Answer) -> None:
        self._tell("search")
        self.found.search_lag_seconds = self._lag()
        self._tell("create")
        self._create_again()
        self._tell("change")
        self._update_stale(first)
        self._tell("delete")
        self._delete_made()
        self._tell("batch")
        self.found.max_batch = self._max_batch(first.reference)
        self._tell("transaction")
        # Where nothing can be deleted again, nothing more is made.
        self.found.transaction = self._transaction() if self.found.delete else None

    def _warn(self, sentence: str) -> None:
        self.found.warnings.append(sentence)

    def _identifier(self, which: str) -> str:
        return f"{PROBE}|{self._id}{which}"

    def _body(self, which: str) -> dict[str, Any]:
        return {
            "resourceType": "Basic",
            "identifier": [
                {"system": PROBE, "value": f"{self._id}{which}"},
                {"system": PROBE_OF, "value": str(self._station)},
            ],
            "code": {"text": "Test of a pharmacist workstation at pairing; may be deleted"},
        }

    def _lag(self) -> Decimal | None:
        started = self._stopwatch.now()
        while True:
            seen = bool(self._ours(PROBE, str(self._id)))
            passed = self._stopwatch.now() - started
            if seen:
                return Decimal(f"{passed:.3f}")
            if not self._searchable:
                return None
            if passed > LONGEST_LAG:
                self._warn(f"What was created did not show in a search for {LONGEST_LAG:.0f} s.")
                return None
            self._stopwatch.wait(BETWEEN_SEARCHES)

    def _create_again(self) -> None:
        """Some servers answer the original with 200, some say 304, 412 or 409 where it is there already."""
        if self.found.conditional_create is False:
            return
        again = self._server.create(self._body(""), self._identifier(""))
        if again.status in (304, 409, 412):
            self.found.conditional_create = True
            return
        if not again.done:
            self._warn(f"A second create was not answered: {again.said or f'status {again.status}'}.")
            return
        others = [again.reference] if again.reference else self._shown_after_lag()
        if others is None:
            return  # neither the answer nor a search tells which resource it is
        self._made += [one for one in others if one not in self._made]
        self.found.conditional_create = len(self._made) == 1
        if not self.found.conditional_create:
            self._warn("If-None-Exist is ignored: after a lost reply the program looks before it sends again.")

    def _shown_after_lag(self) -> list[str] | None:
        """The resources with the test identifier, for a server that answers a create without saying which."""
        if self.found.search_lag_seconds is None:
            return None
        self._stopwatch.wait(float(self.found.search_lag_seconds) + BETWEEN_SEARCHES)
        return self._ours(PROBE, str(self._id)) or None

    def _update_stale(self, first: Answer) -> None:
        body = {**self._body(""), "id": first.reference.partition("/")[2]}
        version = first.version_id or self._server.read(first.reference).version_id
        second = self._server.update(first.reference, body | {"language": "en"}, version)
        if not second.done:
            self._warn(f"A change with If-Match was not taken: {second.said or f'status {second.status}'}.")
            return
        newer = second.version_id or self._server.read(first.reference).version_id
        self.found.version_ids = bool(version and newer and version != newer)
        stale = self._server.update(first.reference, body | {"language": "de"}, version)
        if stale.done:
            self.found.stale_update = "ignored"
            self._warn("A change of an old version is not refused: the program looks before and after each change.")
        elif stale.status == 412:
            self.found.stale_update = 412
        elif stale.status == 409:
            self.found.stale_update = 409

    def _max_batch(self, kept: str) -> int | None:
        """Halved until every entry is answered. `kept`: read over and over where what is created cannot be deleted."""
        size = MOST_BATCH
        while size > 1:
            try:
                reads = [BatchEntry("GET", kept)] * size
                answers = self._server.batch(self._creates(f"-b{size}", size) if self.found.delete else reads)
            except BatchRefused as refusal:
                if refusal.answer.status in _NOT_NOW:
                    return None
                size = 0 if refusal.answer.status in (404, 405, 501) else size // 2
                continue
            except Unavailable:
                self._lost = True  # too much for it, or gone: then the next request says so
                size //= 2
                continue
            if self.found.delete:
                self._made += [one.reference for one in answers if one.done and one.reference]
            if all(one.done for one in answers):
                return size
            size //= 2
        self._warn("The server takes no batches: one request for each fact.")
        return 0

    def _transaction(self) -> bool | None:
        try:
            answer = self._server.transaction(self._creates("-t", 2))
        except Unavailable:
            self._lost = True
            return None
        if not answer.done:
            unsure = answer.status in _NOT_NOW or (answer.status >= 500 and answer.status != 501)
            return None if unsure else False
        answers = [answer_in_bundle(one) for one in objects((answer.resource or {}).get("entry"))]
        made = [one.reference for one in answers if one is not None and one.done and one.reference]
        self._made += made
        return len(made) == 2

    def _creates(self, which: str, count: int) -> Sequence[BatchEntry]:
        names = [f"{which}-{number}" for number in range(count)]
        conditional = self.found.conditional_create is not False
        return [
            BatchEntry("POST", "Basic", self._body(one), identifier=self._identifier(one) if conditional else "")
            for one in names
        ]

    # --- cleaning up ----------------------------------------------------------------------------------------

    def _clean_up_as_far_as_possible(self) -> None:
        """After a failure; that failure is what is told, not a second one."""
        try:
            self._clean_up()
        except Unavailable:
            self._made.clear()  # the next round of this station finds what is left

    def _clean_up(self) -> None:
        self._delete_made()
        if self._lost:
            # The search may not show it yet.
            self._stopwatch.wait(float(self.found.search_lag_seconds or BETWEEN_SEARCHES))
        self._sweep(say=True)

    def _delete_made(self) -> None:
        while self._made:
            self._delete(self._made[-1], say=True)
            self._made.pop()

    def _sweep(self, *, say: bool) -> None:
        """Whatever of this station's a search shows."""
        for reference in self._ours(PROBE_OF, str(self._station))[:MOST_LEFTOVERS]:
            if reference not in self._made and reference not in self._stuck:
                self._delete(reference, say=say)
                if reference in self._stuck:
                    return

    def _ours(self, system: str, value: str) -> list[str]:
        """References of test resources with this identifier. A server that passes over a search parameter answers
        with everything that it has, so each one is looked at.
        """
        if not self._searchable:
            return []
        try:
            found = self._server.find("Basic", f"{system}|{value}")
        except SearchRefused:
            self._searchable = False
            self._warn("Test resources (Basic) cannot be searched by identifier.")
            return []
        wanted = {"system": system, "value": value}
        return [f"Basic/{one['id']}" for one in found if wanted.items() <= _identifiers(one, system).items()]

    def _delete(self, reference: str, *, say: bool) -> None:
        answer = self._server.delete(reference)
        gone = answer.status in (404, 410) or (answer.done and self._server.read(reference).status in (404, 410))
        if say:
            self.found.delete = gone if self.found.delete is None else self.found.delete and gone
        if not gone:
            self._stuck.add(reference)
        if not gone and say:
            self._warn(f"The test resource {reference} could not be deleted and stays at the server.")


def _identifiers(resource: Resource, system: str) -> dict[str, Any]:
    return dict(next((one for one in objects(resource.get("identifier")) if one.get("system") == system), {}))
