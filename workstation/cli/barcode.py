"""`workstation barcode`: what a scanned code says."""

import sys
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workstation.cli.output import Exit, print_json

if TYPE_CHECKING:
    from workstation.domain.scanned_code import ScannedCode

app = typer.Typer(add_completion=False, rich_markup_mode=None)

ESCAPED = "\\x1d"
"""Four characters that stand for FNC1/GS in the input."""

HELP = """Takes scanned codes apart: GS1 element strings (with symbology identifier, FNC1, or brackets), GS1 Digital
Links, EAN-13, EAN-8, UPC-A, UPC-E, ITF-14 and the labels of this pharmacy.

CODE is one code; - reads one code per line from standard input and answers one line each. In the input the four
characters \\x1d stand for FNC1/GS.

A wrong check digit gives no gtin; values that may be two glued together are in `suspect`, never guessed.

symbology: gs1_datamatrix, gs1_128, gs1_databar, gs1_qr, gs1_dotcode, gs1_element_string, gs1_digital_link, ean_13,
ean_8, upc_a, upc_e, itf_14, internal, datamatrix, qr, code_128, code_39, dotcode, other, unknown.

errors[].code: empty, not_a_known_code, wrong_check_digit, wrong_check_character, wrong_length, wrong_character,
wrong_date, wrong_value, unknown_identifier, repeated_identifier, excluded_identifier, not_a_digital_link, glued_codes.

Exit 0 when every code is right, 1 when any has an error.
"""


@app.command(help=HELP)
def barcode(
    code: Annotated[str, typer.Argument(metavar="CODE|-", help="The code, or - for one code per line.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document per code.")] = False,
) -> None:
    """Answers each code; ends with 1 when any is refused."""
    from workstation.adapters.scanner import parse_code

    # The calendar of this machine decides the century of two-digit years only; commands know no pharmacy's time zone.
    today = date.today()  # noqa: DTZ011  # the day on the wall of whoever types the command
    refused = False
    for given in _inputs(code):
        scanned = parse_code(given.replace(ESCAPED, "\x1d"), today)
        refused |= bool(scanned.errors)
        if as_json:
            print_json(to_json(scanned, given))
        else:
            sys.stdout.write(to_text(scanned, given) + "\n")
    if refused:
        raise typer.Exit(int(Exit.REFUSED))


def _inputs(code: str) -> Iterator[str]:
    if code != "-":
        yield code
        return
    for line in sys.stdin.buffer:
        yield _decoded(line.rstrip(b"\r\n"))


def _decoded(line: bytes) -> str:
    """Scanners send UTF-8 or single bytes (E8 for FNC1)."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _place_in(given: str, at: int | None) -> int | None:
    """The offset in the text as it was given, where each separator may take four characters."""
    if at is None:
        return None
    place = 0
    for _ in range(at):
        place += len(ESCAPED) if given.startswith(ESCAPED, place) else 1
    return place


def to_json(scanned: "ScannedCode", given: str) -> dict[str, Any]:
    """The document of `cli.md`; `token` comes on top of it."""
    token = scanned.token
    return {
        "input": given,
        "symbology": scanned.symbology.value,
        "gtin": scanned.gtin,
        "expiry_date": scanned.expiry_date.isoformat() if scanned.expiry_date else None,
        "batch_number": scanned.batch_number,
        "serial_number": scanned.serial_number,
        "element_strings": [{"ai": ai, "value": value} for ai, value in scanned.element_strings],
        "token": {"kind": token.kind.name.lower(), "number": token.number} if token else None,
        "errors": [
            {"code": error.code.value, "message": error.message, "at": _place_in(given, error.at)}
            for error in scanned.errors
        ],
        "suspect": list(scanned.suspect),
    }


def to_text(scanned: "ScannedCode", given: str) -> str:
    """The same for people."""
    facts = {
        "gtin": scanned.gtin,
        "expiry": scanned.expiry_date,
        "batch": scanned.batch_number,
        "serial": scanned.serial_number,
        "label": scanned.token and f"{scanned.token.kind.name.lower()} {scanned.token.number}",
    }
    lines = [f"{given}", f"  {scanned.symbology.value.replace('_', ' ')}"]
    lines += [f"  {name:<8}{value}" for name, value in facts.items() if value]
    lines += [f"  ({ai})     {value}"[:80] for ai, value in scanned.element_strings]
    lines += [f"  WRONG   {error.message}" for error in scanned.errors]
    lines += [f"  LOOK    {sentence}" for sentence in scanned.suspect]
    return "\n".join(lines)
