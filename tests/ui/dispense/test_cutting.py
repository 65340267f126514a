"""A strip that is cut is said where it is done, and a part supply counts what is supplied now."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt

from tests.ui.dispense.screen import Screen
from workstation.domain.quantity import Quantity
from workstation.services.counter_view import CounterView
from workstation.ui.components.facts import StepState
from workstation.ui.dispense.centre_views import next_step
from workstation.ui.dispense.cutting import cut_lines
from workstation.ui.dispense.prompts import prompt_of, reason_words
from workstation.ui.dispense.samples import ECOSPRIN, PRESCRIPTION, SampleCounter
from workstation.ui.dispense.verdicts import match_of
from workstation.ui.dispense.views import pick_rows, todos
from workstation.ui.handover.model import items
from workstation.ui.words import Words


def plain(runs: object) -> str:
    """The words of runs, or of lines of runs."""
    return runs.text if hasattr(runs, "text") else " ".join(plain(one) for one in runs)  # type: ignore[attr-defined]


def cut_view(counter: SampleCounter) -> CounterView:
    """Ecosprin: 23 tablets are owed of packs of 14, the second pack is cut."""
    view = counter.open(PRESCRIPTION.id)
    rows = []
    for row in view.lines:
        if row.product is ECOSPRIN:
            wanted = Quantity(Decimal(23), "tablet")
            packs = [*row.allocations]
            if len(packs) == 2:
                packs[1] = replace(packs[1], quantity=Quantity(Decimal(9), "tablet"))
            total = Quantity(sum((one.quantity.value for one in packs), Decimal(0)), "tablet")
            rows.append(replace(row, wanted=wanted, allocated=total, allocations=tuple(packs)))
        else:
            rows.append(row)
    return replace(view, lines=tuple(rows))


def test_a_pack_to_cut_is_named_in_the_pick_list_before_and_after_its_scan(words: Words) -> None:
    counter = SampleCounter()
    before = next(row for row in pick_rows(words, cut_view(counter), None, None, listening=True)
                  if row.name == ECOSPRIN.name)  # fmt: skip
    assert plain(before.detail).endswith("last pack: take 9 of 14, cut 5 off")
    counter.scan_all()
    after = next(row for row in pick_rows(words, cut_view(counter), None, None, listening=True)
                 if row.name == ECOSPRIN.name)  # fmt: skip
    assert plain(after.detail).endswith("take 9 of 14: cut 5 off")


def test_match_says_how_many_to_cut_off_and_a_whole_pack_says_nothing(words: Words) -> None:
    counter = SampleCounter()
    scanned = counter.scan(PRESCRIPTION.id, ECOSPRIN.gtin, None, None)
    view = counter.open(PRESCRIPTION.id)
    assert "cut" not in plain(match_of(words, view, scanned).details)
    cut = replace(scanned.allocation, quantity=Quantity(Decimal(9), "tablet"))
    said = plain(match_of(words, view, replace(scanned, allocation=cut)).details)
    assert "Take 9 of 14: cut 5 off" in said


def test_the_accuracy_check_and_its_to_dos_name_the_cut(words: Words) -> None:
    counter = SampleCounter()
    counter.scan_all()
    view = cut_view(counter)
    cut = "Ecosprin 75: take 9 of 14: cut 5 off"
    assert cut_lines(words, view) == (cut,)
    assert next_step(words, None, "", cut_lines(words, view))[1].endswith(f"with its label. {cut}.")
    assert cut in f"{prompt_of(words, view, None).details[0]}"
    assert cut in [one.text for one in todos(words, view, None, ())]
    whole = counter.open(PRESCRIPTION.id)
    assert (
        next_step(words, None, "", cut_lines(words, whole))[1]
        == "Accuracy check next: compare every pack with its label."
    )


def test_the_hand_over_names_the_cut(words: Words) -> None:
    counter = SampleCounter()
    counter.scan_all()
    cuts = {one.name: one.cut for one in items(words, cut_view(counter), {})}
    assert cuts.pop("Ecosprin 75") == "take 9 of 14: cut 5 off"
    assert not any(cuts.values())


def test_labels_of_a_part_supply_are_done_when_the_packs_supplied_now_have_theirs(words: Words) -> None:
    counter = SampleCounter()
    counter.scan_all(but=2)
    view = counter.open(PRESCRIPTION.id)
    printed = counter.packs_there()
    heading = words.text("dispense.todo.labels")

    def labels(view: CounterView, *, part: bool) -> tuple[StepState, str]:
        found = next(one for one in todos(words, view, None, printed, part=part) if one.text == heading)
        return found.state, found.note

    assert labels(view, part=False) == (StepState.LATER, "6 of 8")
    assert labels(view, part=True) == (StepState.DONE, "6 of 6")
    counter.put_labels(part=True)
    counter.check_accuracy(PRESCRIPTION.id, printed, True)
    checked = counter.open(PRESCRIPTION.id)
    assert labels(checked, part=False) == (StepState.DONE, "6 of 6")
    said = [row.words for row in pick_rows(words, checked, None, None, listening=False)]
    assert any(one.endswith("supplied now, the rest stays owed") for one in said)


def test_the_heading_of_the_label_counts_what_is_supplied_now(screen: Screen) -> None:
    screen.scan(ECOSPRIN.gtin)
    heading = screen.panel._columns.side._of
    assert heading.words() == "pack 1 of 2"
    screen.press(Qt.Key.Key_F7)
    assert heading.words() == "pack 1 of 1"


def test_the_reason_of_an_answer_has_the_words_in_which_it_was_chosen(words: Words) -> None:
    for code in ("prescriber_confirmed", "already_stable", "monitoring_arranged", "dose_adjusted"):
        assert reason_words(words, code) == words.text(f"review.reason.{code}")


def test_a_part_supply_waits_for_no_scan_and_says_what_stays_owed(words: Words) -> None:
    counter = SampleCounter()
    scanned = counter.scan(PRESCRIPTION.id, ECOSPRIN.gtin, None, None)
    view = counter.open(PRESCRIPTION.id)
    row = next(one for one in view.lines if not one.complete)
    assert next_step(words, row, "", part=True)[0] == f"Part supply: the rest of {row.product.name} stays owed"
    assert "scan pack" in next_step(words, row, "")[0]
    waits = {one.text: one.state for one in todos(words, view, row.line.id, (scanned.allocation.id,), part=True)}
    assert waits[f"The rest of {row.product.name} stays owed"] is StepState.LATER
    assert waits["Accuracy check by a pharmacist"] is StepState.NOW
    before_labels = {one.text: one.state for one in todos(words, view, row.line.id, (), part=True)}
    assert before_labels["Accuracy check by a pharmacist"] is StepState.LATER, "the label comes first"
