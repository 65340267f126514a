"""A FHIR server in a dictionary that does the searches of a pull, and that can be told what it does not do."""

from collections.abc import Iterator, Sequence
from typing import Any

from tests.factories import Json, Pharmacy, new_id
from tests.fakes import MemoryServer
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.adapters.fhir.wire import page_of
from workstation.domain.errors import Unavailable
from workstation.services.sync.courier import Courier, Rhythm
from workstation.services.sync.ports import Answer, OrderServer, Page, SearchRefused


class SearchingServer(MemoryServer):
    """Knows owner, patient, prescription, identifier, _id, _lastUpdated, _sort and _count."""

    def __init__(self, *resources: Json) -> None:
        self.refuses: set[str] = set()
        """Parameters and types that are not searched by here."""
        self.reads_lists = True
        self.sorts = True
        self.size = 1000
        self.dies_after: int | None = None
        """Pages of Tasks after which the line is cut."""
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.read_ones: list[str] = []
        super().__init__(*resources)

    def changed(self, reference: str, at: str = "", **changes: Any) -> None:
        """Somebody changes a resource at the server."""
        self.put({**self.resources[reference], **changes})
        if at:
            self.dated(reference, at)

    def dated(self, reference: str, at: str) -> None:
        """As if it had been changed last at this time."""
        meta = {**self.resources[reference]["meta"], "lastUpdated": at}
        self.resources[reference] = {**self.resources[reference], "meta": meta}

    def read(self, reference: str) -> Answer:
        """Counted."""
        self.read_ones.append(reference)
        return super().read(reference)

    def search(self, resource_type: str, parameters: Sequence[tuple[str, str]]) -> Iterator[Page]:
        """Pages of what matches, included patients and lines with Tasks."""
        wanted = dict(parameters)
        self.asked.append((resource_type, wanted))
        if {resource_type, *wanted} & self.refuses:
            raise SearchRefused("order_server", "it does not do this")
        found = [one for one in self.resources.values() if self._matches(one, resource_type, wanted)]
        if "_sort" in wanted and self.sorts:
            newest = wanted["_sort"].startswith("-")
            found.sort(key=lambda one: str(one["meta"]["lastUpdated"]), reverse=newest)
        size = min(self.size, int(wanted.get("_count", "1000")))
        for number, start in enumerate(range(0, max(1, len(found)), size)):
            if resource_type == "Task" and number == self.dies_after:
                raise Unavailable("order_server", "the line was cut")
            yield page_of({"entry": [{"resource": one} for one in found[start : start + size]]}, resource_type)

    def _matches(self, resource: Any, kind: str, wanted: dict[str, str]) -> bool:
        def among(text: str) -> list[str]:
            return text.split(",") if self.reads_lists else [text]

        subject = [resource.get(name, {}) for name in ("patient", "subject", "for")]
        patients = [one.get("reference") for one in subject if isinstance(one, dict)]
        lines = [one["reference"] for one in resource.get("authorizingPrescription", ())]
        since = wanted.get("_lastUpdated", "").removeprefix("ge")[:19]
        return (
            resource["resourceType"] == kind
            and ("_id" not in wanted or resource["id"] in among(wanted["_id"]))
            and ("patient" not in wanted or any(one in patients for one in among(wanted["patient"])))
            and ("prescription" not in wanted or any(one in lines for one in among(wanted["prescription"])))
            and ("identifier" not in wanted or any(_named(resource, one) for one in among(wanted["identifier"])))
            and str(resource["meta"]["lastUpdated"])[:19] >= since
        )


def _named(resource: Json, identifier: str) -> bool:
    system, _, value = identifier.partition("|")
    return {"system": system, "value": value} in resource.get("identifier", [])


def courier_to(pharmacy: Pharmacy, server: OrderServer, patience: float = 0.0) -> Courier:
    """For pharmacy-1, without waits."""
    site = pharmacy.site
    translation = FhirTranslation("Organization/pharmacy-1", site.station.id, new_id, site.zone)
    return Courier(site, server, translation, Rhythm(lambda _longest: 0.0, patience=patience))
