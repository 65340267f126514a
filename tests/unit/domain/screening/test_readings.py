"""How one written medicine is taken apart: rates, volumes, short forms, ratios, letters, names from elsewhere."""

from dataclasses import replace

import pytest

from tests.unit.domain.screening.conftest import small_facts
from workstation.domain.quantity import Quantity, quantity
from workstation.domain.screening import compile_knowledge
from workstation.domain.screening.identity import Identity, Name, Route, Vocabulary, identify, names_of

WORDS = Vocabulary(
    salts=frozenset({"sodium", "calcium"}),
    ignorable=frozenset({"tablet", "tab", "patch", "eye", "drops", "inhaler", "h"}),
    local=frozenset({"eye"}),
    inhaled=frozenset({"inhaler"}),
    units={"mg": "mg", "mcg": "ug", "ml": "mL", "l": "L", "g": "g", "unit": "[iU]"},
)
NAMES = names_of(
    [
        (("warfarin",), Name(("warfarin",))),
        (("fentanyl",), Name(("fentanyl",))),
        (("insulin",), Name(("insulin",))),
        (("insulin", "glargine"), Name(("insulin glargine",))),
        (("adalimumab",), Name(("adalimumab",))),
        (("calcium",), Name(("calcium",))),
        (("calcium", "gluconate"), Name(("calcium gluconate",))),
        (("mixtard", "30", "70"), Name(("insulin",))),
        (("duo",), Name(("warfarin", "fentanyl"), (quantity(1, "mg"), None))),
        (("warfarin",), Name(("fentanyl",))),
        ((), Name(("nothing",))),
    ],
    WORDS,
    {
        "warf": "warfarin",
        "warf plus extra": "warfarin+fentanyl",
        "warfarin": "fentanyl",
        "warf plus": "warfarin",
        "zest": "fentanyl",
    },
)


def read(text: str, *more: str) -> Identity:
    """What is understood of it."""
    return identify(NAMES, text, *more)


@pytest.mark.parametrize(
    ("text", "ingredients", "unknown"),
    [
        ("warfarin", ("warfarin",), ()),
        ("Warf", ("warfarin",), ()),
        ("Zest 5 mg", ("fentanyl",), ()),
        ("warf plus", ("warfarin",), ()),
        ("warf plus extra", ("warfarin", "fentanyl"), ()),
        ("warf plus more", ("warfarin",), ("more",)),
        ("insulin glargine", ("insulin glargine",), ()),
        ("insulin lispro", ("insulin",), ("lispro",)),
        ("T. Warfarin", ("warfarin",), ()),
        ("c. warfarin", ("warfarin",), ()),
        ("I. insulin", ("insulin",), ()),
        ("x. warfarin", ("warfarin",), ("x",)),
        ("t.  warfarin", ("warfarin",), ()),
        ("adalimumab-atto", ("adalimumab",), ()),
        ("adalimumab-attox", ("adalimumab",), ("attox",)),
        ("fentanyl 25 mcg/h patch", ("fentanyl",), ()),
        ("fentanyl 25 mcg/72 h patch", ("fentanyl",), ()),
        ("fentanyl 25 micrograms/hour", ("fentanyl",), ("micrograms",)),
        ("Mixtard 30/70", ("insulin",), ()),
        ("/ warfarin", ("warfarin",), ()),
        ("Mixtard 30/unicorn 70", (), ("mixtard", "unicorn")),
        ("warfarin sodium/ calcium", ("warfarin", "calcium"), ()),
        ("warfarin 5/ calcium", ("warfarin", "calcium"), ()),
        ("warfarin/30 calcium", ("warfarin", "calcium"), ()),
        ("warfarin/fentanyl", ("warfarin", "fentanyl"), ()),
        ("warfarin + fentanyl & insulin; calcium", ("warfarin", "fentanyl", "insulin", "calcium"), ()),
        ("calcium, warfarin", ("calcium", "warfarin"), ()),
        ("warfarin [duo]", ("warfarin", "fentanyl"), ()),
        ("warfarin sodium", ("warfarin",), ()),
        ("warfarin calcium", ("warfarin",), ()),
        ("warfarin calcium gluconate", ("warfarin", "calcium gluconate"), ()),
        ("warfarin sodium calcium", ("warfarin",), ()),
        ("sodium warfarin", ("warfarin",), ("sodium",)),
        ("warfarin L", ("warfarin",), ("l",)),
        ("warfarin 5 l", ("warfarin",), ()),
        ("l warfarin", ("warfarin",), ()),
        ("warfarin % l", ("warfarin",), ()),
        ("warfarin mg", ("warfarin",), ()),
        ("warfarin foo foo bar", ("warfarin",), ("foo", "bar")),
        ("5 mg", (), ()),
        ("", (), ()),
    ],
)
def test_what_a_text_names_and_what_of_it_means_nothing(
    text: str, ingredients: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    found = read(text)
    assert (found.ingredients, found.unknown) == (ingredients, unknown)


@pytest.mark.parametrize(
    ("text", "strengths"),
    [
        ("warfarin 5 mg", (quantity(5, "mg"),)),
        ("warfarin 5mcg", (quantity(5, "ug"),)),
        ("warfarin 5", (None,)),
        ("warfarin 5 foo", (None,)),
        ("warfarin tablet 5 mg 7 mg", (quantity(5, "mg"),)),
        ("5 mg warfarin", (None,)),
        ("duo", (quantity(1, "mg"), None)),
        ("duo 5 mg", (quantity(1, "mg"), None)),
        ("warfarin 5 mg + fentanyl 2 mg", (quantity(5, "mg"), quantity(2, "mg"))),
        ("warfarin 120 mg/5 mL", (quantity(120, "mg/5 mL"),)),
        ("warfarin 2 mg/mL", (quantity(2, "mg/mL"),)),
        ("warfarin 2 mg/1 ml", (quantity(2, "mg/mL"),)),
        ("warfarin 2,5 mg/ml", (quantity("2.5", "mg/mL"),)),
        ("warfarin 2 foo/ml", (None,)),
        ("warfarin 2 mg/ml + fentanyl", (quantity(2, "mg"), None)),
        ("fentanyl 25 mcg/h", (quantity(25, "ug"),)),
    ],
)
def test_strengths_are_read_with_their_unit(text: str, strengths: tuple[Quantity | None, ...]) -> None:
    assert read(text).strengths == strengths


@pytest.mark.parametrize(
    ("text", "more", "route"),
    [
        ("warfarin", (), Route.SYSTEMIC),
        ("warfarin eye drops", (), Route.LOCAL),
        ("warfarin", ("Eye drops",), Route.LOCAL),
        ("warfarin", ("", "inhaler"), Route.INHALED),
        ("warfarin inhaler", (), Route.INHALED),
        ("warfarin inhaler", ("eye",), Route.LOCAL),
    ],
)
def test_the_form_tells_the_route_wherever_it_stands(text: str, more: tuple[str, ...], route: Route) -> None:
    assert read(text, *more).route is route


def test_of_two_entries_with_the_same_words_the_first_stays_and_our_own_goes_before() -> None:
    assert NAMES.find("warfarin") == Name(("warfarin",))
    assert NAMES.find("warf") == Name(("warfarin",))
    assert NAMES.find("nothing of it") is None
    assert NAMES.longest["mixtard"] == 3
    assert NAMES.world_starts["warf"] == 3


def test_what_was_read_before_is_read_the_same_and_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    knowledge = compile_knowledge(replace(small_facts()))
    first = knowledge.identify("Telma H 40")
    assert knowledge.identify("Telma H 40") is first
    assert knowledge.identify("Telma H 40", "eye drops") is not first
    monkeypatch.setattr("workstation.domain.screening.knowledge.MEMO_SIZE", 2)
    for text in ("telma 1", "telma 2", "telma 3"):
        knowledge.identify(text)
    assert len(knowledge.memo) <= 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Acetaminophen", "paracetamol"), ("warfarin sodium", "warfarin"), ("telma h", "telma h"),
        ("Unicorn  Dust", "unicorn dust"), ("warfarin unicorn", "warfarin unicorn"), ("(!)", "(!)"),
    ],
)  # fmt: skip
def test_a_name_has_one_canonical_form(text: str, name: str) -> None:
    assert compile_knowledge(small_facts()).canonical(text) == name


def test_a_class_is_named_for_people() -> None:
    knowledge = compile_knowledge(small_facts())
    assert knowledge.class_name("nsaids") == "NSAIDs"
    assert knowledge.class_name("no_such_class") == "no such class"
