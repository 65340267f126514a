"""Who may override which alert, what it takes, what stays remembered, and checks that could not be made."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from tests.factories import (
    TODAY,
    Pharmacy,
    a_code,
    a_line,
    a_pack,
    a_patient,
    a_pharmacy,
    a_product,
    an_ingredient,
)
from tests.fakes import FakeKnowledge, PlainHasher
from tests.unit.services.outcomes import code_of_refusal, queued
from workstation.domain.alert_policy import DEFAULT_PLACES, AlertPlace, AlertPolicy
from workstation.domain.errors import Refused
from workstation.domain.patient import Allergy, Patient
from workstation.domain.prescription import PrescribedMedicine, Prescriber, Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.screening import NotChecked, ScreeningProfile, ScreeningResult, Severity
from workstation.domain.users import User
from workstation.services import approval
from workstation.services.alert_answers import answer_alert, answer_as_before
from workstation.services.alert_memory import EarlierAnswer
from workstation.services.merging import take_in_patient
from workstation.services.picking import scan_pack
from workstation.services.ports import AlertAnswer
from workstation.services.proving import prove_again
from workstation.services.review_view import review_view
from workstation.services.screening import alert_key, check_key, screen_prescription
from workstation.services.server_words import ServerPatient
from workstation.services.sign_in import SecretKind, add_user
from workstation.services.weighing import record_weight

SAID = "Dr Joshi asked at 16:20: both are meant"
WARFARIN = an_ingredient("warfarin", "5")
WEIGHT = NotChecked("dose", "paracetamol", "weight", interrupts=True)


def worst(_profile: ScreeningProfile, found: ScreeningResult) -> ScreeningResult:
    """Every alert is contraindicated."""
    return replace(found, alerts=tuple(replace(one, severity=Severity.CONTRAINDICATED) for one in found.alerts))


def a_child(profile: ScreeningProfile, found: ScreeningResult) -> ScreeningResult:
    """Nobody knows what it weighs, until somebody does."""
    known = profile.patient.weight_kg is not None
    return replace(found, alerts=(), not_checked=() if known else (WEIGHT,))


@pytest.fixture
def strict() -> Iterator[Pharmacy]:
    """A pharmacy in which every alert is contraindicated; the pharmacist has a passphrase, too."""
    with a_pharmacy(FakeKnowledge(found=worst)) as pharmacy:
        secrets = {SecretKind.PIN: "204816", SecretKind.PASSPHRASE: "a calm morning"}
        add_user(pharmacy.site, PlainHasher(), pharmacy.pharmacist, secrets)
        yield pharmacy


def with_policy(pharmacy: Pharmacy, policy: AlertPolicy) -> Pharmacy:
    """The same pharmacy with other decisions about alerts."""
    return replace(pharmacy, site=replace(pharmacy.site, compliance=a_pack(alerts=policy)))


def alarming(
    pharmacy: Pharmacy, patient: Patient | None = None, dose: str = "1 tablet daily", **changes: object
) -> Prescription:
    """Warfarin for somebody who is allergic to it."""
    product = a_product(name="Warf 5", ingredients=(WARFARIN,))
    pharmacy.stocked(product)
    medicine = PrescribedMedicine("Warfarin 5 mg", (WARFARIN,), "tablet")
    line = a_line(medicine=medicine, dosage_instruction=dose, product_id=product.id)
    return pharmacy.claimed(patient=patient, lines=(line,), allergies=["warfarin"], **changes)


def waiting(pharmacy: Pharmacy, prescription: Prescription) -> str:
    """The key of the one alert that waits."""
    (alert,) = screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id).unanswered
    return alert_key(alert)


def override(
    pharmacy: Pharmacy, prescription: Prescription, secret: str = "", code: str = "prescriber_confirmed"
) -> AlertAnswer:
    """By the pharmacist, who types a secret or none."""
    site, user = pharmacy.site, pharmacy.pharmacist
    prove = partial(prove_again, site, PlainHasher(), user, secret) if secret else None
    return answer_alert(site, user, prescription.id, waiting(pharmacy, prescription), code, SAID, prove=prove)


def earlier(pharmacy: Pharmacy, prescription: Prescription) -> EarlierAnswer | None:
    """What the review says of the alert that waits."""
    view = review_view(pharmacy.site, pharmacy.pharmacist, prescription.id)
    return view.earlier.get(waiting(pharmacy, prescription))


# --- who overrides what ---------------------------------------------------------------------------------------


def test_a_contraindicated_alert_is_not_overridden_without_a_secret(strict: Pharmacy) -> None:
    prescription = alarming(strict)
    assert code_of_refusal(lambda: override(strict, prescription)) == "override_proof_missing"
    assert waiting(strict, prescription)


@pytest.mark.parametrize("secret", ["000000", "another morning"])
def test_a_wrong_secret_overrides_nothing_and_counts_as_a_try(strict: Pharmacy, secret: str) -> None:
    prescription = alarming(strict)
    tries = [code_of_refusal(lambda: override(strict, prescription, secret)) for _ in range(6)]
    assert tries == ["wrong_secret"] * 5 + ["too_many_tries"]
    assert waiting(strict, prescription)


@pytest.mark.parametrize("secret", ["204816", "a calm morning"])
def test_pin_or_passphrase_of_the_pharmacist_override_a_contraindicated_alert(strict: Pharmacy, secret: str) -> None:
    prescription = alarming(strict)
    assert override(strict, prescription, secret).reason == f"prescriber_confirmed: {SAID}"
    assert not screen_prescription(strict.site, strict.pharmacist, prescription.id).unanswered


def test_the_secret_is_written_nowhere(strict: Pharmacy) -> None:
    prescription = alarming(strict)
    override(strict, prescription, "a calm morning")
    with strict.store.read() as tx:
        answers = repr(tx.alert_answers.of_prescription(prescription.id))
    assert "calm" not in answers + repr([one.body for one in queued(strict, prescription)])


def test_the_proof_of_a_colleague_is_no_proof(strict: Pharmacy) -> None:
    prescription = alarming(strict)
    site, key = strict.site, waiting(strict, prescription)
    act = partial(answer_alert, site, strict.pharmacist, prescription.id, key, "prescriber_confirmed", SAID)
    assert code_of_refusal(lambda: act(prove=lambda: strict.counter)) == "wrong_secret"


def test_a_reason_that_does_not_do_is_said_before_anybody_types_a_secret(strict: Pharmacy) -> None:
    prescription = alarming(strict)

    def never() -> User:
        raise AssertionError("asked for a secret")

    act = partial(answer_alert, strict.site, strict.pharmacist, prescription.id, waiting(strict, prescription))
    assert code_of_refusal(lambda: act("already_stable", SAID, prove=never)) == "override_reason_does_not_suit"


def test_counter_staff_override_nothing_whatever_they_type(strict: Pharmacy) -> None:
    prescription = alarming(strict)
    key = waiting(strict, prescription)
    act = partial(answer_alert, strict.site, strict.counter, prescription.id, key, "prescriber_confirmed", SAID)
    assert code_of_refusal(lambda: act(prove=lambda: strict.pharmacist)) == "not_allowed"
    before = partial(answer_as_before, strict.site, strict.counter, prescription.id, key)
    assert code_of_refusal(before) == "not_allowed"


def test_a_hard_rule_is_overridden_by_nobody(strict: Pharmacy) -> None:
    hard = with_policy(strict, AlertPolicy(hard_rules=frozenset({"allergy-warfarin"})))
    prescription = alarming(hard)
    assert code_of_refusal(lambda: override(hard, prescription, "204816")) == "alert_is_hard"
    (shown,) = screen_prescription(hard.site, hard.pharmacist, prescription.id).alerts
    assert shown.hard
    assert shown.needs_proof


def test_a_major_alert_needs_a_reason_and_no_secret(pharmacy: Pharmacy) -> None:
    prescription = alarming(pharmacy)
    override(pharmacy, prescription)
    assert not screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id).unanswered


def test_what_the_site_lets_stand_in_the_line_stops_no_approval(pharmacy: Pharmacy) -> None:
    quiet = with_policy(pharmacy, AlertPolicy({**DEFAULT_PLACES, Severity.MAJOR: AlertPlace.INLINE}))
    prescription = alarming(quiet)
    found = screen_prescription(quiet.site, quiet.pharmacist, prescription.id)
    assert [one.place for one in found.alerts] == [AlertPlace.INLINE]
    assert not found.unanswered


# --- memory ---------------------------------------------------------------------------------------------------


def test_the_same_alert_of_a_repeat_is_shown_as_answered_before_and_still_waits(pharmacy: Pharmacy) -> None:
    patient = a_patient()
    first = override(pharmacy, alarming(pharmacy, patient))
    pharmacy.clock.forward(days=30)
    known = earlier(pharmacy, alarming(pharmacy, patient))
    assert known is not None
    assert (known.answer.id, known.by) == (first.id, pharmacy.pharmacist.name)


def test_one_confirmation_answers_it_again_as_a_fact_of_its_own(pharmacy: Pharmacy) -> None:
    patient = a_patient()
    override(pharmacy, alarming(pharmacy, patient))
    pharmacy.clock.forward(days=30)
    repeat = alarming(pharmacy, patient)
    answer = answer_as_before(pharmacy.site, pharmacy.pharmacist, repeat.id, waiting(pharmacy, repeat))
    assert answer.reason == f"prescriber_confirmed: {SAID}; as answered on 2026-11-22"
    assert not screen_prescription(pharmacy.site, pharmacy.pharmacist, repeat.id).unanswered
    assert [one.target for one in queued(pharmacy, repeat) if one.target == "DetectedIssue"] == ["DetectedIssue"]


def test_confirming_makes_it_live_no_longer(pharmacy: Pharmacy) -> None:
    patient = a_patient()
    override(pharmacy, alarming(pharmacy, patient))
    pharmacy.clock.forward(days=170)
    repeat = alarming(pharmacy, patient)
    answer_as_before(pharmacy.site, pharmacy.pharmacist, repeat.id, waiting(pharmacy, repeat))
    pharmacy.clock.forward(days=11)
    later = alarming(pharmacy, patient)
    assert earlier(pharmacy, later) is None
    act = partial(answer_as_before, pharmacy.site, pharmacy.pharmacist, later.id, waiting(pharmacy, later))
    assert code_of_refusal(act) == "override_nothing_remembered"


@pytest.mark.parametrize(
    "changes",
    [
        {"dose": "2 tablets daily"},
        {"prescriber": Prescriber("Dr. Anil Rao", "MMC-2", "")},
        {"prescriber": Prescriber("", "", "")},
        {"patient": a_patient(name="Teresa Fernandes")},
    ],
    ids=["dose", "prescriber", "nobody prescribed", "patient"],
)
def test_another_dose_prescriber_or_patient_is_another_question(pharmacy: Pharmacy, changes: dict[str, object]) -> None:
    patient = a_patient()
    override(pharmacy, alarming(pharmacy, patient))
    assert earlier(pharmacy, alarming(pharmacy, **{"patient": patient, **changes})) is None  # type: ignore[arg-type]


def test_a_rule_that_became_worse_is_asked_anew() -> None:
    knowledge = FakeKnowledge()
    with a_pharmacy(knowledge) as pharmacy:
        patient = a_patient()
        override(pharmacy, alarming(pharmacy, patient))
        knowledge.found = worst
        assert earlier(pharmacy, alarming(pharmacy, patient)) is None


def test_a_site_that_remembers_nothing_asks_each_time(pharmacy: Pharmacy) -> None:
    forgetful = with_policy(pharmacy, AlertPolicy(remembered_days=0))
    patient = a_patient()
    override(forgetful, alarming(forgetful, patient))
    assert earlier(forgetful, alarming(forgetful, patient)) is None


def test_what_was_answered_before_as_contraindicated_needs_the_secret_again(strict: Pharmacy) -> None:
    patient = a_patient()
    override(strict, alarming(strict, patient), "204816")
    repeat = alarming(strict, patient)
    assert earlier(strict, repeat) is not None
    act = partial(answer_as_before, strict.site, strict.pharmacist, repeat.id, waiting(strict, repeat))
    assert code_of_refusal(act) == "override_proof_missing"
    act(prove=lambda: strict.pharmacist)
    assert not screen_prescription(strict.site, strict.pharmacist, repeat.id).unanswered


# --- checks that could not be made ----------------------------------------------------------------------------


@pytest.fixture
def with_child() -> Iterator[Pharmacy]:
    """A pharmacy whose knowledge needs to know what a patient weighs."""
    with a_pharmacy(FakeKnowledge(found=a_child)) as pharmacy:
        yield pharmacy


def approve(pharmacy: Pharmacy, prescription: Prescription) -> Callable[[], None]:
    """What the pharmacist sees is approved."""
    screened = screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id)
    return partial(approval.approve, pharmacy.site, pharmacy.pharmacist, prescription.id, screened.fingerprint)


def test_a_check_that_lacks_the_weight_of_a_child_stops_the_approval(with_child: Pharmacy) -> None:
    product = with_child.stocked()
    prescription = with_child.claimed(lines=(a_line(product_id=product.id),))
    with pytest.raises(Refused) as refused:
        approve(with_child, prescription)()
    assert (refused.value.code.value, dict(refused.value.facts)) == (
        "check_not_made",
        {"subject": "paracetamol", "missing": "weight"},
    )


@pytest.mark.parametrize(
    ("code", "text", "why"),
    [
        ("", "", "override_reason_missing"),
        ("prescriber_confirmed", "", "override_words_missing"),
        ("already_stable", SAID, "override_reason_does_not_suit"),
    ],
)
def test_it_takes_words_of_what_was_found_out_instead(with_child: Pharmacy, code: str, text: str, why: str) -> None:
    prescription = with_child.claimed()
    act = partial(answer_alert, with_child.site, with_child.pharmacist, prescription.id, check_key(WEIGHT), code, text)
    assert code_of_refusal(act) == why


def test_a_reason_in_words_answers_it_and_the_server_is_told(with_child: Pharmacy) -> None:
    product = with_child.stocked()
    prescription = with_child.claimed(lines=(a_line(product_id=product.id),))
    answer_alert(with_child.site, with_child.pharmacist, prescription.id, check_key(WEIGHT), "other", SAID)
    assert screen_prescription(with_child.site, with_child.pharmacist, prescription.id).open_checks == ()
    approve(with_child, prescription)()
    scan_pack(with_child.site, with_child.counter, prescription.id, a_code(product))
    (told,) = [one.body for one in queued(with_child, prescription) if one.target == "DetectedIssue"]
    assert told["detail"] == "dose not checked, missing: weight"


def test_an_answer_about_other_facts_does_not_count(with_child: Pharmacy) -> None:
    prescription = with_child.claimed()
    answer_alert(with_child.site, with_child.pharmacist, prescription.id, check_key(WEIGHT), "other", SAID)
    assert prescription.patient_id is not None
    with with_child.store.begin() as tx:
        tx.patients.save_allergies(prescription.patient_id, [Allergy("peanut")])
    found = screen_prescription(with_child.site, with_child.pharmacist, prescription.id)
    assert found.open_checks == (WEIGHT,)


def test_counter_staff_do_not_answer_it(with_child: Pharmacy) -> None:
    prescription = with_child.claimed()
    act = partial(answer_alert, with_child.site, with_child.counter, prescription.id, check_key(WEIGHT), "other", SAID)
    assert code_of_refusal(act) == "not_allowed"


# --- the weight -----------------------------------------------------------------------------------------------


def test_a_weight_taken_here_lets_the_check_be_made_and_voids_what_was_approved_before(with_child: Pharmacy) -> None:
    product = with_child.stocked()
    prescription = with_child.claimed(lines=(a_line(product_id=product.id),))
    before = screen_prescription(with_child.site, with_child.pharmacist, prescription.id)
    weight = record_weight(with_child.site, with_child.counter, prescription.id, "14,5 kg")
    assert weight == Quantity(Decimal("14.5"), "kg")
    after = screen_prescription(with_child.site, with_child.pharmacist, prescription.id)
    assert (before.open_checks, after.open_checks) == ((WEIGHT,), ())
    assert before.fingerprint != after.fingerprint
    approve(with_child, prescription)()


@pytest.mark.parametrize("typed", ["", "kg", "fourteen", "0.29", "501", "1e9", "NaN", "-14", "14 500 g"])
def test_what_is_no_weight_of_a_person_is_refused(with_child: Pharmacy, typed: str) -> None:
    prescription = with_child.claimed()
    act = partial(record_weight, with_child.site, with_child.counter, prescription.id, typed)
    assert code_of_refusal(act) == "not_a_weight"


def test_a_weight_without_a_patient_is_nobodys(with_child: Pharmacy) -> None:
    prescription = with_child.claimed()
    with with_child.store.begin() as tx:
        tx.prescriptions.save(replace(prescription, patient_id=None))
    act = partial(record_weight, with_child.site, with_child.counter, prescription.id, "14")
    assert code_of_refusal(act) == "weight_without_patient"


@pytest.mark.parametrize(
    ("said", "days", "kept"),
    [(None, 0, True), ("13", -1, True), ("13", 0, False), ("13", 1, False)],
    ids=["the server has none", "of yesterday", "of the same day", "newer"],
)
def test_a_weight_taken_here_counts_until_the_server_has_one_as_new(
    with_child: Pharmacy, said: str | None, days: int, kept: bool
) -> None:
    prescription = with_child.claimed()
    record_weight(with_child.site, with_child.counter, prescription.id, "14")
    assert prescription.patient_id is not None
    with with_child.store.begin() as tx:
        patient = tx.patients.context(prescription.patient_id).patient
        weight = Quantity(Decimal(said), "kg") if said else None
        on = TODAY + timedelta(days=days) if said else None
        server = replace(patient, weight=weight, weight_date=on, weighed_here=False)
        reference = tx.patients.reference(patient.id)
        take_in_patient(tx, with_child.site, ServerPatient(reference, server, (), (), (), frozenset(), asked=True))
        now = tx.patients.context(patient.id).patient
    assert (now.weight == Quantity(Decimal(14), "kg")) is kept
