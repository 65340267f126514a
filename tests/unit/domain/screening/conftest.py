"""A small knowledge base made by hand: these tests say how the engine works, not what the files hold."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from workstation.domain.quantity import quantity
from workstation.domain.screening import (
    Facts,
    Knowledge,
    MedicineEntry,
    PatientFacts,
    ScreeningProfile,
    ScreeningResult,
    Severity,
    compile_knowledge,
    screen,
)
from workstation.domain.screening.facts import (
    AdditiveRule,
    AllergyGroup,
    ClassFact,
    CodedWords,
    ConditionFact,
    DoseRule,
    IngredientFact,
    InteractionRule,
    PatientRule,
    Provenance,
    Side,
)
from workstation.domain.screening.identity import Name, Vocabulary
from workstation.domain.screening.knowledge import Source
from workstation.domain.screening.words import Templates

REVIEWED = Provenance("book", "A. Pharmacist")
OPEN = Provenance("unverified")
WORDS = CodedWords("harm", "acts", "avoid")


def _ingredients() -> list[IngredientFact]:
    rows = """
        warfarin: vkas; paracetamol | acetaminophen: ; aspirin | acetylsalicylic acid: bleeders; ibuprofen: nsaids;
        naproxen: nsaids; amoxicillin | amoxycillin: penicillins;
        clavulanic acid | clavulanate: ; cefalexin: cephalosporins;
        metformin: ; codeine: opioids; morphine: opioids; diazepam: benzodiazepines; simvastatin: ; clarithromycin: ;
        salbutamol | albuterol: ; propranolol: beta_blockers; timolol: beta_blockers; potassium chloride: ;
        calcium | calcium ion: ;
        methotrexate: ; trimethoprim: ; sulfamethoxazole: ; hydrochlorothiazide: ; lisinopril: ;
        ascorbic acid: vitamins;
        telmisartan: ; glyceryl trinitrate | nitroglycerin: ; doxycycline:
    """
    facts = []
    for row in rows.split(";"):
        names, _, classes = row.strip().partition(":")
        name, *synonyms = (part.strip() for part in names.split("|"))
        facts.append(IngredientFact(name, tuple(synonyms), tuple(classes.split())))
    return facts


def _interactions() -> list[InteractionRule]:
    major, minor = Severity.MAJOR, Severity.MINOR
    return [
        InteractionRule("vka-nsaid", Side("nsaids"), Side("vkas"), major, WORDS, REVIEWED),
        InteractionRule("vka-ibuprofen", Side("ibuprofen"), Side("vkas"), minor, WORDS, REVIEWED),
        InteractionRule("vka-aspirin", Side("aspirin"), Side("vkas"), major, WORDS, OPEN),
        InteractionRule(
            "clari-simva", Side("clarithromycin"), Side("simvastatin"), Severity.CONTRAINDICATED, WORDS, OPEN
        ),
        InteractionRule("quiet", Side("metformin"), Side("lisinopril"), major, WORDS, OPEN, interrupts=False),
        InteractionRule("loud", Side("metformin"), Side("telmisartan"), minor, WORDS, OPEN, interrupts=True),
        InteractionRule("nsaid-nsaid", Side("nsaids"), Side("nsaids"), major, WORDS, OPEN),
        InteractionRule(
            "beta-saba", Side("beta_blockers", routes="any"), Side("salbutamol", routes="any"), major, WORDS, OPEN
        ),
        InteractionRule(
            "opioid-benzo", Side("opioids", frozenset({"codeine"})), Side("benzodiazepines"), major, WORDS, OPEN
        ),
    ]


def _patient_rules() -> list[PatientRule]:
    return [
        PatientRule("preg-mtx", "pregnancy", Side("methotrexate"), Severity.CONTRAINDICATED, WORDS, OPEN),
        PatientRule("milk-codeine", "lactation", Side("codeine"), Severity.MAJOR, WORDS, OPEN),
        PatientRule("age-codeine", "age", Side("codeine"), Severity.CONTRAINDICATED, WORDS, OPEN, below=Decimal(12)),
        PatientRule("age-diazepam", "age", Side("diazepam"), Severity.MODERATE, WORDS, OPEN, from_=Decimal(65)),
        PatientRule("egfr-30", "renal", Side("metformin"), Severity.CONTRAINDICATED, WORDS, OPEN, below=Decimal(30)),
        PatientRule("egfr-45", "renal", Side("metformin"), Severity.MODERATE, WORDS, OPEN, below=Decimal(45)),
        PatientRule(
            "asthma-beta", "condition", Side("beta_blockers", routes="any"), Severity.MAJOR, WORDS, OPEN, "asthma"
        ),
    ]


def _groups() -> list[AllergyGroup]:
    return [
        AllergyGroup(
            "penicillins",
            "penicillins",
            ("penicillin", "penicillins"),
            ("penicillins",),
            Severity.CONTRAINDICATED,
            (("cephalosporins", Severity.MODERATE),),
            OPEN,
        ),
        AllergyGroup(
            "cephalosporins", "cephalosporins", ("cephalosporins",), ("cephalosporins",), Severity.MAJOR, (), OPEN
        ),
    ]


def _doses() -> list[DoseRule]:
    return [
        DoseRule("max-paracetamol", "paracetamol", "mg", Decimal(1000), Decimal(4000), Decimal(75), False, OPEN),
        DoseRule("weekly-mtx", "methotrexate", "mg", None, None, None, True, OPEN),
    ]


def small_facts() -> Facts:
    """The facts of the small knowledge base."""
    return Facts(
        edition="test",
        signed=False,
        ingredients=_ingredients(),
        classes=[
            ClassFact("vkas", "vitamin K antagonists", ("bleeders",)),
            ClassFact("bleeders", "bleeders"),
            ClassFact("nsaids", "NSAIDs", ("bleeders",), Severity.MAJOR),
            ClassFact("penicillins", "penicillins"),
            ClassFact("cephalosporins", "cephalosporins"),
            ClassFact("opioids", "opioids", ("sedatives",)),
            ClassFact("benzodiazepines", "benzodiazepines", ("sedatives",)),
            ClassFact("sedatives", "sedatives"),
            ClassFact("beta_blockers", "beta-blockers"),
            ClassFact("vitamins", "vitamins"),
        ],
        combinations=[
            ("co-amoxiclav", ("amoxicillin", "clavulanic acid")),
            ("percocet", ("codeine", "paracetamol")),
            ("telma h", ("telmisartan", "hydrochlorothiazide")),
            ("telma", ("telmisartan",)),
            ("co-trimoxazole", ("sulfamethoxazole", "trimethoprim")),
        ],
        products=[(("dolo", "650"), Name(("paracetamol",), (quantity(650, "mg"),)))],
        vocabulary=Vocabulary(
            salts=frozenset("hydrochloride sodium calcium trihydrate potassium".split()),
            ignorable=frozenset("tablet tab oral capsule hr extended release eye drops gel duo inhaler powder".split()),
            local=frozenset("eye gel".split()),
            inhaled=frozenset({"inhaler"}),
            units={"mg": "mg", "mcg": "ug", "ml": "mL", "g": "g"},
        ),
        interactions=_interactions(),
        allergy_groups=_groups(),
        other_allergens={"peanut": ("peanut", "peanuts")},
        none_known=["no known allergies", "NKDA"],
        allergy_words=frozenset("allergy to rash severe".split()),
        conditions=[
            ConditionFact("asthma", "asthma", ("asthma", "bronchial asthma")),
            ConditionFact("pregnancy", "pregnancy", ("pregnant", "pregnancy")),
            ConditionFact("other", "other", ("sprain",)),
        ],
        not_the_patient=["family history of"],
        patient_rules=_patient_rules(),
        additive=[
            AdditiveRule("three-bleeders", ("bleeders",), 3, (), Severity.MAJOR, WORDS, OPEN),
            AdditiveRule(
                "one-of-each", (), 0, ("nsaids", "lisinopril", "hydrochlorothiazide"), Severity.MAJOR, WORDS, OPEN
            ),
        ],
        doses=_doses(),
        templates=Templates(
            {"harm": "{b} harms.", "duplicate_class": "two {class}", "overdose": "{given} of {limit} {unit}"},
            {"acts": "{a} acts on {b}."},
            {"avoid": "avoid"},
        ),
        sources=[Source("unverified", "From memory", ""), Source("book", "A book", "2026-11-22")],
    )


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The small knowledge base, compiled."""
    return compile_knowledge(small_facts())


Screen = Callable[..., ScreeningResult]


@pytest.fixture(scope="session")
def screened(knowledge: Knowledge) -> Screen:
    """Screens texts or entries for a healthy adult man without allergies; keywords change the profile."""

    def run(*medicines: str | MedicineEntry, **changes: object) -> ScreeningResult:
        adult = PatientFacts(age_years=Decimal(40), sex="male", weight_kg=Decimal(70), egfr=Decimal(90))
        given: dict[str, object] = {"patient": adult, "current": (), "allergies": (), "conditions": (), **changes}
        entries = tuple(m if isinstance(m, MedicineEntry) else MedicineEntry(m) for m in medicines)
        return screen(ScreeningProfile(id="p", medicines=entries, **given), knowledge)  # type: ignore[arg-type]  # fields by name

    return run
