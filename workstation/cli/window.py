"""`workstation` without a command: the window of this pharmacy."""

import os
from typing import TYPE_CHECKING, NoReturn

import typer

from workstation.cli.output import Exit, fail

if TYPE_CHECKING:
    from workstation.settings import Settings

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_NO_STAFF = (
    "Nobody works here yet: this store has no staff, and this version cannot set up a pharmacy on the screen. "
    "Run `workstation demo` to see the program with sample people."
)


@app.command()
def window() -> NoReturn:
    """Opens the window on the store of this PC."""
    from workstation.adapters.processes.locks import held
    from workstation.app.desktop import has_screen
    from workstation.app.opening import store_key
    from workstation.settings import current_settings

    if not has_screen(os.environ):
        fail("screen", "There is no screen here. `workstation --help` tells what works without one.",
             as_json=False, exit_code=Exit.UNAVAILABLE)  # fmt: skip
    settings = current_settings()
    key = store_key(settings)
    with held(settings.data_dir / "window.lock", "store", "has this store open in a window"):
        code: int | None = None
        while code is None:
            code = _until_closed(settings, key)
    raise typer.Exit(code)


def _until_closed(settings: "Settings", key: bytes) -> int | None:
    """Qt's exit code; None when the store has to be opened again, for another station or another pharmacy."""
    from workstation.app.desktop import Look, application, counter
    from workstation.app.labels import PharmacyText
    from workstation.app.opening import opened_with_key

    with opened_with_key(settings, key) as here:
        with here.store.read() as tx:
            if not tx.users.all():
                fail("set_up", _NO_STAFF, as_json=False, exit_code=Exit.UNAVAILABLE)
        qt = application(offscreen=False)
        pharmacy = PharmacyText(here.site.station.name, "", "")
        with counter(qt, here, settings, key, pharmacy, Look()) as made:
            made.window.showMaximized()
            made.start()
            code = qt.exec()
            return None if made.pair_desk.reopens else code
