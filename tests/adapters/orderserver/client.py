"""A synchronous client for the application without a network, and small resources to send."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from workstation.orderserver import exact_json
from workstation.orderserver.app import Wrapper, create_app
from workstation.orderserver.conditions import Conditions
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.context import Context
from workstation.orderserver.dialect import new_store
from workstation.orderserver.tokens import TokenIssuer

BASE = "https://orders.test"
FHIR = {"content-type": "application/fhir+json"}
Json = dict[str, Any]


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> datetime:
        """Goes on (or back, with a negative amount) and says what time it is."""
        self.now += timedelta(**amount)
        return self.now


class Api:
    """The application over its own store."""

    def __init__(self, config: ServerConfig | None = None, middleware: tuple[Wrapper, ...] = ()) -> None:
        self.clock = Clock()
        self.config = config or ServerConfig()
        self.conditions = Conditions(timedelta(seconds=self.config.index_lag_seconds))
        self.now = self.conditions.shifted(self.clock)
        self.store = new_store(self.config, self.now)
        self.tokens = TokenIssuer(timedelta(seconds=self.config.token_seconds), self.now)
        context = Context(self.config, self.store, self.tokens, clock=self.now, conditions=self.conditions)
        self._app = create_app(context, middleware)

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """One request; a body that is not bytes goes as FHIR JSON; `if_match=…` becomes If-Match."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, bytes):
            named, body = {**FHIR, **named}, exact_json.dumps(body)
        return asyncio.run(self._send(method, path, body, named))

    async def _send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE + self.config.base_path) as client:
            return await client.request(method, path, content=body, headers=headers)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """GET."""
        return self.request("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """POST."""
        return self.request("POST", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """PUT."""
        return self.request("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> httpx.Response:
        """DELETE."""
        return self.request("DELETE", path, **headers)

    def matches(self, search: str) -> list[str]:
        """The ids of the matches of a search, in their order."""
        return [entry["resource"]["id"] for entry in self.entries(search, "match")]

    def included(self, search: str) -> set[str]:
        """What was included with a search, as `Type/id`."""
        resources = [entry["resource"] for entry in self.entries(search, "include")]
        return {f"{resource['resourceType']}/{resource['id']}" for resource in resources}

    def entries(self, search: str, mode: str) -> list[Json]:
        """The entries of a searchset with a mode."""
        answer = self.get(search)
        assert answer.status_code == 200, answer.text
        return [entry for entry in answer.json().get("entry", []) if entry["search"]["mode"] == mode]


def task(**members: Any) -> Json:
    """A Task that may be stored."""
    return {"resourceType": "Task", "status": "requested", "intent": "order", **members}


def dispense(identifier: str = "d-1", **members: Any) -> Json:
    """A MedicationDispense that may be stored."""
    return {
        "resourceType": "MedicationDispense",
        "status": "completed",
        "identifier": [{"system": "urn:test", "value": identifier}],
        "medicationCodeableConcept": {"text": "Amoxicillin 500 mg capsule"},
        **members,
    }


def line(**members: Any) -> Json:
    """A MedicationRequest that may be stored and ordered."""
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "Amoxicillin 500 mg capsule"},
        "subject": {"reference": "Patient/p1"},
        **members,
    }


def assert_outcome(answer: httpx.Response, status: int, code: str) -> Json:
    """The answer is an OperationOutcome with this status and issue code; returns its first issue."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/fhir+json")
    document: Json = answer.json()
    assert document["resourceType"] == "OperationOutcome"
    issue: Json = document["issue"][0]
    assert issue["code"] == code
    assert issue["diagnostics"]
    return issue
