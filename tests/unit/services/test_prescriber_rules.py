"""The rules about prescribers where no approval stands in the way: emergency supplies, and supplies made on paper."""

from dataclasses import replace

import pytest

from tests.factories import Pharmacy, a_line
from tests.unit.services.counter_acts import left
from tests.unit.services.outcomes import refused
from tests.unit.services.test_downtime import entered
from tests.unit.services.test_emergency import emergency
from workstation.domain.prescribers import EmergencyCheck, PrescriberKind, PrescriberRules, StoppedPrescriber
from workstation.services.emergency import emergency_view

STOPPED = PrescriberRules(stopped=(StoppedPrescriber("forged pads", "MMC-1"),))
MAY_NOT = PrescriberRules(kinds=(PrescriberKind("Dental", "MMC.*", frozenset({"OTC"})),))
MALFORMED = PrescriberRules(pattern="[0-9]+", needed_for=frozenset({"H"}))
OTHERS = PrescriberRules(pattern="MMC.*", needed_for=frozenset({"H"}))
ALL = (STOPPED, MAY_NOT, MALFORMED)
CODES = ("prescriber_stopped", "prescriber_may_not", "registration_malformed")
NAMES = ("stop list", "schedule", "number")


def under(pharmacy: Pharmacy, rules: PrescriberRules) -> Pharmacy:
    """The same pharmacy with these rules in its compliance pack."""
    site = replace(pharmacy.site, compliance=replace(pharmacy.site.compliance, prescribers=rules))
    return replace(pharmacy, site=site)


@pytest.mark.parametrize(("rules", "code"), list(zip(ALL, CODES, strict=True)), ids=NAMES)
def test_an_emergency_makes_no_prescription_of_a_prescriber_who_may_not(
    pharmacy: Pharmacy, rules: PrescriberRules, code: str
) -> None:
    strict = under(pharmacy, rules)
    product = strict.stocked()
    prescription = strict.received(lines=(a_line(product_id=product.id),))
    assert refused(lambda: emergency(strict, prescription, product)).code.value == code
    assert left(strict, product) == {"B1": (100, 0)}
    (line,) = emergency_view(strict.site, strict.pharmacist, prescription.id).lines
    assert line.refusal is not None
    assert (line.refusal.code.value, line.most_days) == (code, 0)


def test_the_pack_may_leave_number_and_schedule_to_the_pharmacist_in_an_emergency_and_never_the_stop_list(
    pharmacy: Pharmacy,
) -> None:
    for rules in (MAY_NOT, MALFORMED):
        free = under(pharmacy, replace(rules, emergency_checks=frozenset()))
        product = free.stocked()
        assert emergency(free, free.received(), product).product_id == product.id
    stopped = under(pharmacy, replace(STOPPED, emergency_checks=frozenset()))
    product = stopped.stocked()
    assert refused(lambda: emergency(stopped, stopped.received(), product)).code.value == "prescriber_stopped"


def test_each_check_is_left_out_by_its_own_word(pharmacy: Pharmacy) -> None:
    both = replace(MAY_NOT, pattern=MALFORMED.pattern, needed_for=MALFORMED.needed_for)
    only = under(pharmacy, replace(both, emergency_checks=frozenset({EmergencyCheck.NUMBER})))
    product = only.stocked()
    assert refused(lambda: emergency(only, only.received(), product)).code.value == "registration_malformed"


@pytest.mark.parametrize(("rules", "code"), list(zip(ALL, CODES, strict=True)), ids=NAMES)
def test_what_was_supplied_on_paper_against_such_a_rule_is_recorded_and_named(
    pharmacy: Pharmacy, rules: PrescriberRules, code: str
) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
    assert entered(under(pharmacy, rules), prescription, product).broken == (code,)
    with pharmacy.store.read() as tx:
        (note,) = [one.detail for one in tx.attentions.open()]
    assert note.endswith(f"Against: {code.replace('_', ' ')}")


def test_a_prescriber_within_the_rules_breaks_none(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
    assert entered(under(pharmacy, OTHERS), prescription, product).broken == ()
