"""What a dosage instruction says: how much, how often, when, where, for how long."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from workstation.domain.quantity import Quantity


class Slot(StrEnum):
    """A part of the day, in the order of the day (1-0-1 is morning-noon-night, 1-0-0-1 adds the evening)."""

    MORNING = "morning"
    NOON = "noon"
    EVENING = "evening"
    NIGHT = "night"


class Timing(StrEnum):
    """When a dose is taken in relation to meals and sleep."""

    BEFORE_FOOD = "before_food"
    WITH_FOOD = "with_food"
    AFTER_FOOD = "after_food"
    EMPTY_STOMACH = "empty_stomach"
    BEFORE_BREAKFAST = "before_breakfast"
    WITH_BREAKFAST = "with_breakfast"
    AFTER_BREAKFAST = "after_breakfast"
    BEFORE_LUNCH = "before_lunch"
    WITH_LUNCH = "with_lunch"
    AFTER_LUNCH = "after_lunch"
    BEFORE_DINNER = "before_dinner"
    WITH_DINNER = "with_dinner"
    AFTER_DINNER = "after_dinner"
    AT_BEDTIME = "at_bedtime"


class Route(StrEnum):
    """The way into the body, where it is written."""

    BY_MOUTH = "by_mouth"
    UNDER_THE_TONGUE = "under_the_tongue"
    INTO_A_MUSCLE = "into_a_muscle"
    INTO_A_VEIN = "into_a_vein"
    UNDER_THE_SKIN = "under_the_skin"
    INTO_THE_RECTUM = "into_the_rectum"
    INTO_THE_VAGINA = "into_the_vagina"
    ON_THE_SKIN = "on_the_skin"
    BY_INHALATION = "by_inhalation"
    IN_THE_NOSE = "in_the_nose"


class Site(StrEnum):
    """The place of the body, where it is written."""

    RIGHT_EYE = "right_eye"
    LEFT_EYE = "left_eye"
    BOTH_EYES = "both_eyes"
    EYE = "eye"
    EYES = "eyes"
    RIGHT_EAR = "right_ear"
    LEFT_EAR = "left_ear"
    BOTH_EARS = "both_ears"
    EAR = "ear"
    EACH_NOSTRIL = "each_nostril"
    AFFECTED_AREA = "affected_area"
    FACE = "face"
    SCALP = "scalp"


class Verb(StrEnum):
    """What the patient does with the medicine."""

    TAKE = "take"
    USE = "use"
    APPLY = "apply"
    APPLY_THINLY = "apply_thinly"
    INHALE = "inhale"
    PUT = "put"
    SPRAY = "spray"
    INSERT = "insert"
    INJECT = "inject"
    CHEW = "chew"
    DISSOLVE = "dissolve"
    RINSE = "rinse"


class Weekday(StrEnum):
    """A day of the week, Monday first (ISO 8601)."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Doubt(StrEnum):
    """Writing that is taken for something else so often that it is on the lists of error-prone abbreviations.

    Source: ISMP, List of Error-Prone Abbreviations, Symbols, and Dose Designations (2021), and the Joint Commission's
    "Do Not Use" list; excerpts of both were read on 2026-11-23, not the whole lists: unverified.
    """

    TRAILING_ZERO = "trailing_zero"
    """1.0 mg: ten times too much when the point is not seen. The number is left unread."""
    NAKED_POINT = "naked_point"
    """.5 mg: ten times too much when the point is not seen. The number is left unread."""
    LETTER_FOR_UNITS = "letter_for_units"
    """U, u, IU: a nought, a 4, IV or 10. "10U" without a space is left unread."""
    MORPHINE_OR_MAGNESIUM = "morphine_or_magnesium"
    """MS, MSO4, MgSO4: left unread."""
    RIGHT_EYE_OR_ONCE_A_DAY = "right_eye_or_once_a_day"
    """OD: left unread wherever an eye may be meant."""
    LETTERS_FOR_EYE_OR_EAR = "letters_for_eye_or_ear"
    """OS, OU are taken for each other and for "per os"; AD, AS, AU (ears) are left unread."""
    EVERY_DAY_OR_FOUR_TIMES = "every_day_or_four_times"
    """QD: QID or QOD in handwriting."""
    EVERY_OTHER_DAY = "every_other_day"
    """QOD: QD or QID in handwriting."""
    HALF_STRENGTH = "half_strength"
    """HS: bedtime or half strength."""
    TIMES_A_WEEK = "times_a_week"
    """TIW, BIW: taken for a day's doses or another number a week. Left unread."""
    MICROGRAM_SIGN = "microgram_sign"
    """µg: mg, a thousand times too much."""
    CUBIC_CENTIMETRE = "cubic_centimetre"
    """cc: units."""


class PeriodUnit(StrEnum):
    """The unit of the period in which a number of doses is taken."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


DAYS_IN = {PeriodUnit.DAY: 1, PeriodUnit.WEEK: 7, PeriodUnit.MONTH: 30}
"""Days counted for supply. A month counts 30 days, the customary month's supply, not a calendar month."""


@dataclass(frozen=True, slots=True)
class Period:
    """Every `count` days, weeks or months."""

    count: int = 1
    unit: PeriodUnit = PeriodUnit.DAY

    @property
    def days(self) -> int:
        """Length in days (a month counts 30)."""
        return self.count * DAYS_IN[self.unit]


@dataclass(frozen=True, slots=True)
class DayPattern:
    """The amount in each part of the day, 0 where nothing is taken."""

    morning: Decimal
    noon: Decimal
    evening: Decimal
    night: Decimal
    unit: str
    """Unit of the amounts as in `Quantity`; "" = a number of units of the form; "dose" = no amount was written."""

    def slots(self) -> Iterator[tuple[Slot, Decimal]]:
        """The parts of the day in which something is taken, with the amount."""
        for slot in Slot:
            amount: Decimal = getattr(self, slot.value)
            if amount:
                yield slot, amount

    @property
    def per_day(self) -> Decimal:
        """Sum of the amounts of one day."""
        return self.morning + self.noon + self.evening + self.night


@dataclass(frozen=True, slots=True)
class DosageInstruction:
    """One dosage instruction. Everything that was not written is None or empty; nothing is filled in."""

    text: str
    """As written."""
    dose: Quantity | None = None
    """Amount at one time; the unit is "" where only a number is written ("1 bid"), see `with_form`."""
    dose_to: Quantity | None = None
    """Upper end of a dose range ("1-2 tablets"), else None."""
    pattern: DayPattern | None = None
    times: Decimal | None = None
    """Number of doses in `period`."""
    times_to: Decimal | None = None
    """Upper end of a range ("2-3 times a day"), else None."""
    period: Period = Period()
    interval_hours: Decimal | None = None
    interval_hours_to: Decimal | None = None
    """Upper end of a range ("every 4 to 6 hours"), else None."""
    weekdays: tuple[Weekday, ...] = ()
    as_needed: bool = False
    reason: str = ""
    """What it is for, in the words of the prescriber."""
    route: Route | None = None
    site: Site | None = None
    verb: Verb | None = None
    timing: tuple[Timing, ...] = ()
    minutes_apart: int | None = None
    """Minutes before or after the meal of `timing`."""
    duration_days: int | None = None
    max_per_day: Quantity | None = None
    once: bool = False
    """A single dose (STAT)."""
    unparsed: str = ""
    """Every piece of the text that was not understood. While it is not empty the structure is not the whole truth."""
    doubts: tuple[Doubt, ...] = field(default=(), compare=False)
    """What of the writing is easily taken for something else. About the writing, not the meaning: not compared."""
    steps: tuple["DosageInstruction", ...] = ()
    """A course in several steps, each understood in full, in their order. The instruction itself then says nothing
    and keeps the whole text in `unparsed`, so that no step ever passes for the whole."""

    @property
    def understood(self) -> bool:
        """True when every word was understood and says how often, or to use it once or when needed."""
        says_when = self.times_per_day is not None or self.once or self.as_needed
        # A single dose for several days contradicts itself.
        lasts = self.once and self.duration_days not in (None, 1)
        return says_when and not lasts and not self.unparsed

    @property
    def times_per_day(self) -> Decimal | None:
        """Doses per day at the most that the instruction allows (1/7 for once a week), None when not written."""
        if self.interval_hours is not None:
            return Decimal(24) / self.interval_hours
        if self.weekdays:
            return self._doses_on_a_day() * len(self.weekdays) / Decimal(7)
        if self.times is None and self.pattern is None:
            return None
        return self._doses_on_a_day() / Decimal(self.period.days)

    def _doses_on_a_day(self) -> Decimal:
        if self.pattern is not None:
            return Decimal(sum(1 for _ in self.pattern.slots()))
        return self.times_to or self.times or Decimal(1)
