"""Reads the two files of one edition and writes ours."""

import csv
import gzip
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.adapters.knowledge.ansm.coding import code, worst_certain
from workstation.adapters.knowledge.ansm.names import FrenchNames, french, french_names
from workstation.adapters.knowledge.tables import listed, rows_of, severity

SOURCE = "ansm-2020-10"
EDITION_DATE = "2020-10-01"
RULE_COLUMNS = (
    "id,a,b,a_except,b_except,a_routes,b_routes,severity,effect,mechanism,management,parameters,"
    "interrupts,evidence,source,reviewed_by,date"
).split(",")
Rule = dict[str, str]


@dataclass(frozen=True, slots=True)
class Conversion:
    """What came out: rules and classes as rows, and the French names that nothing here stands for."""

    rules: list[Rule]
    classes: list[Rule]
    unknown: list[str]


def convert(source: Path, knowledge: Path) -> Conversion:
    """Converts the edition of October 2020 in `source` with the name tables of `knowledge`. Writes nothing."""
    thesaurus = _json(source / "thesaurus_2020-10.json.gz")
    substances = _json(source / "substances_2020-10.json.gz")
    ingredients = rows_of(knowledge / "ingredients.csv")
    known = {name: row["name"] for row in ingredients for name in (*listed(row["synonyms"]), row["name"])}
    names = french_names(rows_of(knowledge / "import" / "ansm_names.csv"), known)
    rules, unknown = _rules(thesaurus, names, decisions_of(knowledge / "import" / "ansm_decisions.csv"))
    return Conversion(rules, _classes(substances, names, ingredients, rules), unknown)


def write(conversion: Conversion, knowledge: Path) -> None:
    """Writes `ansm_2020_10.csv` and `ansm_classes.csv`."""
    _write(knowledge / "ansm_2020_10.csv", RULE_COLUMNS, conversion.rules)
    _write(knowledge / "ansm_classes.csv", ["id", "name", "members"], conversion.classes)


def _write(file: Path, columns: list[str], rows: Iterable[Rule]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def _json(file: Path) -> list[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as text:
        loaded: list[dict[str, Any]] = json.load(text)
    return loaded


def decisions_of(file: Path) -> dict[frozenset[str], str]:
    """Pairs whose severity we set ourselves, or leave out ("skip"), with the reason in the file."""
    return {frozenset((row["a"], row["b"])): row["severity"] for row in rows_of(file)}


def _rules(
    thesaurus: list[dict[str, Any]], names: FrenchNames, decisions: Mapping[frozenset[str], str]
) -> tuple[list[Rule], list[str]]:
    rules: dict[str, Rule] = {}
    unknown: set[str] = set()
    for entry in thesaurus:
        terms = names.term(entry["main_drug"]), names.term(entry["plus_drug"])
        unknown.update(entry[key] for key, term in zip(("main_drug", "plus_drug"), terms, strict=True) if term is None)
        if not terms[0] or not terms[1]:
            continue
        rule = rule_of(entry, terms[0], terms[1], decisions.get(frozenset((terms[0], terms[1]))))
        key = "--".join(sorted((rule["a"], rule["b"]))) if rule else ""
        if rule and (key not in rules or severity(rule["severity"]) > severity(rules[key]["severity"])):
            rules[key] = rule
    return sorted(rules.values(), key=lambda rule: rule["id"]), sorted(unknown)


def rule_of(entry: dict[str, Any], first: str, second: str, decision: str | None) -> Rule | None:
    if decision == "skip":
        return None
    levels = [level["level"] for level in entry["severity_levels"]]
    grade = severity(decision) if decision else worst_certain(levels)
    advice = " ".join(level["info"] for level in entry["severity_levels"])
    coded = code(french(entry["main_drug"]), french(entry["plus_drug"]), entry["interaction_mechanism"], advice, grade)
    a, b = (second, first) if coded.swapped else (first, second)
    return {
        "id": f"ansm--{_slug(a)}--{_slug(b)}",
        "a": a,
        "b": b,
        "a_routes": _route(a),
        "b_routes": _route(b),
        "severity": grade.word,
        "effect": coded.effect,
        "mechanism": coded.mechanism,
        "management": coded.management,
        "parameters": coded.parameters,
        "evidence": "agency",
        "source": SOURCE,
        "date": EDITION_DATE,
    }


def _route(term: str) -> str:
    """Eye drops of beta-blockers count in the thesaurus ("y compris collyres"); inhaled steroids do not."""
    if term in ("beta_blockers", "nonselective_beta_blockers", "ansm_alpha_sympathomimetics"):
        return "any"
    return "systemic" if term in ("systemic_corticosteroids", "corticosteroids") else ""


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.removeprefix("ansm_")).strip("-")


def _classes(
    substances: list[dict[str, Any]], names: FrenchNames, ingredients: list[Any], rules: list[Rule]
) -> list[Rule]:
    """Members of the classes that only ANSM has, as far as a rule speaks of them."""
    of_class: dict[str, set[str]] = {}
    for row in ingredients:
        for class_id in listed(row["classes"]):
            of_class.setdefault(class_id, set()).add(row["name"])
    members: dict[str, set[str]] = {}
    for substance in substances:
        term = names.term(substance["substance"])
        for french_class in substance["drug_classes"]:
            class_id = names.term(french_class) or ""
            if term and class_id.startswith("ansm_"):
                members.setdefault(class_id, set()).update(of_class.get(term, {term}))
    used = {rule[side] for rule in rules for side in ("a", "b")}
    return [
        {"id": class_id, "name": names.english[class_id], "members": "|".join(sorted(members[class_id]))}
        for class_id in sorted(members)
        if class_id in used
    ]
