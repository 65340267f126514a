"""What one edition says and another does not: rules, ingredients, names, classes and sentences, by their keys."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from workstation.adapters.knowledge.lists import OwnList
from workstation.adapters.knowledge.tables import listed, rows_of, severity, table_of
from workstation.adapters.knowledge.validate import CSV_FILES

RULES = {
    "interactions.csv", "ansm_2020_10.csv", "allergies.csv", "patient_rules.csv", "additive.csv", "doses.csv",
    "counselling.csv", "excipients.csv", "excipients_in.csv",
}  # fmt: skip
NAMES = {"combinations.csv", "brands.csv", "brands_world.csv", "names_imported.csv"}
CLASSES = {"classes.csv", "ansm_classes.csv", "conditions.csv"}

Fields = Mapping[str, str]
Table = Mapping[str, Fields]
"""Key → fields."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One row of both that differs."""

    key: str
    changes: Mapping[str, tuple[str, str]]
    """Column → before, after."""


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one kind of facts."""

    added: Mapping[str, Fields]
    removed: Mapping[str, Fields]
    changed: tuple[Changed, ...]

    @property
    def same(self) -> bool:
        """True when nothing differs."""
        return not (self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs."""

    parts: Mapping[str, Part]
    """rules, ingredients, names, classes, sentences, sources."""
    milder: tuple[str, ...]
    """Rules that are gone, or whose severity went down: to be looked at before anything else."""


@dataclass(frozen=True, slots=True)
class Contents:
    """An edition as it is written, with the lists beside it."""

    folder: Path
    lists: tuple[OwnList, ...] = ()


def difference(before: Contents, after: Contents) -> Difference:
    """From `before` to `after`. Raises Unavailable when a file cannot be read."""
    kinds: Mapping[str, Callable[[Contents], Table]] = {
        "rules": _rules,
        "ingredients": lambda of: _rows(of.folder, {"ingredients.csv"}),
        "names": _names,
        "classes": lambda of: _rows(of.folder, CLASSES),
        "sentences": _sentences,
        "sources": lambda of: _rows(of.folder, {"sources.csv"}),
    }
    parts = {kind: _part(read(before), read(after)) for kind, read in kinds.items()}
    return Difference(parts, tuple(_milder(parts["rules"])))


def _part(before: Table, after: Table) -> Part:
    return Part(
        added={key: after[key] for key in sorted(after.keys() - before.keys())},
        removed={key: before[key] for key in sorted(before.keys() - after.keys())},
        changed=tuple(
            Changed(key, _changes(before[key], after[key]))
            for key in sorted(before.keys() & after.keys())
            if before[key] != after[key]
        ),
    )


def _changes(before: Fields, after: Fields) -> dict[str, tuple[str, str]]:
    columns = (*before, *(name for name in after if name not in before))
    return {
        name: (before.get(name, ""), after.get(name, ""))
        for name in columns
        if before.get(name, "") != after.get(name, "")
    }


def _milder(rules: Part) -> Iterator[str]:
    yield from rules.removed
    for one in rules.changed:
        before, after = one.changes.get("severity", ("", ""))
        if before and after and severity(after) < severity(before):
            yield one.key


def _rows(folder: Path, files: set[str]) -> Table:
    return {
        row.get("id") or row["name"]: row
        for name in CSV_FILES
        if name in files and (folder / name).is_file()
        for row in rows_of(folder / name)
    }


def _rules(of: Contents) -> Table:
    own = {
        f"+{one.name}: {a} + {b}": {"a": a, "b": b, "severity": rule.words.severity.word, "effect": rule.words.effect}
        for one in of.lists
        for rule in one.rules
        for a in rule.a
        for b in rule.b
    }
    return {**_rows(of.folder, RULES), **own}


def _names(of: Contents) -> Table:
    """Every name of an ingredient and every brand → what it means."""
    synonyms = {
        name: {"ingredients": row["name"]}
        for row in rows_of(of.folder / "ingredients.csv")
        for name in listed(row["synonyms"])
    }
    return {**_rows(of.folder, NAMES), **synonyms}


def _sentences(of: Contents) -> Table:
    return {
        f"{file.stem}: {kind} {code}": {"sentence": sentence}
        for file in sorted((of.folder / "templates").glob("*.toml"))
        for kind, codes in table_of(file).items()
        for code, sentence in codes.items()
    }
