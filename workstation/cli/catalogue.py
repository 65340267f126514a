"""`workstation catalogue`: the products of this pharmacy."""

import time
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workstation.cli.output import Exit, note, print_json

if TYPE_CHECKING:
    from workstation.domain.medicine import Product

IMPORT_HELP = """Takes products over from a file: all of what is right at once, or nothing.

--mapping generic: a table (comma, semicolon, tab or bar; UTF-8, UTF-16 or Windows-1252; plain, .gz or .xz) with the
headings gtin, name, ingredients, strengths, form, pack_size, unit, manufacturer, schedule, price, currency,
cold_chain, shelf, release in any order; strengths and those from manufacturer on may be missing, except schedule.

--mapping bdpm: the French public database; FILE is its folder or its CIS_CIP_bdpm.txt.

--mapping own.toml: a table with other headings (docs/catalogue.md).

A row is refused, and the rest goes on, when its GTIN is wrong, stands twice, or is another medicine here.

Exit 0 when every row was imported, 1 when any was refused or the file is no catalogue.

Example: workstation catalogue import products.csv --mapping generic --json
"""

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.callback()
def catalogue() -> None:
    """The products of this pharmacy."""


@app.command("search")
def search(
    text: Annotated[str, typer.Argument(help="Beginnings of words of name or ingredient.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Finds products by the beginnings of the words of their names and ingredients.

    The catalogue is the one in the store; the demo fills its own.

    Example: workstation catalogue search "para 650" --json
    """
    from workstation.app.opening import opened
    from workstation.settings import current_settings

    with opened(current_settings()) as here, here.store.read() as tx:
        started = time.perf_counter()
        found = tx.products.search(text)
        milliseconds = Decimal(f"{(time.perf_counter() - started) * 1000:.2f}")
    if as_json:
        print_json({"products": [_product(one) for one in found], "milliseconds": milliseconds})
        return
    for one in found:
        typer.echo(f"{one.gtin}  {one.name:<28} {one.strength_text}, {one.form}, {one.pack_size}")


@app.command("import", help=IMPORT_HELP)
def import_file(
    file: Annotated[Path, typer.Argument(help="A table of products, or the folder of the French database.")],
    mapping: Annotated[str, typer.Option("--mapping", metavar="NAME", help="What the columns are: see above.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Takes products over from a file; ends with 1 when any row is refused."""
    from workstation.adapters.catalogue import is_mapping, mapping_names, read_catalogue
    from workstation.app.opening import opened
    from workstation.services.catalogue_import import import_catalogue
    from workstation.settings import current_settings

    if not is_mapping(mapping):
        raise typer.BadParameter(f"{mapping!r} is none of {', '.join(mapping_names())}, and no .toml file.")
    started = time.perf_counter()
    with file.open("rb") if not file.is_dir() else nullcontext(), opened(current_settings()) as here:
        rows = read_catalogue(file, mapping, here.site.compliance, here.site.new_id)
        done = import_catalogue(here.site, rows, lambda what, count: note(f"{count} rows {what}"))
    seconds = Decimal(f"{time.perf_counter() - started:.2f}")
    if as_json:
        refused = [{"row": one.row, "why": one.why} for one in done.refused]
        print_json({"rows": done.rows, "imported": done.imported, "refused": refused, "seconds": seconds})
    else:
        typer.echo(f"{done.imported} of {done.rows} rows imported in {seconds} s, {len(done.refused)} refused.")
        for one in done.refused:
            typer.echo(f"  row {one.row}: {one.why}")
    raise typer.Exit(Exit.REFUSED if done.refused else Exit.OK)


def _product(product: "Product") -> dict[str, Any]:
    strengths = [f"{one.strength}" + (f"/{one.per}" if one.per else "") for one in product.ingredients if one.strength]
    price = product.price
    return {
        "name": product.name,
        "ingredients": [one.ingredient for one in product.ingredients],
        "strength": " + ".join(strengths),
        "form": product.form,
        "pack": str(product.pack_size),
        "gtin": product.gtin,
        "price": {"amount": price.amount, "currency": price.currency} if price else None,
    }
