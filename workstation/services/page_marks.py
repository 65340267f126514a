"""Marks of pages that were read before there were marks: fetched afterwards, so that an old paper is known again too.

Neither text nor decision of what was read changes: a person may have approved by it.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol
from uuid import UUID

from workstation.domain.reading import Decision, Reading, reading_from_json
from workstation.domain.reading.model import PageMark
from workstation.services.flags import refresh_flags_of
from workstation.services.ports import Transaction
from workstation.services.question_flags import others_with_this_page
from workstation.services.seen_before import note_pages
from workstation.services.site import Site


class Marker(Protocol):
    """Looks at the pages of a scan, without reading them."""

    def marks(self, source: bytes) -> Sequence[PageMark]:
        """One for each page; () when the file cannot be opened (any more)."""
        ...


class MarksToFetch:
    """Goes through the scans that have none, the oldest first, each once while the program runs."""

    def __init__(self, site: Site, marker: Marker) -> None:
        self._site, self._marker = site, marker
        self._tried: set[UUID] = set()

    def fetch_next(self) -> UUID | None:
        """Marks one scan. Returns its prescription, None when none is left."""
        with self._site.store.read() as tx:
            found = self._next(tx)
            document = tx.documents.get(found[0]) if found is not None else None
        if found is None or document is None or document.content is None:
            return None
        self._tried.add(document.id)
        marks = self._marker.marks(document.content)
        reading = _marked(found[1], marks)
        with self._site.store.begin() as tx:
            note_pages(tx, document.id, reading)
            others = others_with_this_page(tx, document.prescription_id)
            refresh_flags_of(tx, self._site, [document.prescription_id, *others])
        return document.prescription_id

    def _next(self, tx: Transaction) -> tuple[UUID, Reading] | None:
        for document_id in tx.documents.unmarked():
            text = tx.documents.reading(document_id) if document_id not in self._tried else None
            reading = reading_from_json(json.loads(text)) if text is not None else None
            if reading is not None and _lacks_marks(reading):
                return document_id, reading
        return None


def _lacks_marks(reading: Reading) -> bool:
    """Blank and illegible pages never get any."""
    return any(not page.mark.sha256 and page.decision is not Decision.UNREADABLE for page in reading.pages)


def _marked(reading: Reading, marks: Sequence[PageMark]) -> Reading:
    """Pages behind the last mark stay without."""
    pages = [replace(page, mark=mark) for page, mark in zip(reading.pages, marks, strict=False)]
    return replace(reading, pages=(*pages, *reading.pages[len(pages) :]))
