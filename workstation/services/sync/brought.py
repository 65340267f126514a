"""A page of Tasks with all that belongs to them, as the process that reads pages hands it to the one that stores them.

As JSON text, because that is what both sides read and write fastest, and numbers keep their digits: one line that says
which resource is what by its number, then each resource in a line of its own, so that its text can be kept as it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from workstation.domain import exact_json
from workstation.services.sync.gathering import Asked, Asking, Gathered, gather, reference_of, updated_of
from workstation.services.sync.ports import Page, Resource


@dataclass(frozen=True, slots=True)
class Brought:
    """A whole page as the helper brings it, new or not."""

    gathered: Gathered
    stamps: Sequence[str]
    following: str


def bring(asking: Asking, asked: Asked, page: Page) -> str:
    """The helper's part: everything around all Tasks of a page, in writing (see `read`)."""
    tasks = list({reference_of(task): task for task in page.matches}.values())
    gathered = gather(asking, asked, tasks, page.included)
    numbered = _Numbered()
    written = {
        "tasks": numbered.all(gathered.tasks),
        "wanted": gathered.wanted,
        "others": {name: numbered.one(one) for name, one in gathered.others.items()},
        "supplies": {line: numbered.all(found) for line, found in gathered.supplies.items()},
        "records": gathered.records,
        "facts": {record: numbered.all(found) for record, found in gathered.facts.items()},
        "stamps": stamps_of(page),
        "following": page.following,
    }
    return "\n".join([exact_json.dumps(written), *exact_json.dumps_all(numbered.resources)])


@dataclass(slots=True)
class _Numbered:
    """Resources, each once, by the order in which they were named first."""

    resources: list[Resource] = field(default_factory=list)
    _places: dict[int, int] = field(default_factory=dict)

    def one(self, resource: Resource) -> int:
        place = self._places.setdefault(id(resource), len(self.resources))
        if place == len(self.resources):
            self.resources.append(resource)
        return place

    def all(self, resources: Iterable[Resource]) -> list[int]:
        return [self.one(resource) for resource in resources]


def read(written: str) -> Brought:
    """What `bring` has put in writing; numbers keep their digits."""
    first, *texts = written.split("\n")  # JSON text has no line break of its own
    found, resources = exact_json.loads(first), [exact_json.loads(text) for text in texts]
    gathered = Gathered(
        tasks=[resources[one] for one in found["tasks"]],
        wanted=found["wanted"],
        others={name: resources[one] for name, one in found["others"].items()},
        supplies={line: [resources[one] for one in some] for line, some in found["supplies"].items()},
        records=found["records"],
        facts={record: [resources[one] for one in some] for record, some in found["facts"].items()},
        written={id(resource): text for resource, text in zip(resources, texts, strict=True)},
    )
    return Brought(gathered, found["stamps"], found["following"])


def stamps_of(page: Page) -> list[str]:
    """When the Tasks of a page changed last, in the server's words."""
    return [updated_of(task) for task in page.matches]
