"""A page of Tasks with all that belongs to them, as the process that reads pages hands it to the one that stores them.

As JSON text, because that is what both sides read and write fastest, and numbers keep their digits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from workstation.domain import exact_json
from workstation.services.sync.gathering import Asked, Asking, Gathered, gather, reference_of, updated_of
from workstation.services.sync.ports import Page


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
    written = {
        "tasks": gathered.tasks,
        "wanted": gathered.wanted,
        "others": gathered.others,
        "supplies": gathered.supplies,
        "records": gathered.records,
        "facts": gathered.facts,
        "stamps": stamps_of(page),
        "following": page.following,
    }
    return exact_json.dumps(written)


def read(written: str) -> Brought:
    """What `bring` has put in writing; numbers keep their digits."""
    found = exact_json.loads(written.encode())
    stamps, following = found.pop("stamps"), found.pop("following")
    return Brought(Gathered(**found), stamps, following)


def stamps_of(page: Page) -> list[str]:
    """When the Tasks of a page changed last, in the server's words."""
    return [updated_of(task) for task in page.matches]
