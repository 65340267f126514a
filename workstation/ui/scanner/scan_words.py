"""What a scan outside of a pick means, in words."""

from dataclasses import dataclass
from datetime import date

from workstation.services.known_code import PackMeaning
from workstation.ui.components.label import Said
from workstation.ui.components.runs import Run, bold, code
from workstation.ui.components.severity import Severity
from workstation.ui.dispense.amounts import counted
from workstation.ui.theme import Token
from workstation.ui.words import Words, day


@dataclass(frozen=True, slots=True)
class ScanNoteView:
    """A shape, what it is, and what is known of it."""

    severity: Severity
    title: str
    lines: tuple[Said, ...]


def note_of(words: Words, meaning: PackMeaning, today: date) -> ScanNoteView:
    """What the code is; a code that says nothing that is known here is said to."""
    known = meaning.code
    nothing = Run(words.text("scanner.note.nothing"), tone="text_2")
    if known.token is not None:
        kind = words.text(f"scanner.note.kind.{known.token.kind.name.lower()}", number=known.token.number)
        return ScanNoteView(Severity.MODERATE, kind, (words.text("scanner.note.not_found"), nothing))
    if known.errors:
        said = " ".join(dict.fromkeys(error.message for error in known.errors))
        return ScanNoteView(
            Severity.MODERATE, words.text("scanner.note.not_read"), (said, _shown(known.input), nothing)
        )
    if known.gtin is None:
        title = words.text("scanner.note.no_product")
        return ScanNoteView(Severity.MODERATE, title, (*_of_pack(words, meaning, today), nothing))
    if meaning.product is None:
        title = words.text("scanner.note.unknown_product")
        return ScanNoteView(Severity.MODERATE, title, ((Run("GTIN "), code(known.gtin)), nothing))
    product = meaning.product
    title = f"{product.name} · {product.strength_text} {product.form}"
    lines = (*_of_pack(words, meaning, today), *_stock(words, meaning), *_doubts(words, meaning))
    return ScanNoteView(_severity(meaning, today), title, (*lines, nothing))


def _severity(meaning: PackMeaning, today: date) -> Severity:
    batch = meaning.batch
    expiry = _expiry(meaning)
    if (expiry is not None and expiry < today) or (batch is not None and batch.batch.quarantined):
        return Severity.MAJOR
    unknown = meaning.code.batch_number is not None and batch is None
    return Severity.MODERATE if unknown or meaning.code.suspect or _differs(meaning) else Severity.INFORMATION


def _expiry(meaning: PackMeaning) -> date | None:
    """What stands on the pack, else what is on record for its batch."""
    batch = meaning.batch
    return meaning.code.expiry_date or (batch.batch.expiry_date if batch is not None else None)


def _differs(meaning: PackMeaning) -> bool:
    on_pack, batch = meaning.code.expiry_date, meaning.batch
    return on_pack is not None and batch is not None and batch.batch.expiry_date != on_pack


def _of_pack(words: Words, meaning: PackMeaning, today: date) -> tuple[Said, ...]:
    """Batch, expiry, serial number, and what is wrong with them."""
    text, known, expiry = words.text, meaning.code, _expiry(meaning)
    runs: list[Run] = []
    if known.batch_number:
        runs += [Run(f"{text('dispense.match.batch')} "), code(known.batch_number)]
    if expiry is not None:
        late = expiry < today
        tone: Token = "major" if late else "text"
        said = text("scanner.note.expired" if late else "scanner.note.expires")
        runs += [Run(" · " if runs else ""), Run(f"{said} ", tone="major" if late else None), bold(day(expiry), tone)]
    if known.serial_number:
        runs += [Run(" · " if runs else ""), Run(f"{text('dispense.match.serial')} "), code(known.serial_number)]
    lines: list[Said] = [tuple(runs)] if runs else [text("scanner.note.no_batch")]
    if meaning.product is None:
        return tuple(lines)
    batch = meaning.batch
    if known.batch_number and batch is None:
        lines.append(bold(text("scanner.note.unknown_batch"), "moderate"))
    if batch is not None and batch.batch.quarantined:
        lines.append(bold(text("scanner.note.quarantined"), "major"))
    if batch is not None and _differs(meaning):
        lines.append(bold(text("scanner.note.differs", expiry=batch.batch.expiry_date), "moderate"))
    return tuple(lines)


def _stock(words: Words, meaning: PackMeaning) -> tuple[Said, ...]:
    product, on_hand, free = meaning.product, meaning.on_hand, meaning.free
    assert product is not None
    assert on_hand is not None
    assert free is not None
    said = words.text("scanner.note.stock", amount=counted(words, on_hand), free=counted(words, free))
    if meaning.batch is not None:
        said += words.text("scanner.note.of_batch", amount=counted(words, meaning.batch.on_hand))
    if product.shelf:
        said += f" · {words.text('dispense.shelf_of', shelf=product.shelf)}"
    return (said,)


def _doubts(words: Words, meaning: PackMeaning) -> tuple[Said, ...]:
    return tuple(bold(f"{words.text('scanner.note.doubt')} {one}", "moderate") for one in meaning.code.suspect)


def _shown(text: str) -> Said:
    return code("".join(sign if sign.isprintable() else "·" for sign in text)[:120])
