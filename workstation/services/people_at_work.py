"""Who is at work here with a name that can be taken for another's, found among thousands by how the names sound."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import islice
from uuid import UUID

from workstation.domain.name_sound import sound
from workstation.domain.patient import Patient
from workstation.domain.patient_match import Name, is_alike, name_parts
from workstation.services.document_ports import PersonAtWork
from workstation.services.ports import Transaction
from workstation.services.site import Site

MOST_SIMILAR = 50
"""Namesakes that are looked for: one of them asks the question, and nobody reads a list of more."""


class PeopleAtWork:
    """Patients of open prescriptions, in the bins, handed over today: read once, at the first question.

    For one refresh, or one row of refreshes: who came afterwards is not among them.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._by_sound: dict[str, list[PersonAtWork]] | None = None
        self._by_script: dict[bool, list[PersonAtWork]] = defaultdict(list)
        self._looked_at: set[UUID] = set()

    def similar(self, tx: Transaction, patient: Patient) -> tuple[PersonAtWork, ...]:
        """Prescriptions of others than this patient, the first MOST_SIMILAR of them."""
        index, name = self._index(tx), name_parts(patient.name)
        same_script = (one for key in _keys(name) for one in index.get(key, ()))
        # Spellings differ too much between scripts to look one up by the other.
        near = dict.fromkeys((*same_script, *self._by_script[not name.devanagari]))
        alike = (one for one in near if one.patient_id != patient.id and is_alike(patient.name, one.name))
        found = list(islice(alike, MOST_SIMILAR))
        if not found:
            return ()
        own = set(tx.patients.same_person(patient.id))
        return tuple(one for one in found if one.patient_id not in own)

    def is_first_look(self, prescription_id: UUID) -> bool:
        """True once for each prescription: what follows from a namesake follows from any number of them."""
        is_first = prescription_id not in self._looked_at
        self._looked_at.add(prescription_id)
        return is_first

    def _index(self, tx: Transaction) -> dict[str, list[PersonAtWork]]:
        if self._by_sound is None:
            site, index = self._site, defaultdict(list)
            morning = datetime.combine(site.today(), time.min, site.zone).astimezone(UTC)
            for person in tx.lookalikes.people_at_work(morning):
                name = name_parts(person.name)
                self._by_script[name.devanagari].append(person)
                for key in dict.fromkeys(_keys(name)):
                    index[key].append(person)
            self._by_sound = index
        return self._by_sound


def _keys(name: Name) -> Iterator[str]:
    """Names that can be taken for each other share one of them: a word, or all words written as one."""
    yield from map(sound, name.words)
    yield "".join(map(sound, name.words))
