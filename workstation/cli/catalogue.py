"""`workstation catalogue`: the products of this pharmacy."""

import time
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workstation.cli.output import print_json

if TYPE_CHECKING:
    from workstation.domain.medicine import Product

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
