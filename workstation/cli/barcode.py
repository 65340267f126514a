"""`workstation barcode`: what a scanned code says."""

import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from workstation.cli.output import Exit
from workstation.domain import exact_json

if TYPE_CHECKING:
    from io import BufferedReader

    from workstation.domain.scanned_code import ScannedCode

app = typer.Typer(add_completion=False, rich_markup_mode=None)

HELP = """Takes scanned codes apart: GS1 element strings (with symbology identifier, FNC1, or brackets), GS1 Digital
Links, EAN-13, EAN-8, UPC-A, UPC-E, ITF-14, HIBC, PPN, PZN, NDC, labelled text as in the QR codes of Indian packs
("Batch No: WF2419; Exp: 12/2027"), and the labels of this pharmacy.

CODE is one code; - reads one code per line from standard input and answers one line each. In the input the four
characters \\x1d stand for FNC1/GS; so do <GS>, {GS}, [GS], the same with FNC1 and F8, and the picture of GS.

A wrong check digit gives no gtin; values that may be two glued together are in `suspect`, never guessed.
product_numbers are the numbers beside the gtin (pzn, cip13, ndc, hibc, ppn, cip, cn, drn, aim, aic, srn); a PZN and an
NDC are answered with their gtin. fields are the named values of labelled text.

symbology: gs1_datamatrix, gs1_128, gs1_databar, gs1_qr, gs1_dotcode, gs1_element_string, gs1_digital_link, ean_13,
ean_8, upc_a, upc_e, itf_14, hibc, ppn, pzn, ndc, labelled, internal, datamatrix, qr, code_128, code_39, dotcode,
other, unknown.

errors[].code: empty, not_a_known_code, wrong_check_digit, wrong_check_character, wrong_length, wrong_character,
wrong_date, wrong_value, unknown_identifier, repeated_identifier, excluded_identifier, not_a_digital_link,
compressed_link, glued_codes, too_long, keyboard_layout, codes_disagree.

Exit 0 when every code is right, 1 when any has an error.
"""

LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""Legal inside JSON text, and line ends to some readers: they would take one answer for two."""

CHUNK = 65_536
"""Bytes read at once: what has come is answered at once, and written together."""


# A PZN begins with a hyphen: what is no option of ours is the code.
@app.command(help=HELP, context_settings={"ignore_unknown_options": True})
def barcode(
    code: Annotated[str, typer.Argument(metavar="CODE|-", help="The code, or - for one code per line.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document per code.")] = False,
) -> None:
    """Answers each code; ends with 1 when any is refused."""
    from workstation.adapters.scanner import parse_code

    if code.startswith("--"):
        raise typer.BadParameter(f"There is no option {code!r}.")
    # The calendar of this machine decides the century of two-digit years only; commands know no pharmacy's time zone.
    today = date.today()  # noqa: DTZ011  # the day on the wall of whoever types the command
    refused = False
    for together in _inputs(code):
        scanned = [parse_code(given, today) for given in together]
        refused |= any(one.errors for one in scanned)
        answer = _json_lines if as_json else _text_lines
        sys.stdout.write(answer(scanned))
        sys.stdout.flush()
    if refused:
        raise typer.Exit(int(Exit.REFUSED))


def _inputs(code: str) -> Iterator[list[str]]:
    """Codes that are there at the same time: they are answered together, and none waits for one that is to come."""
    if code != "-":
        yield [_decoded(os.fsencode(code))]
        return
    begun: list[bytes] = []
    stream = cast("BufferedReader", sys.stdin.buffer)
    while chunk := stream.read1(CHUNK):
        *ended, rest = chunk.split(b"\n")
        if ended:
            ended[0] = b"".join([*begun, ended[0]])
            begun = []
            yield [_decoded(line.rstrip(b"\r")) for line in ended]
        begun.append(rest)
    last = b"".join(begun)
    if last:
        yield [_decoded(last.rstrip(b"\r"))]


def _decoded(line: bytes) -> str:
    """Scanners send UTF-8 or single bytes (E8 for FNC1)."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _json_lines(scanned: "Sequence[ScannedCode]") -> str:
    lines = "".join(f"{line}\n" for line in exact_json.dumps_all([to_json(one) for one in scanned]))
    return lines if lines.isascii() else lines.translate(LINE_ENDS)


def _text_lines(scanned: "Sequence[ScannedCode]") -> str:
    return "".join(f"{to_text(one)}\n" for one in scanned)


def to_json(scanned: "ScannedCode") -> dict[str, Any]:
    """The document of `cli.md`; `product_numbers`, `fields` and `token` come on top of it."""
    token = scanned.token
    return {
        "input": scanned.input,
        "symbology": scanned.symbology.value,
        "gtin": scanned.gtin,
        "expiry_date": scanned.expiry_date.isoformat() if scanned.expiry_date else None,
        "batch_number": scanned.batch_number,
        "serial_number": scanned.serial_number,
        "element_strings": [{"ai": ai, "value": value} for ai, value in scanned.element_strings],
        "product_numbers": [{"scheme": one.scheme.value, "number": one.number} for one in scanned.product_numbers],
        "fields": [{"name": name, "value": value} for name, value in scanned.fields],
        "token": {"kind": token.kind.name.lower(), "number": token.number} if token else None,
        "errors": [{"code": error.code.value, "message": error.message, "at": error.at} for error in scanned.errors],
        "suspect": list(scanned.suspect),
    }


def to_text(scanned: "ScannedCode") -> str:
    """The same for people."""
    facts = {
        "gtin": scanned.gtin,
        "expiry": scanned.expiry_date,
        "batch": scanned.batch_number,
        "serial": scanned.serial_number,
        "label": scanned.token and f"{scanned.token.kind.name.lower()} {scanned.token.number}",
    }
    lines = [scanned.input, f"  {scanned.symbology.value.replace('_', ' ')}"]
    lines += [f"  {name:<8}{value}" for name, value in facts.items() if value]
    lines += [f"  {one.scheme.value:<8}{one.number}" for one in scanned.product_numbers]
    lines += [f"  ({ai})     {value}"[:80] for ai, value in scanned.element_strings]
    lines += [f"  WRONG   {error.message}" for error in scanned.errors]
    lines += [f"  LOOK    {sentence}" for sentence in scanned.suspect]
    return "\n".join(lines)
