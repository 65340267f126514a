"""The `workstation` command: sub-commands are loaded only when they are called, so that each starts fast."""

import importlib
import os
import sys
from collections.abc import Sequence

from workstation import __version__
from workstation.cli.output import Exit, fail, note, print_json
from workstation.domain.errors import Refused, Unavailable
from workstation.file_words import in_words

COMMANDS = {
    "demo": ("demo", "Opens a sample pharmacy with its own order server; --tour plays the main job by itself."),
    "read": ("read", "Reads a prescription scan: words with boxes, fields, lines, candidates, decisions."),
    "screen": ("screen", "Clinical screening of a profile: interactions, allergies, duplicates."),
    "barcode": ("barcode", "Takes a scanned code apart and checks it."),
    "catalogue": ("catalogue", "Imports and searches the products of this pharmacy."),
    "knowledge": ("knowledge", "What the clinical knowledge holds; takes over, compares and takes back editions."),
    "pair": ("pair", "Pairs this station with an order server."),
    "sync": ("sync", "Sends what waits and takes in what is new."),
    "outbox": ("outbox", "What this station has done and the server has not confirmed."),
    "incident": ("incident", "Errors that reached a patient: records, lists and exports them."),
    "audit": ("audit", "Verifies the audit chain."),
    "db": ("db", "Checks the store."),
    "orderserver": ("orderserver", "Runs the reference order server (FHIR R4) for demo, training and tests."),
    "_worker": ("worker", "Runs a worker process of the program itself."),
}
"""Sub-command → (module in workstation.cli, one sentence)."""
INTERRUPTED = 130
"""What shells expect after Ctrl-C (128 + SIGINT)."""

HELP = """Usage: workstation [--data-dir DIR] [COMMAND] [OPTIONS]

The pharmacist workstation. Without a command it opens the window of this pharmacy.

Options (before or after the command):
  --data-dir DIR   Store, keys and settings. Default: the user's data folder. Also WORKSTATION_DATA_DIR.
  --version        The version of the program.
  --help           This page; `workstation COMMAND --help` for one command.

Commands:
{commands}

First steps:
  workstation demo                        a sample pharmacy to try everything on
  workstation read scan.jpg --json        what a scan says
  workstation screen profile.json         what to know about a list of medicines
  workstation barcode CODE --json         what a scanned code says

With --json one document stands on stdout, a failure too: {{"error":{{"code","message"}}}}.

Exit: 0 every input got an answer, 1 something was refused, 2 usage, 3 unavailable (store, server, device).
Without a key ring, WORKSTATION_PASSPHRASE_FILE names the file whose passphrase unlocks the store.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    words = _without_data_dir(given)
    if words is None:
        return _usage("--data-dir needs a folder.", as_json="--json" in given)
    if not words:
        return _run("_open", "window", [])
    name, rest = words[0], words[1:]
    if name == "--version":
        sys.stdout.write(f"workstation {__version__}\n")
        return Exit.OK
    if name in ("--help", "-h", "help"):
        sys.stdout.write(help_text())
        return Exit.OK
    if name not in COMMANDS:
        return _usage(f"There is no command {name!r}.", as_json="--json" in rest)
    return _run(name, COMMANDS[name][0], rest)


def help_text() -> str:
    """The help page with one line a command."""
    lines = [f"  {name:<12} {sentence}" for name, (_, sentence) in COMMANDS.items() if not name.startswith("_")]
    return HELP.format(commands="\n".join(lines))


def _without_data_dir(words: list[str]) -> list[str] | None:
    """Takes --data-dir out, wherever it stands, and hands it on as WORKSTATION_DATA_DIR. None = folder missing."""
    kept: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--data-dir":
            folder = next(rest, None)
            if folder is None:
                return None
            os.environ["WORKSTATION_DATA_DIR"] = folder
        elif word.startswith("--data-dir="):
            os.environ["WORKSTATION_DATA_DIR"] = word.partition("=")[2]
        else:
            kept.append(word)
    return kept


def _usage(problem: str, page: str = "workstation --help", *, as_json: bool = False) -> int:
    """A command line that makes no sense. Called without its sub-command, a command has only shown its help page."""
    if as_json:
        print_json({"error": {"code": "usage", "message": problem or f"A sub-command is missing; see {page}"}})
    elif problem:
        note(f"{problem}\nTry `{page}`.")
    return Exit.USAGE


def _run(name: str, module: str, words: list[str]) -> int:
    """Loads the command's module and runs it; every failure is worded once, here."""
    from typer import Abort, TyperException

    app = importlib.import_module(f"workstation.cli.{module}").app
    as_json = "--json" in words
    try:
        try:
            return _code(app(args=words, prog_name=f"workstation {name}", standalone_mode=False))
        except TyperException as wrong:
            return _usage(wrong.format_message(), f"workstation {name} --help", as_json=as_json)
        except Abort:
            note("Interrupted.")
            return INTERRUPTED
        except Refused as refusal:
            fail(refusal.code.value, f"Refused: {refusal}", as_json=as_json, exit_code=Exit.REFUSED)
        except Unavailable as missing:
            fail(missing.what, missing.why, as_json=as_json, exit_code=Exit.UNAVAILABLE)
        except BrokenPipeError:
            return _nobody_reads()
        except OSError as trouble:
            sentence = f"{trouble.filename or 'A file or device'} cannot be used: {in_words(trouble)}."
            fail("file", sentence, as_json=as_json, exit_code=Exit.UNAVAILABLE)
    except SystemExit as end:
        return _code(end.code)


def _nobody_reads() -> int:
    """Whoever read the answer (`| head`) has gone: no fault, but the answer did not arrive whole."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains at the end
    return Exit.REFUSED


def _code(ended_with: object) -> int:
    return ended_with if isinstance(ended_with, int) else int(ended_with is not None)
