"""`workstation _worker KIND`: the hidden command with which the program starts its own worker processes."""

from collections.abc import Callable, Mapping
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


def _ocr() -> None:
    from workstation.adapters.ocr.worker import OcrWorker
    from workstation.adapters.printing.words import load_dosage_words
    from workstation.adapters.processes.server import serve

    serve(OcrWorker(load_dosage_words("en")).handlers)


def _sync() -> None:
    from contextlib import ExitStack

    from workstation.adapters.processes.server import serve
    from workstation.app.sync_worker import SyncWorker

    with ExitStack() as stack:
        serve(SyncWorker(stack).handlers)


def _pages() -> None:
    from contextlib import ExitStack

    from workstation.adapters.processes.server import serve
    from workstation.app.page_worker import PageWorker

    with ExitStack() as stack:
        serve(PageWorker(stack).handlers)


KINDS: Mapping[str, Callable[[], None]] = {"ocr": _ocr, "pages": _pages, "sync": _sync}
"""What each kind runs; imports happen inside, so that a worker loads only its own."""


@app.command(hidden=True)
def worker(kind: Annotated[str, typer.Argument(help="ocr, pages or sync")]) -> None:
    """Speaks frames over standard input and output; ends with its input."""
    if kind not in KINDS:
        raise typer.BadParameter(f"one of {', '.join(KINDS)}", param_hint="KIND")
    KINDS[kind]()


if __name__ == "__main__":
    app()
