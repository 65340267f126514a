"""`workstation read`: what stands on a prescription scan, or which product a photographed pack is."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workstation.cli.output import Exit, fail, note, print_json
from workstation.file_words import in_words

if TYPE_CHECKING:
    from workstation.adapters.ocr.reader import FileReader
    from workstation.domain.reading import DateOrder, Lexicon, LineReading, Page, Reading, ReadingRules
    from workstation.domain.reading.stack import SplitStack

app = typer.Typer(add_completion=False, rich_markup_mode=None)

HELP = """Reads prescription scans: words with boxes, fields, medicine lines with candidates, and how far each
may be trusted.

FILE is a JPEG, PNG, TIFF (all pages), WebP, HEIC or PDF (its own text where it has one). Needs no store,
sign-in or network. Boxes are [x, y, width, height] in pixels of the original picture (of a PDF: at 200 dpi),
turned as viewers show it.

decision: read (taken over), confirm (a person has to confirm), unreadable.

A medicine is read only when it is printed, known letter for letter and sold in that strength. Handwriting is
never more than confirm. A date that means something else with day and month exchanged is ambiguous and never
more than confirm. Where the sign in front of a handwritten course may be a figure ("128 d", "x 28 d"),
duration.others holds the other lengths that it may mean, and it is never more than confirm.

notes: what stands among or below the medicines and is none (advice, review date, stamp, footer).

--split tells where the prescriptions begin in a file that went through the feeder in one go. Adds "documents":
[{"pages": [numbers from 1], "why": first_page, blank_sheet, separator or layout, "doubtful"}] and "left_out" (blank
and separator sheets). doubtful: a person has to look whether the pages are parted rightly; nothing is parted by
itself. --separator-sheet FILE.pdf writes the sheet to lay between.

warnings: why a page is less sure than others (two patients on it, an engine that stopped). head_colour: share of
coloured ink at the head, 0 to 1; null for a grey picture.

--pack FILE tells which product the photo of a pack shows: codes first, then the print; always with
candidates. A candidate whose gtin is null is a name that is known, without a product in the catalogue.

Exit 0 when every file was read, 1 when any was refused (the answer is complete all the same). Of a document of
more than 20 pages (with --split: 100) the first ones are answered, and `refused` says so.
"""


@app.command(help=HELP)
def read(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="Scans to read, or photos of packs with --pack.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document for all files.")] = False,
    lexicon: Annotated[Path | None, typer.Option(help="More names of medicines, one per line.")] = None,
    fast: Annotated[
        bool, typer.Option("--fast", help="Only the fast pass (Tesseract): less than a second a page.")
    ] = False,
    pack: Annotated[bool, typer.Option("--pack", help="The files are photos of packs.")] = False,
    month_first: Annotated[bool, typer.Option("--month-first", help="05/06/2026 is the 6th of May.")] = False,
    split: Annotated[bool, typer.Option("--split", help="Tell where each prescription of a stack begins.")] = False,
    separator_sheet: Annotated[
        Path | None, typer.Option(metavar="FILE.pdf", help="Write the separator sheet to print, and read nothing.")
    ] = None,
) -> None:
    """Answers every file; ends with 1 when any was refused."""
    from workstation.adapters.ocr.images import MAX_PAGES, MAX_STACK_PAGES
    from workstation.adapters.ocr.reader import FileReader, find_engines
    from workstation.domain.reading import DateOrder

    if separator_sheet:
        _write_sheet(separator_sheet, as_json)
        return
    if not files:
        fail("usage", "Which file? Give at least one scan.", as_json=as_json, exit_code=Exit.USAGE)
    if pack:
        names = _rules(lexicon, DateOrder.DAY_FIRST, as_json).lexicon
        reader = FileReader(find_engines())
        answers = [_pack(file, reader, names) for file in files]
        _print_packs(answers, as_json)
        refused = any(answer["refused"] for answer in answers)
    else:
        order = DateOrder.MONTH_FIRST if month_first else DateOrder.DAY_FIRST
        rules = _rules(lexicon, order, as_json)
        readings = _readings(files, rules, accurate=not fast, most_pages=MAX_STACK_PAGES if split else MAX_PAGES)
        stacks = _split(files, readings) if split else None
        _print_readings(readings, stacks, as_json)
        refused = any(reading.refused for reading in readings)
    if refused:
        raise typer.Exit(int(Exit.REFUSED))


def _readings(files: list[Path], rules: "ReadingRules", *, accurate: bool, most_pages: int) -> "list[Reading]":
    from workstation.adapters.ocr.reader import FileReader, find_engines

    reader = FileReader(find_engines(accurate=accurate))
    return [reader.read(file, rules, name=str(file), accurate=accurate, most_pages=most_pages) for file in files]


def _rules(names: Path | None, order: "DateOrder", as_json: bool) -> "ReadingRules":
    from workstation.adapters.ocr.lexicon_files import load_lexicon
    from workstation.adapters.printing.words import load_dosage_words
    from workstation.domain.reading import DateRules, ReadingRules

    try:
        lexicon = load_lexicon(names)
    except (OSError, UnicodeDecodeError) as why:
        fail(
            "lexicon_unreadable",
            f"The list of names {names} cannot be read: {in_words(why)}.",
            as_json=as_json,
            exit_code=Exit.USAGE,
        )
    # Commands know no pharmacy's time zone; a day more or less only moves the limit of validity.
    today = date.today()  # noqa: DTZ011  # the day on the wall of whoever types the command
    return ReadingRules(lexicon, DateRules(today, order), load_dosage_words("en"))


def _write_sheet(file: Path, as_json: bool) -> None:
    from workstation.adapters.ocr.stack import write_separator_sheet

    try:
        write_separator_sheet(file)
    except OSError as why:
        fail("not_written", f"{file} cannot be written: {in_words(why)}.", as_json=as_json, exit_code=Exit.UNAVAILABLE)
    if as_json:
        print_json({"separator_sheet": str(file)})


def _split(files: list[Path], readings: "list[Reading]") -> "list[SplitStack]":
    from workstation.adapters.ocr.stack import split_reading

    return [split_reading(file, reading) for file, reading in zip(files, readings, strict=True)]


def _print_readings(readings: "list[Reading]", stacks: "list[SplitStack] | None", as_json: bool) -> None:
    from workstation.domain.reading import reading_to_json

    if as_json:
        documents = [_stack_json(stack) for stack in stacks] if stacks else [{}] * len(readings)
        answers = zip(readings, documents, strict=True)
        print_json({"files": [reading_to_json(reading) | stack for reading, stack in answers]})
        return
    for number, reading in enumerate(readings):
        _print_reading(reading)
        if stacks:
            _print_stack(stacks[number])


def _stack_json(stack: "SplitStack") -> dict[str, Any]:
    documents = [
        {"pages": list(each.pages), "why": each.why.value, "doubtful": each.doubtful} for each in stack.documents
    ]
    return {"documents": documents, "left_out": list(stack.left_out)}


def _print_stack(stack: "SplitStack") -> None:
    from rich.console import Console
    from rich.table import Table

    from workstation.domain.reading.stack import CUT_WORDS

    table = Table("Prescription", "Pages", "Begins here because", "")
    for number, each in enumerate(stack.documents, start=1):
        pages = ", ".join(map(str, each.pages))
        table.add_row(str(number), pages, CUT_WORDS[each.why], "Look whether this is right." if each.doubtful else "")
    Console(highlight=False).print(table)
    if stack.left_out:
        note(f"Left out as blank or separator sheets: {', '.join(map(str, stack.left_out))}.")


def _print_reading(reading: "Reading") -> None:
    from rich.console import Console

    console = Console(highlight=False)
    console.print(f"{reading.file}  ({', '.join(reading.engines)})", style="bold", markup=False)
    for sentence in (*reading.notes, *([reading.refused] if reading.refused else [])):
        note(sentence)
    for number, page in enumerate(reading.pages, start=1):
        if len(reading.pages) > 1:
            console.print(f"Page {number}")
        if any(field.value is not None for field in page.fields.values()) or page.lines or page.notes:
            console.print(_fields_table(page))
            console.print(_lines_table(page))
        else:
            console.print("Nothing could be read." if not page.words else "No field and no medicine could be read.")
        for one in page.notes:
            console.print(f"Note: {one.text}", markup=False)
        for warning in page.warnings:
            note(warning)


def _fields_table(page: "Page") -> Any:
    from rich.table import Table

    table = Table("Field", "Value", "Decision")
    for name, field in page.fields.items():
        if field.value is not None:
            meaning = (
                f"  ({field.iso}{', day and month may be exchanged' if field.ambiguous else ''})" if field.iso else ""
            )
            table.add_row(name.replace("_", " "), field.value + meaning, field.decision.value)
    return table


def _lines_table(page: "Page") -> Any:
    from rich.table import Table

    table = Table("Medicine", "Decision", "Strength", "Form", "Directions", "Days", "Quantity", "Or")
    for line in page.lines:
        table.add_row(*_cells(line))
    return table


def _cells(line: "LineReading") -> tuple[str, ...]:
    others = ", ".join(f"{item.name} {item.score:.2f}" for item in line.medicine.candidates[1:])
    directions = line.dosage_instruction.plain or line.dosage_instruction.text or ""
    return (
        line.medicine.value or "?",
        line.medicine.decision.value,
        line.strength.value or "",
        line.form or "",
        directions,
        " or ".join(str(days) for days in (line.duration_days, *line.duration.others) if days is not None),
        "" if line.quantity is None else f"{line.quantity} {line.quantity_unit or ''}".strip(),
        others,
    )


def _pack(file: Path, reader: "FileReader", lexicon: "Lexicon") -> dict[str, Any]:
    from workstation.adapters.ocr.pack import catalogue_products, read_photo
    from workstation.adapters.scanner import parse_code
    from workstation.domain.errors import Refused
    from workstation.domain.reading import FileRefusal, refusal_sentence
    from workstation.domain.reading.pack import identify_pack

    try:
        photo = read_photo(file, reader)
    except Refused as refused:
        sentence = refusal_sentence(FileRefusal(refused.code), refused.facts)
        return {
            "file": str(file),
            "codes": [],
            "candidates": [],
            "decision": "unreadable",
            "refused": sentence,
        }
    today = date.today()  # noqa: DTZ011  # the day on the wall of whoever types the command
    scanned = [parse_code(code, today) for code in photo.codes]
    gtins = [code.gtin for code in scanned if code.gtin]
    found = identify_pack(gtins, photo.words, catalogue_products(), lexicon)
    return {
        "file": str(file),
        "codes": list(photo.codes),
        "candidates": [
            {"name": item.name, "gtin": item.gtin, "score": round(item.score, 3)} for item in found.candidates
        ],
        "decision": found.decision.value,
        "refused": None,
    }


def _print_packs(answers: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(answers[0] if len(answers) == 1 else {"files": answers})
        return
    from rich.console import Console

    console = Console(highlight=False)
    for answer in answers:
        console.print(f"{answer['file']}  {answer['decision']}  {answer['refused'] or ''}", markup=False)
        for candidate in answer["candidates"]:
            gtin = candidate["gtin"] or "not in the catalogue"
            console.print(f"  {candidate['score']:.2f}  {gtin}  {candidate['name']}", markup=False)


if __name__ == "__main__":
    app()
