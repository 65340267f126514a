"""Which patients are one person: what the server links, followed in both directions, chains and cycles alike."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from workstation.adapters.db.tables import PatientLinkRow, PatientRow
from workstation.adapters.db.work import Work, table_of

_LINKS = table_of(PatientLinkRow)


def same_person(work: Work, patient_id: UUID) -> tuple[UUID, ...]:
    """All patients known here that are this person: itself first, then the others in order of their ids."""
    if work.connection.scalar(select(_LINKS.c.id).where(_LINKS.c.ended_at.is_(None)).limit(1)) is None:
        return (patient_id,)
    references = _person(work, _reference(work, patient_id))
    known = work.connection.scalars(select(PatientRow.id).where(PatientRow.reference.in_(references)))
    return (patient_id, *sorted(set(known) - {patient_id}))


def is_linked(work: Work, one: str, other: str) -> bool:
    """True when two references are of one person already, over whatever chain, known here or not."""
    return other in _person(work, one)


def _person(work: Work, reference: str) -> set[str]:
    references: set[str] = set()
    fresh = {reference} - {""}
    while fresh:
        references |= fresh
        fresh = _linked(work, fresh) - references
    return references


def _reference(work: Work, patient_id: UUID) -> str:
    return work.connection.scalar(select(PatientRow.reference).where(PatientRow.id == patient_id)) or ""


def _linked(work: Work, references: set[str]) -> set[str]:
    """Those that are one link away, whichever side named the other."""
    wanted = (
        select(PatientRow.reference, _LINKS.c.other)
        .join(_LINKS, _LINKS.c.patient_id == PatientRow.id)
        .where(_LINKS.c.ended_at.is_(None), or_(PatientRow.reference.in_(references), _LINKS.c.other.in_(references)))
    )
    return {one for row in work.connection.execute(wanted) for one in row if one}


def links(work: Work, patient_id: UUID) -> frozenset[str]:
    """What this patient's own record links to now."""
    wanted = select(_LINKS.c.other).where(_LINKS.c.patient_id == patient_id, _LINKS.c.ended_at.is_(None))
    return frozenset(work.connection.scalars(wanted))


def add_link(work: Work, link_id: UUID, patient_id: UUID, other: str, at: datetime) -> None:
    """From now on this patient's record names the other one."""
    work.add(PatientLinkRow, id=link_id, patient_id=patient_id, other=other, found_at=at, ended_at=None)


def end_link(work: Work, patient_id: UUID, other: str, at: datetime) -> None:
    """The record names the other one no more; that it did stays."""
    open_ones = (_LINKS.c.patient_id == patient_id, _LINKS.c.other == other, _LINKS.c.ended_at.is_(None))
    work.connection.execute(update(_LINKS).where(*open_ones).values(ended_at=at))
