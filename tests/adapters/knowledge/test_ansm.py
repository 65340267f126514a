"""The converter of the ANSM thesaurus: severities, directions, and the committed result."""

from pathlib import Path

import pytest

from workstation.adapters.knowledge.ansm.coding import code, worst_certain
from workstation.adapters.knowledge.ansm.convert import convert
from workstation.adapters.knowledge.ansm.names import french_names
from workstation.adapters.knowledge.tables import rows_of
from workstation.domain.screening import Severity


@pytest.mark.parametrize(
    ("levels", "severity"),
    [
        (["CONTRE-INDICATION"], Severity.CONTRAINDICATED),
        (["Association DECONSEILLEE"], Severity.MAJOR),
        (["Précaution d'emploi"], Severity.MODERATE),
        (["A prendre en compte"], Severity.MINOR),
        (["CONTRE-INDICATION", "Précaution d'emploi"], Severity.MODERATE),
    ],
)
def test_levels_become_severities(levels: list[str], severity: Severity) -> None:
    assert worst_certain(levels) is severity


@pytest.mark.parametrize(
    ("first", "second", "said", "effect", "mechanism", "swapped"),
    [
        (
            "rifampicine",
            "warfarine",
            "Diminution de l'effet de la warfarine par augmentation de son métabolisme hépatique par la rifampicine.",
            "loss_of_effect",
            "induces_metabolism",
            False,
        ),
        (
            "simvastatine",
            "itraconazole",
            "Augmentation des concentrations de simvastatine par diminution de son métabolisme par l'itraconazole.",
            "toxicity",
            "inhibits_metabolism",
            True,
        ),
        (
            "sotalol",
            "halopéridol",
            "Risque majoré de troubles du rythme ventriculaire, notamment de torsades de pointes.",
            "qt",
            "additive_qt",
            False,
        ),
        ("a", "b", "Augmentation du risque hémorragique.", "bleeding", "additive_bleeding", False),
    ],
)
def test_mechanisms_become_codes(
    first: str, second: str, said: str, effect: str, mechanism: str, swapped: bool
) -> None:
    coded = code(first, second, said, "", Severity.MAJOR)
    assert (coded.effect, coded.mechanism, coded.swapped) == (effect, mechanism, swapped)


def test_advice_becomes_a_code_with_its_hours() -> None:
    coded = code("fer", "cyclines", "Diminution de l'absorption des cyclines.", "plus de 3 heures", Severity.MODERATE)
    assert (coded.management, coded.parameters) == ("separate_hours", "hours=3")


def test_french_names_become_international_ones() -> None:
    known = {name: name for name in ("valproic acid", "warfarin", "omeprazole", "amoxicillin", "mefenamic acid")}
    names = french_names([{"french": "antivitamines k", "term": "vkas", "name": ""}], known)
    terms = [
        names.term(name) for name in ("ACIDE VALPROIQUE", "warfarine", "oméprazole", "Antivitamines  K", "inconnu")
    ]
    assert terms == ["valproic acid", "warfarin", "omeprazole", "vkas", None]


def test_the_committed_files_are_what_the_converter_makes(reference_data: Path, folder: Path) -> None:
    made = convert(reference_data / "ansm-interactions-fr", folder)
    assert made.unknown == []
    for name, rows in (("ansm_2020_10.csv", made.rules), ("ansm_classes.csv", made.classes)):
        committed = [{key: value for key, value in row.items() if value} for row in rows_of(folder / name)]
        assert committed == [{key: value for key, value in row.items() if value} for row in rows]
