"""A stack that a person parted: each part becomes a prescription of its own, whose patient is chosen later."""

from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.users import Permission, User
from workstation.services.site import Site
from workstation.services.walk_in import PaperFile, WalkInRefusal, take_in_paper


def take_in_stack(
    site: Site, user: User, parts: Iterable[PaperFile], goes_on: Callable[[int], bool]
) -> Iterator[UUID | None]:
    """Takes the parts in, one transaction each: what was taken in before a stop stays, and is not taken in twice.

    Gives the prescription of each part, None for one that was taken in before. `goes_on` is asked before each part,
    with how many are done. Raises Refused for a part that cannot be taken in; those before it are.
    """
    site.require(user, Permission.TRANSCRIBE)
    for done, part in enumerate(parts):
        if not goes_on(done):
            return
        try:
            # Nobody stands at the counter for a paper out of a stack.
            yield take_in_paper(site, user, part, waits_here=False).id
        except Refused as refused:
            if refused.code is not WalkInRefusal.TAKEN_IN_BEFORE:
                raise
            yield None
