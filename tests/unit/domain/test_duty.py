"""Who is responsible, folded from facts; and how long they were away on a day."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from workstation.domain.duty import Duty, DutyEntry, DutyKind, DutyRules, absence_on, duty_of

ASHA, VIKRAM = uuid4(), uuid4()
MORNING = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
"""Nine o'clock in the pharmacy."""
ZONE = ZoneInfo("Asia/Kolkata")
RULES = DutyRules(needed=True, absence_minutes=120, longest_hours=16)


def said(kind: DutyKind, minutes: int, who: UUID = ASHA) -> DutyEntry:
    """A fact so many minutes after nine."""
    return DutyEntry(uuid4(), kind, who, MORNING + timedelta(minutes=minutes), who)


def now(*entries: DutyEntry, minutes: int = 300) -> Duty | None:
    """Who is responsible so many minutes after nine."""
    return duty_of(entries, RULES, MORNING + timedelta(minutes=minutes))


def away(*entries: DutyEntry, day: date = date(2026, 11, 22), minutes: int = 300) -> int:
    """Minutes of absence on a day."""
    found = absence_on(entries, day, ZONE, MORNING + timedelta(minutes=minutes))
    return int(found.total_seconds() // 60)


ON, OFF, LEFT, BACK = DutyKind.SIGNED_ON, DutyKind.SIGNED_OFF, DutyKind.LEFT, DutyKind.CAME_BACK


def test_nobody_is_responsible_before_somebody_signs_on() -> None:
    assert now() is None


def test_who_signed_on_is_responsible_until_signing_off() -> None:
    assert now(said(ON, 0)) == Duty(ASHA, MORNING)
    assert now(said(ON, 0), said(OFF, 60)) is None


def test_the_last_who_signed_on_is_the_one() -> None:
    assert now(said(ON, 0), said(OFF, 60), said(ON, 60, VIKRAM)) == Duty(VIKRAM, MORNING + timedelta(minutes=60))


def test_signing_off_somebody_who_was_taken_over_from_changes_nothing() -> None:
    assert now(said(ON, 0), said(ON, 60, VIKRAM), said(OFF, 70, ASHA)) == Duty(VIKRAM, MORNING + timedelta(minutes=60))


def test_away_is_responsible_and_absent() -> None:
    left = now(said(ON, 0), said(LEFT, 30))
    assert left == Duty(ASHA, MORNING, MORNING + timedelta(minutes=30))
    assert now(said(ON, 0), said(LEFT, 30), said(BACK, 40)) == Duty(ASHA, MORNING)


def test_leaving_twice_is_away_since_the_first_time() -> None:
    assert now(said(ON, 0), said(LEFT, 30), said(LEFT, 50)) == Duty(ASHA, MORNING, MORNING + timedelta(minutes=30))


def test_a_forgotten_sign_on_ends_by_itself() -> None:
    assert now(said(ON, 0), minutes=16 * 60 - 1) is not None
    assert now(said(ON, 0), minutes=16 * 60) is None
    assert duty_of([said(ON, 0)], DutyRules(needed=True), MORNING + timedelta(days=90)) is not None


def test_absences_of_a_day_are_added_up_whoever_was_away() -> None:
    day = (said(ON, 0), said(LEFT, 10), said(BACK, 40), said(ON, 60, VIKRAM), said(LEFT, 70, VIKRAM))
    assert away(*day, minutes=80) == 30 + 10
    assert away(*day, said(OFF, 100, VIKRAM)) == 30 + 30


def test_an_absence_over_midnight_counts_on_each_day_for_its_part() -> None:
    late = 14 * 60 + 50  # ten to midnight
    entries = (said(ON, 0), said(LEFT, late), said(BACK, late + 30))
    assert away(*entries, minutes=late + 60) == 10
    assert away(*entries, day=date(2026, 11, 23), minutes=late + 60) == 20
