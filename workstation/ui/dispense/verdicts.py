"""The verdict of a scan in words: MATCH from what was recorded, STOP from why it was refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from workstation.domain.dispensing import ScanRefusal
from workstation.domain.errors import Fact, Refused
from workstation.domain.stock import StockBatch
from workstation.services.counter_view import CounterView
from workstation.services.pick_lines import PickLine
from workstation.services.picking import PackScanned
from workstation.ui.components.runs import Run, bold, code, marked
from workstation.ui.components.verdict_views import Match, Stop, StopTile
from workstation.ui.dispense.amounts import in_packs, one_pack
from workstation.ui.dispense.cutting import cut_of_pack
from workstation.ui.words import Words, day

_PART = re.compile(r"^(?P<name>.*?)\s+(?P<amount>\d.*)$")
_COMPARED = {
    ScanRefusal.WRONG_PRODUCT: "",
    ScanRefusal.WRONG_STRENGTH: "strength",
    ScanRefusal.WRONG_FORM: "form",
    ScanRefusal.OTHER_BRAND: "",
    ScanRefusal.OTHER_BRAND_NARROW: "",
    ScanRefusal.OTHER_BRAND_SCHEDULE: "",
}
_OTHER_BRAND = frozenset({ScanRefusal.OTHER_BRAND, ScanRefusal.OTHER_BRAND_NARROW, ScanRefusal.OTHER_BRAND_SCHEDULE})
_BATCH_TROUBLE = frozenset(
    {
        ScanRefusal.EXPIRED, ScanRefusal.EXPIRES_IN_COURSE, ScanRefusal.EXPIRY_DIFFERS, ScanRefusal.UNKNOWN_BATCH,
        ScanRefusal.QUARANTINED, ScanRefusal.NOT_IN_STOCK, ScanRefusal.SERIAL_ALREADY_SCANNED,
        ScanRefusal.HELD_FOR_ANOTHER,
    }
)  # fmt: skip
"""The product is one of the prescription; this very pack of it is not to be given."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """A STOP and the line that it is about, None when the pack belongs to no line."""

    stop: Stop
    line_id: UUID | None
    scanned: str
    """What was scanned, for the third tile; "" when that is not known."""
    detail: str
    none_left: bool = False
    """It is the right pack, and by the records no more of it is in stock."""


def match_of(words: Words, view: CounterView, scanned: PackScanned) -> Match:
    """The right pack."""
    text, product, batch = words.text, scanned.product, scanned.batch
    row = next((one for one in view.lines if one.line.id == scanned.line.id), None)
    return Match(
        title=f"{product.name} · {product.strength_text} {product.form}",
        details=_match_details(words, scanned, batch),
        note=text("dispense.match.note", number=scanned.packs_scanned, total=_total(scanned)),
        packs_done=scanned.packs_scanned,
        packs_total=_total(scanned),
        packs_note=in_packs(words, row.wanted, product) if row is not None else "",
        word=text("dispense.match.word"),
        packs_heading=text("dispense.match.packs"),
    )


def _total(scanned: PackScanned) -> int:
    return max(scanned.packs_needed, scanned.packs_scanned)


def _match_details(words: Words, scanned: PackScanned, batch: StockBatch) -> tuple[tuple[Run, ...], ...]:
    text = words.text
    first = [
        Run(f"{text('dispense.match.batch')} "),
        code(batch.batch_number),
        Run(f" · {text('dispense.match.expires')} "),
        bold(day(batch.expiry_date)),
    ]
    if scanned.allocation.serial_number:
        first += [Run(f" · {text('dispense.match.serial')} "), code(scanned.allocation.serial_number)]
    lines: list[tuple[Run, ...]] = [tuple(first), (Run("GTIN "), code(scanned.product.gtin))]
    if cut := cut_of_pack(words, scanned.allocation, scanned.product):
        lines.append((bold(cut[:1].upper() + cut[1:], "moderate"),))
    if scanned.batch_assumed:
        lines.append((bold(text("dispense.match.assumed", batch=batch.batch_number), "moderate"),))
    if scanned.substituted:
        lines.append((bold(text("dispense.match.substituted"), "text"),))
    return tuple(lines)


def stop_of(words: Words, view: CounterView, refusal: Refused, current: PickLine | None, scanned_text: str) -> Stopped:
    """The three parts of a refused scan."""
    row = _line_of(view, refusal, current, scanned_text)
    facts = stop_facts(refusal)
    parts = words.parts(refusal.code, facts)
    none_left = refusal.code is ScanRefusal.NOT_IN_STOCK and bool(facts.get("none_left")) and row is not None
    scanned = _scanned_tile(words, refusal, facts, row, scanned_text)
    stop = Stop(
        sentence=_none_left(words, row) if none_left and row is not None else parts.happened.removesuffix("."),
        scanned=scanned,
        expected=_expected_tile(words, refusal, facts, row),
        recorded=words.text("dispense.second.taken_back") if facts.get("taken_back") else parts.safe,
        steps=_part_steps(words) if none_left else _steps(words, refusal, facts),
        sound=marked(words.text("dispense.stop.sound")),
        word=words.text("dispense.stop.word"),
    )
    shown = f"{scanned.name} {scanned.mark}".strip() if scanned is not None else ""
    line_id = row.line.id if row is not None else None
    return Stopped(stop, line_id, shown, scanned.detail if scanned else "", none_left)


def _none_left(words: Words, row: PickLine) -> str:
    done, total = row.packs_scanned, row.packs_needed
    return words.text("dispense.stop.none_left", name=row.product.name, done=done, total=total)


def _part_steps(words: Words) -> tuple[str, ...]:
    """What to do where the shelf is empty: another batch is no way out."""
    return tuple(words.text(f"dispense.stop.none_left_{step}") for step in ("part", "hold", "count"))


def _line_of(view: CounterView, refusal: Refused, current: PickLine | None, scanned_text: str) -> PickLine | None:
    """The line that the refusal compares with; for trouble with a batch the line whose GTIN the code carries."""
    position = refusal.facts.get("line")
    if position is not None:
        return next((row for row in view.lines if row.line.position == position), current)
    expected = refusal.facts.get("expected")
    if expected is not None:
        return next((row for row in view.lines if row.product.name == expected), current)
    if refusal.code not in _BATCH_TROUBLE:
        return current
    digits = re.sub(r"\D", "", scanned_text)
    return next((row for row in view.lines if row.product.gtin.lstrip("0") in digits), current)


def stop_facts(refusal: Refused) -> Mapping[str, Fact]:
    """The facts of a refusal with the strengths cut down to what differs: "2 mg" and "5 mg"."""
    facts = dict(refusal.facts)
    scanned, expected = facts.get("scanned_strength"), facts.get("expected_strength")
    if refusal.code is ScanRefusal.WRONG_STRENGTH and isinstance(scanned, str) and isinstance(expected, str):
        facts["scanned_strength"], facts["expected_strength"] = differing(scanned, expected)
    return facts


def differing(one: str, other: str) -> tuple[str, str]:
    """What differs between two strengths: "warfarin 2 mg", "warfarin 5 mg" -> "2 mg", "5 mg".

    Of a combination only the ingredients that differ stay, with their names unless it is one alone.
    """
    left, right = one.split(" + "), other.split(" + ")
    if len(left) != len(right):
        return one, other
    pairs = [pair for pair in zip(left, right, strict=True) if pair[0] != pair[1]]
    if len(pairs) == 1 and _name(pairs[0][0]) == _name(pairs[0][1]):
        return _amount(pairs[0][0]), _amount(pairs[0][1])
    return " + ".join(pair[0] for pair in pairs), " + ".join(pair[1] for pair in pairs)


def _name(part: str) -> str:
    found = _PART.match(part)
    return found["name"] if found else part


def _amount(part: str) -> str:
    found = _PART.match(part)
    return found["amount"] if found else part


def brand_and_mark(product: str, mark: str) -> tuple[str, str]:
    """Name and mark for a tile; a number that the brand ends with is not said twice: "Warf 5", "5 mg" -> "Warf"."""
    first = mark.split(" ", 1)[0]
    if mark and product.endswith(f" {first}"):
        return product.removesuffix(f" {first}"), mark
    return product, mark


def _scanned_tile(
    words: Words, refusal: Refused, facts: Mapping[str, Fact], row: PickLine | None, scanned_text: str
) -> StopTile | None:
    lead = words.text("dispense.stop.scanned")
    if refusal.code in _COMPARED:
        kind = _COMPARED[ScanRefusal(refusal.code)]
        name, mark = brand_and_mark(str(facts.get("scanned", "")), str(facts.get(f"scanned_{kind}", "") or ""))
        number = facts.get("scanned_gtin") or facts.get("gtin") or ""
        return StopTile(lead, str(number), name, mark, _medicine_line(words, refusal.facts, "scanned"))
    if refusal.code in _BATCH_TROUBLE:
        name, mark = _batch_words(words, refusal.code, facts)
        product = f"{row.product.name} · {row.product.strength_text}" if row is not None else ""
        return StopTile(lead, "", name, mark, product)
    if refusal.code is ScanRefusal.LINE_COMPLETE:
        return StopTile(lead, "", str(facts.get("product", "")), "", words.text("dispense.stop.complete"))
    if isinstance(refusal.code, ScanRefusal) and refusal.code in _UNREAD:
        return StopTile(lead, "", words.text("dispense.stop.code"), "", _printable(scanned_text))
    return None


_UNREAD = frozenset(
    {
        ScanRefusal.CODE_NOT_READABLE, ScanRefusal.CHECK_DIGIT_WRONG, ScanRefusal.CODE_IN_DOUBT,
        ScanRefusal.UNKNOWN_PRODUCT, ScanRefusal.CODES_GLUED, ScanRefusal.KEYBOARD_LAYOUT,
    }
)  # fmt: skip


def _printable(scanned_text: str) -> str:
    """The code as read; separators of GS1 element strings are shown as a dot."""
    return "".join(one if one.isprintable() else "·" for one in scanned_text)[:120]


def _batch_words(words: Words, why: object, facts: Mapping[str, Fact]) -> tuple[str, str]:
    batch = facts.get("batch_number")
    if why is ScanRefusal.SERIAL_ALREADY_SCANNED:
        return words.text("dispense.stop.serial"), str(facts.get("serial_number", ""))
    if why is ScanRefusal.EXPIRY_DIFFERS:
        return str(batch), _date(facts.get("on_pack"))
    if "expiry_date" in facts:
        return str(batch or words.text("dispense.stop.batch")), _date(facts.get("expiry_date"))
    return words.text("dispense.stop.batch"), str(batch or "–")


def _date(value: Fact) -> str:
    return day(value) if isinstance(value, date) else "–"


def _medicine_line(words: Words, facts: Mapping[str, Fact], side: str) -> str:
    strength, form = facts.get(f"{side}_strength"), facts.get(f"{side}_form")
    shelf = facts.get(f"{side}_shelf")
    medicine = " ".join(str(part) for part in (strength, form) if part)
    return f"{medicine} · {words.text('dispense.shelf_of', shelf=shelf)}" if shelf else medicine


def _expected_tile(words: Words, refusal: Refused, facts: Mapping[str, Fact], row: PickLine | None) -> StopTile | None:
    lead = words.text("dispense.stop.expected")
    if row is None or refusal.code is ScanRefusal.LINE_COMPLETE or not isinstance(refusal.code, ScanRefusal):
        return None
    product, batch = row.product, row.proposed
    detail = [f"{product.strength_text} {product.form}"]
    if batch is not None:
        detail.append(words.text("dispense.batch_of", batch=batch.batch_number))
    detail.append(one_pack(words, product))
    name, mark = product.name, ""
    if refusal.code in _COMPARED and _COMPARED[ScanRefusal(refusal.code)]:
        kind = _COMPARED[ScanRefusal(refusal.code)]
        name, mark = brand_and_mark(product.name, str(facts.get(f"expected_{kind}", "") or ""))
    elif refusal.code in _BATCH_TROUBLE:
        if batch is None or refusal.code is ScanRefusal.SERIAL_ALREADY_SCANNED:
            return None
        expiry = facts.get("in_stock") if refusal.code is ScanRefusal.EXPIRY_DIFFERS else batch.expiry_date
        number = str(facts["batch_number"]) if refusal.code is ScanRefusal.EXPIRY_DIFFERS else batch.batch_number
        name, mark = number, _date(expiry)
        detail = [f"{product.name} · {product.strength_text}", one_pack(words, product)]
    return StopTile(lead, product.gtin, name, mark, " · ".join(detail))


def _steps(words: Words, refusal: Refused, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """What to do; without a shelf the sentence says so in words instead of with a gap."""
    if refusal.code not in _COMPARED or refusal.code in _OTHER_BRAND:
        return words.steps(refusal.code, facts)
    text = words.text
    back = "put_back" if facts.get("scanned_shelf") else "put_back_unknown"
    take = "take" if facts.get("expected_batch") else "take_any"
    if not facts.get("expected_shelf"):
        take += "_unknown"
    return (
        text(f"dispense.stop.{back}", name=facts.get("scanned"), shelf=facts.get("scanned_shelf")),
        text(
            f"dispense.stop.{take}",
            name=facts.get("expected"),
            batch=facts.get("expected_batch"),
            shelf=facts.get("expected_shelf"),
        ),
        text("dispense.stop.scan_it"),
    )
