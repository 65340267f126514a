"""Checks the files of the knowledge base against their schemas, their sentences and their sources."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from workstation.adapters.knowledge.tables import rows_of, table_of

CSV_FILES = {
    "ingredients.csv": "ingredient",
    "classes.csv": "class",
    "combinations.csv": "combination",
    "brands.csv": "combination",
    "brands_world.csv": "combination",
    "names_imported.csv": "combination",
    "interactions.csv": "interaction",
    "ansm_2020_10.csv": "interaction",
    "ansm_classes.csv": "member_class",
    "allergies.csv": "allergy_group",
    "conditions.csv": "condition",
    "patient_rules.csv": "patient_rule",
    "additive.csv": "additive",
    "doses.csv": "dose",
    "counselling.csv": "counsel",
    "excipients.csv": "excipient",
    "excipients_in.csv": "excipient_rule",
    "sources.csv": "source",
}
TOML_FILES = {"edition.toml": "edition", "words.toml": "words", "allergy_words.toml": "allergy_words"}
OPTIONAL = {
    "ansm_2020_10.csv",
    "ansm_classes.csv",
    "brands_world.csv",
    "names_imported.csv",
    "excipients.csv",
    "excipients_in.csv",
}
CODED = ("effect", "mechanism", "management")


def faults_of(folder: Path, schema: Path | None = None) -> list[str]:
    """Sentences that say what is wrong and where; empty when all is in order. `schema`: another than the folder's own.

    Raises Unavailable when a file is missing or damaged, KeyError when it has not the columns that it needs.
    """
    from jsonschema import Draft202012Validator

    schema = schema or folder / "schema" / "knowledge.schema.json"
    schemas = json.loads(schema.read_text(encoding="utf-8"))["$defs"]
    templates = table_of(folder / "templates" / "en.toml")
    sources = {row["id"] for row in rows_of(folder / "sources.csv")}
    faults: list[str] = []
    for name, kind in TOML_FILES.items():
        faults.extend(_against(Draft202012Validator(schemas[kind]), table_of(folder / name), name))
    for name, kind in CSV_FILES.items():
        if name in OPTIONAL and not (folder / name).is_file():
            continue
        rows = rows_of(folder / name)
        validator = Draft202012Validator(schemas[kind])
        for number, row in enumerate(rows, start=2):
            faults.extend(_against(validator, row, f"{name}, line {number}"))
            faults.extend(_codes(row, templates, f"{name}, line {number}"))
            if "source" in row and row["source"] not in sources:
                faults.append(f"{name}, line {number}: source {row['source']} is not in sources.csv")
        faults.extend(_twice([row.get("id") or row["name"] for row in rows], name))
    return faults


def _against(validator: Any, value: object, where: str) -> list[str]:
    return [f"{where}: {error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def _codes(row: Any, templates: dict[str, Any], where: str) -> list[str]:
    return [
        f"{where}: no sentence for {column} {row[column]}"
        for column in CODED
        if column in row and row[column] not in templates[column] and not _is_left_out(row, column)
    ]


def _is_left_out(row: Any, column: str) -> bool:
    """Rules about excipients have a sentence of their own only where the leaflet is not all there is to say."""
    return "excipient" in row and column == "management" and not row[column]


def _twice(keys: list[str], name: str) -> list[str]:
    return [f"{name}: {key} stands {count} times" for key, count in Counter(keys).items() if count > 1]
