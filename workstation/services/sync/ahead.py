"""Pages of new work with all that belongs to them, read ahead of what is stored.

In this process, or for a first pull of several pages by a helper in a process of its own (ports.PageReader), so that
two processors work: it asks and gathers, this process understands and stores. The helper knows no store and decides
nothing. It is asked for one page after the other, each at the address that the server gave. What is new among them,
and when the watermark moves, is decided here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from workstation.domain.errors import Unavailable
from workstation.services.sync.brought import read, stamps_of
from workstation.services.sync.courier import Courier
from workstation.services.sync.gathering import Asked, Gathered, gather
from workstation.services.sync.ports import Page, PageReader
from workstation.services.sync.taking import news_of

MOST_PAGES = 10_000
"""A server whose pages go round in a circle is stopped here."""


class ReaderFailed(Exception):
    """The helper did not bring a page, whatever the reason: this process goes on alone and finds out by itself."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is new of one page."""

    gathered: Gathered
    stamps: Sequence[str]
    """When the Tasks of the whole page changed last, in the server's words."""


def ahead(courier: Courier, asked: Asked, pages: Iterable[Page], reader: PageReader | None) -> Iterator[Ahead | None]:
    """What is new of each page, one after the other; raises ReaderFailed where the helper was asked in vain."""
    for page in pages:
        yield Ahead(gather(courier, asked, news_of(courier, page.matches), page.included), stamps_of(page))
        if reader is not None and page.following:
            reader.start()
            if reader.is_ready():
                yield from _brought_by(courier, asked, reader, page.following)
                return


def _brought_by(courier: Courier, asked: Asked, reader: PageReader, address: str) -> Iterator[Ahead]:
    seen: set[str] = set()
    while address and address not in seen and len(seen) < MOST_PAGES:
        seen.add(address)
        try:
            brought = read(reader.page(address))
        except Unavailable as trouble:
            raise ReaderFailed from trouble
        yield Ahead(_news_among(courier, asked, brought.gathered), brought.stamps)
        address = brought.following
    if address:
        raise ReaderFailed  # in a circle: the plain way says so


def _news_among(courier: Courier, asked: Asked, gathered: Gathered) -> Gathered:
    news = news_of(courier, gathered.tasks)
    shown = {id(one) for one in gathered.tasks}
    if all(id(one) in shown for one in news):
        return replace(gathered, tasks=news)
    return gather(courier, asked, news, gathered.others.values())  # an index lagged: another version counts
