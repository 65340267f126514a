"""Small stand-ins for what lies outside: knowledge, secrets, the clock, and a network that fails on purpose."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from workstation.domain.errors import Unavailable
from workstation.domain.screening import (
    Alert,
    AlertKind,
    Screened,
    ScreeningProfile,
    ScreeningResult,
    Severity,
)
from workstation.services.sync.ports import (
    Answer,
    BatchEntry,
    BatchRefused,
    ContentAnswer,
    OrderServer,
    Page,
    Resource,
)


@dataclass(slots=True)
class FakeClock:
    """A clock that stands still until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        """Now, aware."""
        return self.now

    def forward(self, **by: float) -> None:
        """Moves it: `forward(minutes=5)`."""
        self.now += timedelta(**by)


class PlainHasher:
    """Implements services.sign_in.Hasher without the cost of a hash."""

    def hash(self, secret: str) -> str:
        """The secret, marked."""
        return f"plain:{secret}"

    def matches(self, hashed: str, secret: str) -> bool:
        """True for the same secret."""
        return hashed == f"plain:{secret}"


@dataclass(slots=True)
class FakeKnowledge:
    """Knows that warfarin and aspirin do not go together, and what a patient is allergic to by the same word."""

    edition: str = "fake-1"
    synonyms: dict[str, str] = field(
        default_factory=lambda: {"paracetamol": "paracetamol", "acetaminophen": "paracetamol"}
    )

    facts: int = 2
    dated: date | None = date(2026, 11, 1)
    classes: tuple[frozenset[str], ...] = ()
    """Ingredients of which two would be one too many."""
    found: Callable[[ScreeningProfile, ScreeningResult], ScreeningResult] = lambda _profile, result: result
    """What it finds besides."""

    def canonical(self, ingredient: str) -> str:
        """The one name of an ingredient."""
        word = ingredient.strip().lower()
        return self.synonyms.get(word, word)

    def ingredients(self, text: str) -> frozenset[str]:
        """The first word of each part."""
        return frozenset(self.canonical(part.split()[0]) for part in text.split("+") if part.split())

    def same_class(self, ingredient: str) -> tuple[str, ...]:
        """The others of its class."""
        others = {one for members in self.classes if ingredient in members for one in members}
        return tuple(sorted(others - {ingredient}))

    def screen(self, profile: ScreeningProfile) -> ScreeningResult:
        """The two rules above."""
        texts = {entry.text.split()[0].lower(): entry.text for entry in (*profile.medicines, *(profile.current or ()))}
        alerts = []
        if {"warfarin", "aspirin"} <= texts.keys():
            pair = ("warfarin", "aspirin")
            alerts.append(an_alert("w-a", AlertKind.INTERACTION, pair, tuple(texts[one] for one in pair)))
        alerts += [
            an_alert(f"allergy-{word}", AlertKind.ALLERGY, (word, word), (texts[word],))
            for word in (profile.allergies or ())
            if word in texts
        ]
        screened = tuple(Screened(text, (word,)) for word, text in texts.items())
        return self.found(profile, ScreeningResult(profile.id, tuple(alerts), screened, (), (), self.edition))


def an_alert(rule: str, kind: AlertKind, subjects: tuple[str, ...], medicines: tuple[str, ...]) -> Alert:
    """A major alert that interrupts."""
    return Alert(
        kind=kind,
        severity=Severity.MAJOR,
        interrupts=True,
        subjects=subjects,
        effect="bleeding",
        mechanism="both thin the blood",
        management="ask the prescriber",
        source="made up for a test",
        rule=rule,
        reviewed=False,
        medicines=medicines,
    )


@dataclass(slots=True)
class Faults:
    """What goes wrong on the way to the server, each thing as often as its number says."""

    lost_requests: int = 0
    """Writes that never arrive."""
    lost_replies: int = 0
    """Writes that the server does and whose answer is lost."""
    pages_before_the_end: int | None = None
    """The connection breaks after so many pages of a search."""


class FaultyServer:
    """The real server behind a bad line (implements services.sync.ports.OrderServer)."""

    def __init__(self, server: OrderServer, faults: Faults) -> None:
        self._server = server
        self.faults = faults

    def read(self, reference: str) -> Answer:
        """As the server's."""
        return self._server.read(reference)

    def create(self, body: Resource, identifier: str) -> Answer:
        """As the server's, unless the request or the answer is lost."""
        with self._line():
            return self._server.create(body, identifier)

    def update(self, reference: str, body: Resource, version_id: str) -> Answer:
        """As the server's, unless the request or the answer is lost."""
        with self._line():
            return self._server.update(reference, body, version_id)

    @contextmanager
    def _line(self) -> Iterator[None]:
        if self.faults.lost_requests:
            self.faults.lost_requests -= 1
            raise Unavailable("order_server", "the line was cut before the request")
        yield
        if self.faults.lost_replies:
            self.faults.lost_replies -= 1
            raise Unavailable("order_server", "the line was cut before the answer")

    def find(self, resource_type: str, identifier: str) -> Sequence[Resource]:
        """As the server's."""
        return self._server.find(resource_type, identifier)

    def search(self, resource_type: str, parameters: Sequence[tuple[str, str]]) -> Iterator[Page]:
        """As the server's, up to the page at which the line breaks."""
        for number, page in enumerate(self._server.search(resource_type, parameters)):
            if resource_type == "Task" and number == self.faults.pages_before_the_end:
                raise Unavailable("order_server", "the line was cut in the middle of a pull")
            yield page

    def content(self, url: str) -> bytes | None:
        """As the server's."""
        return self._server.content(url)

    def batch(self, entries: Sequence[BatchEntry]) -> Sequence[Answer]:
        """As the server's, unless the request or the answer is lost."""
        with self._line():
            return self._server.batch(entries)

    def content_to(self, url: str, sink: Callable[[bytes], None], start: int = 0) -> ContentAnswer:
        """As the server's."""
        return self._server.content_to(url, sink, start)


class MemoryServer:
    """A FHIR server in a dictionary (implements services.sync.ports.OrderServer), with answers made to order."""

    def __init__(self, *resources: Resource) -> None:
        self.resources: dict[str, Resource] = {}
        self.scripted: list[Answer] = []
        """Answers to the next writes of work (not of the sentinel), before anything is done."""
        self.silent = False
        """Writes are answered without a body (Prefer is ignored)."""
        self.scans: dict[str, bytes | None] = {}
        self.writes = 0
        self.most_batch = 20
        """Entries that one batch may have; 0 = no batches."""
        self.batches: list[int] = []
        """Sizes of the batches that came."""
        for resource in resources:
            self.put(resource)

    def put(self, resource: Resource) -> Resource:
        """Stores a new version."""
        reference = f"{resource['resourceType']}/{resource['id']}"
        old = self.resources.get(reference, {})
        version = int(old.get("meta", {}).get("versionId", "0")) + 1
        meta = {"versionId": str(version), "lastUpdated": f"2026-11-22T06:30:{version % 60:02d}Z"}
        self.resources[reference] = {**resource, "meta": {**resource.get("meta", {}), **meta}}
        return self.resources[reference]

    def read(self, reference: str) -> Answer:
        """The present version."""
        found = self.resources.get(reference)
        return self._answer(200, found) if found else Answer(404, None, "", "", said="not here")

    def create(self, body: Resource, identifier: str) -> Answer:
        """Makes it, or gives the one that has this identifier."""
        if self.scripted and body["resourceType"] != "Basic":
            return self.scripted.pop(0)
        known = self.find(str(body["resourceType"]), identifier)
        if known:
            return self._answer(200, known[0])
        self.writes += 1
        made = self.put({**body, "id": f"n{self.writes}"})
        return self._written(201, made)

    def update(self, reference: str, body: Resource, version_id: str) -> Answer:
        """Changes the version it names, or refuses."""
        if self.scripted and body["resourceType"] != "Basic":
            return self.scripted.pop(0)
        if self.resources[reference]["meta"]["versionId"] != version_id:
            return Answer(412, None, "", "", said="another version")
        self.writes += 1
        return self._written(200, self.put(body))

    def _written(self, status: int, resource: Resource) -> Answer:
        whole = self._answer(status, resource)
        return replace(whole, resource=None) if self.silent else whole

    def _answer(self, status: int, resource: Resource) -> Answer:
        reference = f"{resource['resourceType']}/{resource['id']}"
        return Answer(status, resource, reference, str(resource["meta"]["versionId"]))

    def find(self, resource_type: str, identifier: str) -> Sequence[Resource]:
        """By system|value."""
        system, _, value = identifier.partition("|")
        wanted = {"system": system, "value": value}
        return [
            one
            for one in self.resources.values()
            if one["resourceType"] == resource_type and wanted in one.get("identifier", [])
        ]

    def search(self, resource_type: str, parameters: Sequence[tuple[str, str]]) -> Iterator[Page]:
        """Everything of the type on one page, whatever is asked."""
        yield Page([one for one in self.resources.values() if one["resourceType"] == resource_type], [])

    def content(self, url: str) -> bytes | None:
        """A scan, None for one that is not there."""
        return self.scans.get(url)

    def batch(self, entries: Sequence[BatchEntry]) -> Sequence[Answer]:
        """Each entry as if it had come alone; too many are refused as a whole."""
        self.batches.append(len(entries))
        if len(entries) > self.most_batch:
            raise BatchRefused(Answer(413 if self.most_batch else 404, None, "", "", said="too many entries"))
        return [self._one_of_batch(one) for one in entries]

    def _one_of_batch(self, one: BatchEntry) -> Answer:
        assert one.body is not None
        if one.method == "POST":
            return self.create(one.body, one.identifier)
        return self.update(one.url, one.body, one.version_id)

    def content_to(self, url: str, sink: Callable[[bytes], None], start: int = 0) -> ContentAnswer:
        """A scan in one piece."""
        found = self.scans.get(url)
        if found is None:
            return ContentAnswer(404, start, 0, None, "")
        sink(found[start:])
        return ContentAnswer(206 if start else 200, start, len(found) - start, len(found), "image/png")
