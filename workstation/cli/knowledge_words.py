"""Answers of `workstation knowledge` as text for people, and the JSON of a difference."""

from collections.abc import Iterator, Mapping
from typing import Any

from workstation.adapters.knowledge.difference import Part
from workstation.app.knowledge_compare import Compared

_SHOWN = 40
"""Lines of each kind in the text; the JSON holds all."""


def info_text(answer: Mapping[str, Any]) -> str:
    """One line for each thing; warnings first."""
    lines = [f"Warning: {one}" for one in answer["warnings"]]
    apart = ("sources", "editions", "before", "lists", "warnings")
    lines += [f"{key}: {value}" for key, value in answer.items() if key not in apart]
    lines += [f"list beside it: {name}" for name in answer["lists"]]
    for one in answer["editions"]:
        marks = [word for word in ("shipped", "in_use") if one[word]] + ([] if one["whole"] else ["DAMAGED"])
        lines.append(
            f"at hand: {one['edition']} of {one['date']}, {one['signature']} ({', '.join(marks) or 'imported'})"
        )
    lines += [f"answered before: {name}" for name in answer["before"]]
    lines += [f"source: {one['id']}: {one['title']}" for one in answer["sources"]]
    return "\n".join(lines) + "\n"


def import_text(answer: Mapping[str, Any]) -> str:
    """What was taken, from whom, and every refused row."""
    if answer["name"] is None:
        signed = f"signed by {answer['signed_by']}" + ("" if answer["signed"] else ", a development key")
        lines = [f"Edition {answer['edition']} answers now ({signed}); before it was {answer['previous']}."]
    else:
        taken = f"{answer['imported']} of {answer['rows']} rows taken as the list {answer['name']}"
        lines = [f"{taken}: it adds to the edition and takes nothing away. In use: {answer['edition']}."]
    if answer["replaced"]:
        lines.append(f"It stands in for the list {answer['replaced']}.")
    lines += [f"Warning: {one}" for one in answer["warnings"]]
    lines += [f"  {one.get('file', '')}row {one['row']}: {one['why']}" for one in answer["refused"]]
    return "\n".join(lines) + "\n"


def diff_json(found: Compared) -> dict[str, Any]:
    """Everything that differs, by kind."""
    return {
        "from": found.before,
        "to": found.after,
        "same": all(part.same for part in found.difference.parts.values()),
        "milder": list(found.difference.milder),
        **{kind: _part_json(part) for kind, part in found.difference.parts.items()},
    }


def _part_json(part: Part) -> dict[str, Any]:
    return {
        "added": [{"key": key, **fields} for key, fields in part.added.items()],
        "removed": [{"key": key, **fields} for key, fields in part.removed.items()],
        "changed": [
            {"key": one.key, "changes": {name: {"from": a, "to": b} for name, (a, b) in one.changes.items()}}
            for one in part.changed
        ],
    }


def diff_text(found: Compared) -> str:
    """Milder rules first, then each kind with its numbers and lines."""
    lines = [f"From {_named(found.before)} to {_named(found.after)}."]
    if found.difference.milder:
        lines.append(f"MILDER OR GONE, look at these first ({len(found.difference.milder)}):")
        lines += _shortened([f"  ! {key}" for key in found.difference.milder])
    for kind, part in found.difference.parts.items():
        if not part.same:
            numbers = f"{len(part.added)} added, {len(part.removed)} removed, {len(part.changed)} changed"
            lines.append(f"{kind}: {numbers}")
            lines += _shortened(list(_part_lines(part)))
    return "\n".join([*lines, *([] if len(lines) > 1 else ["Nothing differs."])]) + "\n"


def _named(of: Mapping[str, object]) -> str:
    signed = f"signed by {of['signed_by']}" if of["signed_by"] else "NOT SIGNED by a known key"
    return f"{of['edition']} of {of['date']} ({signed})"


def _part_lines(part: Part) -> Iterator[str]:
    yield from (f"  + {key}{_grade(fields)}" for key, fields in part.added.items())
    yield from (f"  - {key}{_grade(fields)}" for key, fields in part.removed.items())
    for one in part.changed:
        changes = "; ".join(f"{name} {a or 'nothing'} → {b or 'nothing'}" for name, (a, b) in one.changes.items())
        yield f"  ~ {one.key}: {changes}"


def _grade(fields: Mapping[str, str]) -> str:
    said = fields.get("severity") or fields.get("ingredients") or ""
    return f": {said}" if said else ""


def _shortened(lines: list[str]) -> list[str]:
    if len(lines) <= _SHOWN:
        return lines
    return [*lines[:_SHOWN], f"  … and {len(lines) - _SHOWN} more: --json names all"]
