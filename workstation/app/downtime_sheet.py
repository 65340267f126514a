"""The list of open work as sheets of paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from workstation.adapters.printing.table import Table, TableColumn, Text, write_table_pdf
from workstation.domain.quantity import counted
from workstation.services.open_work import OpenWork, WorkLine, WorkRow
from workstation.ui.words import Words, clock_time, day

_SHARES = (("due", 15), ("patient", 48), ("prescription", 42), ("medicines", 84), ("stage", 38), ("by_hand", 50))


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed."""

    prescriptions: int
    pages: int
    path: Path


def print_open_work(
    read: Callable[[], OpenWork], words: Words, zone: tzinfo, pharmacy: str, folder: Path, *, demo: bool
) -> Printed:
    """Reads the open work and writes its sheets into `folder`. Raises as both do."""
    work = read()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    at = work.at.astimezone(zone)
    path = folder / f"open-work-{at:%Y%m%d-%H%M%S}.pdf"
    pages = write_table_pdf(table_of(work, words, zone, pharmacy, demo=demo), path)
    return Printed(len(work.rows), pages, path)


def table_of(work: OpenWork, words: Words, zone: tzinfo, pharmacy: str, *, demo: bool) -> Table:
    """The sheets in words."""
    at = work.at.astimezone(zone)
    note = words.text(
        "downtime.sheet.note",
        day=at.date(),
        at=clock_time(at, zone),
        station=work.station,
        by=work.by,
        count=len(work.rows),
    )
    return Table(
        title=words.text("downtime.sheet.title", pharmacy=pharmacy),
        note=note,
        columns=tuple(TableColumn(words.text(f"downtime.sheet.{key}"), share) for key, share in _SHARES),
        rows=tuple(_row(row, words, zone, at) for row in work.rows),
        foot=words.text("downtime.sheet.foot", page="{page}", pages="{pages}"),
        mark=words.text("downtime.sheet.mark") if demo else "",
    )


def _row(row: WorkRow, words: Words, zone: tzinfo, now: datetime) -> tuple[tuple[Text, ...], ...]:
    text = words.text
    born = text("downtime.sheet.born", day=row.birth_date) if row.birth_date else ""
    claimed = text("downtime.sheet.claimed" if row.claimed else "downtime.sheet.not_claimed")
    return (
        _due(row, words, zone, now),
        _pieces(
            (row.patient_name or text("downtime.sheet.unknown_patient"), True), (born, False), _allergy(row, words)
        ),
        _pieces((row.number, True), (row.prescriber, False)),
        tuple(piece for line in row.lines for piece in _line(line, words)) or (Text(text("downtime.sheet.no_lines")),),
        _pieces(
            (words.word(row.status), True),
            (text("downtime.sheet.bin", bin=row.bin) if row.bin else "", False),
            (claimed, not row.claimed),
        ),
        (Text(""),),
    )


def _due(row: WorkRow, words: Words, zone: tzinfo, now: datetime) -> tuple[Text, ...]:
    if row.due_at is None:
        return (Text(words.text("downtime.sheet.no_due")),)
    due = row.due_at.astimezone(zone)
    date = "" if due.date() == now.date() else day(due.date())
    return _pieces((clock_time(due, zone), True), (date, False))


def _allergy(row: WorkRow, words: Words) -> tuple[str, bool]:
    if row.allergies is None:
        return words.text("downtime.sheet.allergy_unknown"), False
    if not row.allergies:
        return words.text("downtime.sheet.no_allergy"), False
    return words.text("downtime.sheet.allergy", what=", ".join(row.allergies)), True


def _line(line: WorkLine, words: Words) -> tuple[Text, ...]:
    text = words.text
    if line.owing is None:
        owing = text("downtime.sheet.owing_unknown")
    else:
        owing = text("downtime.sheet.owing", amount=counted(line.owing))
    detail = " · ".join(one for one in (line.dosage_instruction, owing) if one)
    draft = text("downtime.sheet.not_confirmed") if line.draft else ""
    return _pieces((f"{line.position}  {line.medicine}", True), (detail, False), (draft, True))


def _pieces(*pieces: tuple[str, bool]) -> tuple[Text, ...]:
    return tuple(Text(said, bold) for said, bold in pieces if said)
