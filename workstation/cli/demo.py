"""`workstation demo`: the sample pharmacy."""

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from workstation.cli.output import Exit, fail, note
from workstation.file_words import in_words

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def demo(
    tour: Annotated[
        Path | None, typer.Option("--tour", metavar="DIR", help="Play the main job; keep pictures.")
    ] = None,
    theme: Annotated[str, typer.Option(help="light, dark, high_contrast or system")] = "light",
    scale: Annotated[int, typer.Option(help="Text size in per cent.", min=80, max=200)] = 100,
) -> None:
    """Opens the sample pharmacy: its own order server on https://127.0.0.1, its own store marked DEMO, the window.

    With --tour the main job is played without hands against that server; numbered pictures and tour.json are left in
    DIR. Without a screen the tour is played offscreen.
    """
    from workstation.app.demo import running_demo
    from workstation.app.desktop import Look, application, has_screen
    from workstation.settings import current_settings
    from workstation.ui.theme import ThemeChoice

    if theme not in list(ThemeChoice):
        raise typer.BadParameter(f"one of {', '.join(ThemeChoice)}", param_hint="--theme")
    screen = has_screen(os.environ)
    if tour is None and not screen:
        tour = Path("build") / "tour"
        note(f"There is no screen here: the tour is played offscreen, pictures go to {tour}.")
    if tour is not None:
        _require_folder(tour)
    note("Starting the sample pharmacy and its order server …")
    qt = application(offscreen=tour is not None and not screen)
    look = Look(ThemeChoice(theme), scale)
    own_folder = "WORKSTATION_DATA_DIR" not in os.environ
    with running_demo(current_settings(), own_folder=own_folder) as running:
        if running.begins_anew:
            note("The sample pharmacy begins anew with every start: what was done in this folder before is gone.")
        note(f"Order server: {running.sample.server.address.url}")
        if tour is not None:
            from workstation.app.tour import play_tour

            found = play_tour(qt, running, look, tour)
            note(f"{found} pictures and tour.json in {tour}")
            return
        from workstation.app.demo_window import open_demo_window

        raise typer.Exit(open_demo_window(qt, running, look) and Exit.OK)


def _require_folder(folder: Path) -> None:
    """Looks whether pictures can be kept there, before the sample pharmacy is started for nothing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as why:
        sentence = f"No pictures can be kept in {folder}: {in_words(why)}."
        fail("tour", sentence, as_json=False, exit_code=Exit.UNAVAILABLE)
