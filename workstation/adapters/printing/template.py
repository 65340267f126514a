"""Label templates (resources/labels/label_*.toml): what stands where, how large, and how small it may become."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from workstation import paths
from workstation.domain.errors import Unavailable
from workstation.domain.label import LabelContent

SCHEMA = 1
SMALLEST_POINTS = 7.0
"""No template may go below: smaller letters are not read by the people who take medicines."""

FIELDS = frozenset(field.name for field in fields(LabelContent))


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks. Sizes in points, leading as a multiple of the size."""

    weight: int
    size: float
    smallest: float
    leading: float
    tightest: float
    family: str = "ui"
    """Role of the font: ui or code."""
    spacing: float = 100.0
    """Space between letters in percent."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style, with {fields}; left out when one of them is empty."""

    text: str
    style: str
    code: str = ""
    """The last field of this run, set in the style "code"."""
    lead: str = ""
    """Stands before this run in place of the row's join; left out where the run begins a line."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the text asks for."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.text) if name)


@dataclass(frozen=True, slots=True)
class Row:
    """One block of lines."""

    name: str
    left: tuple[Run, ...] = ()
    right: tuple[Run, ...] = ()
    join: str = ""
    join_style: str = ""
    """Style of the join; empty for that of the first run."""
    lines: int = 1
    """The most lines it may take."""
    best_lines: int = 0
    """Lines it keeps to as long as middling letters fit; 0 = as `lines`."""
    gap: float = 0.0
    """Millimetres above."""
    rule: float = 0.0
    """Thickness of a rule in place of text, in millimetres."""
    picture: bool = False
    whole: bool = False
    """True when lines break between runs only, and the join at a break is left out."""


@dataclass(frozen=True, slots=True)
class LabelTemplate:
    """One kind of label. Lengths in millimetres."""

    name: str
    width: float
    height: float
    margin: float
    module: float
    """Side of one module of the DataMatrix."""
    code_gap: float
    caption: Run
    picture_side: float
    small_picture_side: float
    """Where there is more than one."""
    picture_gap: float
    styles: Mapping[str, Style]
    top: tuple[Row, ...]
    bottom: tuple[Row, ...]


@cache
def load_template(name: str = "70x36") -> LabelTemplate:
    """The template resources/labels/label_<name>.toml.

    Raises Unavailable("labels", ...) when it is not there or breaks the schema.
    """
    path = paths.resources() / "labels" / f"label_{name}.toml"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        template = _template(document)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        raise Unavailable("labels", f"The label template {path.name} cannot be read: {problem}") from problem
    _check(document, template, path)
    return template


def template_names() -> tuple[str, ...]:
    """The templates that there are, the smallest first by name."""
    found = (paths.resources() / "labels").glob("label_*.toml")
    return tuple(sorted(path.stem.removeprefix("label_") for path in found))


def _template(document: Mapping[str, Any]) -> LabelTemplate:
    page, code, picture = document["page"], document["code"], document["picture"]
    return LabelTemplate(
        name=document["name"],
        width=page["width"],
        height=page["height"],
        margin=page["margin"],
        module=code["module"],
        code_gap=code["gap"],
        caption=Run(code["caption"], code["caption_style"]),
        picture_side=picture["side"],
        small_picture_side=picture["small_side"],
        picture_gap=picture["gap"],
        styles={name: Style(**style) for name, style in document["styles"].items()},
        top=tuple(_row(row) for row in document["top"]),
        bottom=tuple(_row(row) for row in document["bottom"]),
    )


def _row(table: Mapping[str, Any]) -> Row:
    runs = {side: tuple(Run(**run) for run in table.get(side, ())) for side in ("left", "right")}
    return Row(**{**table, **runs})


def _check(document: Mapping[str, Any], template: LabelTemplate, path: Path) -> None:
    wrong = [] if document.get("schema") == SCHEMA else [f"schema {document.get('schema')} instead of {SCHEMA}"]
    for name, style in template.styles.items():
        if not SMALLEST_POINTS <= style.smallest <= style.size:
            wrong.append(f"style {name} is smaller than {SMALLEST_POINTS} pt")
    rows = (*template.top, *template.bottom)
    for run in [template.caption, *(run for row in rows for run in (*row.left, *row.right))]:
        wrong += [f"unknown field {field}" for field in {*run.fields, run.code} - FIELDS - {""}]
        wrong += [] if run.style in template.styles else [f"unknown style {run.style}"]
    if wrong:
        raise Unavailable("labels", f"The label template {path.name} is not right: {', '.join(sorted(wrong))}")
