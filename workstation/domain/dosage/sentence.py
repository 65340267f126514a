"""The plain sentence of a dosage instruction for the label, in the language of the words that are passed in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from workstation.domain.dosage.combine import MEALS, NO_AMOUNT
from workstation.domain.dosage.instruction import DosageInstruction, Period, Route, Site, Timing, Verb
from workstation.domain.dosage.numbers import FRACTIONS
from workstation.domain.dosage.supply import with_form
from workstation.domain.quantity import Quantity, plain_number

VERB_OF_FORM = {
    "tablet": Verb.TAKE,
    "capsule": Verb.TAKE,
    "syrup": Verb.TAKE,
    "suspension": Verb.TAKE,
    "solution": Verb.TAKE,
    "oral drops": Verb.TAKE,
    "sachet": Verb.TAKE,
    "powder": Verb.TAKE,
    "granules": Verb.TAKE,
    "chewable tablet": Verb.CHEW,
    "dispersible tablet": Verb.DISSOLVE,
    "effervescent tablet": Verb.DISSOLVE,
    "lozenge": Verb.DISSOLVE,
    "cream": Verb.APPLY,
    "ointment": Verb.APPLY,
    "gel": Verb.APPLY,
    "lotion": Verb.APPLY,
    "patch": Verb.APPLY,
    "inhaler": Verb.INHALE,
    "respules": Verb.INHALE,
    "rotacap": Verb.INHALE,
    "drops": Verb.PUT,
    "eye drops": Verb.PUT,
    "ear drops": Verb.PUT,
    "nasal drops": Verb.PUT,
    "eye ointment": Verb.APPLY,
    "nasal spray": Verb.SPRAY,
    "spray": Verb.SPRAY,
    "suppository": Verb.INSERT,
    "pessary": Verb.INSERT,
    "injection": Verb.INJECT,
    "mouthwash": Verb.RINSE,
}
"""What is done with each form; an unknown form is "used"."""

MEASURED = frozenset({"mL", "mg", "ug", "g", "[iU]", "inch"})
"""Units that are measured, not counted: 2.5 mL, never 2½ mL."""

HALF = Decimal("0.5")
FRACTION_SIGNS = {sign_value: sign for sign, sign_value in FRACTIONS.items()}

LONGEST_WITH_EACH_AMOUNT = 2
ONCE_A_DAY = frozenset({*MEALS, Timing.AT_BEDTIME})
_EYE_OR_EAR = frozenset(site for site in Site if "eye" in site.value or "ear" in site.value)


@dataclass(frozen=True, slots=True)
class DosageWords:
    """The words of one language (resources/labels/dosage_*.toml). Templates use {names}; unused parts stay empty."""

    language: str
    source: str
    reviewed_by: str | None
    templates: Mapping[str, str]
    verbs: Mapping[str, str]
    units: Mapping[str, tuple[str, str]]
    """Unit of the dose → for one, for more."""
    slots: Mapping[str, str]
    timing: Mapping[str, str]
    routes: Mapping[str, str]
    sites: Mapping[str, str]
    weekdays: Mapping[str, str]
    periods: Mapping[str, tuple[str, str]]
    """day, week, month → "a day", "every {n} days"."""
    reasons: Mapping[str, str]
    """Reasons that have a translation, in lower case; others stay as written."""
    halves: Mapping[str, str] = field(default_factory=dict)
    """Unit → half of one of them, where the template `half` would be wrong: "half an ampoule", "आधा कैप्सूल"."""
    units_after: Mapping[str, str] = field(default_factory=dict)
    """Unit → its plural in the template `most`, where the language has another form there."""
    minutes: Mapping[str, str] = field(default_factory=dict)
    """Timing → the words with {n} minutes in them, where the template `minutes_apart` would be clumsy."""
    plural_from: Decimal = Decimal("1.000001")
    """The least amount in the plural: English says "1½ tablets", Hindi "1½ गोली"."""


def plain_sentence(dosage: DosageInstruction, form: str, words: DosageWords) -> str:
    """The instruction in words that a patient understands: "Take 1 tablet in the morning after food, for 5 days."

    `form` is the form of the product ("tablet", "syrup"); it chooses the verb and what a bare number counts. Where
    any part was not understood, or a bare number counts nothing (1-0-1 of a syrup), the sentence is the text as
    written: half an instruction would be a wrong one. An unknown form ("") keeps the bare number. The steps of a
    course follow one another: "Take 2 tablets in the morning, for 3 days. Then take 1 tablet ...".
    """
    if dosage.steps:
        return _steps(dosage, form, words)
    return _Sentence(dosage, form.strip().lower(), words).text()


def _steps(dosage: DosageInstruction, form: str, words: DosageWords) -> str:
    """The sentences of the steps; the text as written when one of them has no sentence."""
    counted = [with_form(step, form) for step in dosage.steps]
    said = [plain_sentence(step, form, words) for step in counted]
    if any(not step.understood or text == step.text for step, text in zip(counted, said, strict=True)):
        return words.templates["as_written"].format(text=dosage.text)
    text = said[0]
    for following in said[1:]:
        text = words.templates["then"].format(first=text, next=following[:1].lower() + following[1:])
    return text


class _Sentence:
    """The parts of one sentence."""

    def __init__(self, dosage: DosageInstruction, form: str, words: DosageWords) -> None:
        self.dosage, self.form, self.words = with_form(dosage, form), form, words

    def text(self) -> str:
        dosage = self.dosage
        counted = dosage.dose is not None or dosage.pattern is not None
        uncountable = counted and not self._unit() and bool(self.form)
        if dosage.unparsed or uncountable or not (dosage.understood or counted or dosage.verb):
            return self._fill("as_written", text=dosage.text)
        sentence = self._fill(
            "sentence",
            verb=self.words.verbs[self._verb()],
            what=self._what(),
            when=self._when(),
            place=self._place(),
            timing=self._timing(),
            needed=self._needed(),
            duration=self._counted("duration", dosage.duration_days),
        )
        return _tidy(sentence + self._most())

    def _fill(self, template: str, **parts: str) -> str:
        return self.words.templates[template].format(**parts)

    def _counted(self, template: str, number: int | None) -> str:
        if number is None:
            return ""
        return self._fill(f"{template}_one" if number == 1 else f"{template}_more", n=str(number))

    def _join(self, parts: Sequence[str]) -> str:
        if len(parts) < 2:
            return "".join(parts)
        return self._fill("and", first=", ".join(parts[:-1]), last=parts[-1])

    def _verb(self) -> Verb:
        verb = self._verb_of_the_form() if self.dosage.verb is None else self.dosage.verb
        # "Inhale ... by inhalation" says it twice.
        return Verb.USE if verb is Verb.INHALE and self.dosage.route is Route.BY_INHALATION else verb

    def _verb_of_the_form(self) -> Verb:
        route, unit = self.dosage.route, self._unit()
        if self.form in VERB_OF_FORM:
            verb = VERB_OF_FORM[self.form]
        elif unit == "puff" or route is Route.BY_INHALATION:
            verb = Verb.INHALE
        elif unit in ("tablet", "capsule") or route is Route.BY_MOUTH:
            verb = Verb.TAKE
        else:
            verb = Verb.PUT if unit == "drop" and self.dosage.site in _EYE_OR_EAR else Verb.USE
        return verb

    def _unit(self) -> str:
        if self.dosage.pattern is not None:
            return self.dosage.pattern.unit
        return self.dosage.dose.unit if self.dosage.dose is not None else ""

    def _amount(self, low: Quantity, high: Quantity | None = None, *, after: bool = False) -> str:
        one, more = self.words.units.get(low.unit, (low.unit, low.unit))
        if after and low.value >= self.words.plural_from:
            more = self.words.units_after.get(low.unit, more)
        countable = low.unit not in MEASURED
        if low.value == HALF and high is None and countable and one:
            return self.words.halves.get(low.unit) or self._fill("half", unit=one)
        number = _number(low.value, countable)
        if high is not None:
            number = self._fill("range", low=number, high=_number(high.value, countable))
        return f"{number} {more if (high or low).value >= self.words.plural_from else one}".strip()

    def _what(self) -> str:
        dosage = self.dosage
        if dosage.pattern is None or self._amount_stands_once():
            return "" if dosage.dose is None else self._amount(dosage.dose, dosage.dose_to)
        unit = dosage.pattern.unit
        if unit == NO_AMOUNT.unit:
            return ""
        return self._join(
            [
                self._fill("amount_at", amount=self._amount(Quantity(value, unit)), slot=self.words.slots[slot])
                for slot, value in dosage.pattern.slots()
            ]
        )

    def _amount_stands_once(self) -> bool:
        """For a range, and for the same amount three or four times a day, which would be too long with each."""
        pattern = self.dosage.pattern
        often = pattern is not None and sum(1 for _ in pattern.slots()) > LONGEST_WITH_EACH_AMOUNT
        return self.dosage.dose_to is not None or (often and self.dosage.dose is not None)

    def _when(self) -> str:
        dosage, words = self.dosage, self.words
        parts: list[str] = []
        if dosage.once:
            parts.append(words.templates["once"])
        if dosage.interval_hours is not None:
            parts.append(self._interval(dosage.interval_hours))
        if dosage.times is not None and not self._timing_says_how_often():
            parts.append(self._times(dosage.times))
        elif dosage.pattern is not None:
            if self._amount_stands_once() or dosage.pattern.unit == NO_AMOUNT.unit:
                parts.append(self._join([words.slots[slot] for slot, _ in dosage.pattern.slots()]))
            if dosage.period.days != 1:
                parts.append(self._times(Decimal(1)))
        if dosage.weekdays:
            parts.append(self._fill("on_days", days=self._join([words.weekdays[day] for day in dosage.weekdays])))
        return " ".join(parts)

    def _timing_says_how_often(self) -> bool:
        """Bedtime and each named meal come once a day: "at bedtime" needs no "once a day"."""
        return self.dosage.period == Period() and any(timing in ONCE_A_DAY for timing in self.dosage.timing)

    def _interval(self, hours: Decimal) -> str:
        high = self.dosage.interval_hours_to
        if hours == 1 and high is None:
            return self.words.templates["every_hour"]
        number = plain_number(hours)
        if high is not None:
            number = self._fill("range", low=number, high=plain_number(high))
        return self._fill("every_hours", n=number)

    def _times(self, times: Decimal) -> str:
        dosage = self.dosage
        one, more = self.words.periods[dosage.period.unit]
        period = one if dosage.period.count == 1 else more.format(n=dosage.period.count)
        if dosage.times_to is not None:
            number = self._fill("range", low=plain_number(times), high=plain_number(dosage.times_to))
            return self._fill("times_more", n=number, period=period)
        template = {Decimal(1): "times_one", Decimal(2): "times_two"}.get(times, "times_more")
        return self._fill(template, n=plain_number(times), period=period)

    def _place(self) -> str:
        site, route = self.dosage.site, self.dosage.route
        parts = [self.words.sites[site] if site else "", self.words.routes[route] if route else ""]
        return " ".join(part for part in parts if part)

    def _timing(self) -> str:
        text = self._join([self.words.timing[timing] for timing in self.dosage.timing])
        if self.dosage.minutes_apart is None:
            return text
        n = str(self.dosage.minutes_apart)
        if len(self.dosage.timing) == 1 and self.dosage.timing[0] in self.words.minutes:
            return self.words.minutes[self.dosage.timing[0]].format(n=n)
        return self._fill("minutes_apart", n=n, timing=text)

    def _needed(self) -> str:
        reason = self.words.reasons.get(self.dosage.reason.lower(), self.dosage.reason)
        if self.dosage.as_needed:
            return self._fill("needed_for", reason=reason) if reason else self.words.templates["needed"]
        return self._fill("reason", reason=reason) if reason else ""

    def _most(self) -> str:
        most = self.dosage.max_per_day
        return "" if most is None else self._fill("most", amount=self._amount(most, after=True))


def _number(value: Decimal, countable: bool) -> str:
    """Figures: thousands grouped (ISMP 2021), halves and quarters of things that are counted as fractions."""
    whole, part = divmod(value, 1)
    if countable and part in FRACTION_SIGNS:
        return f"{plain_number(whole) if whole else ''}{FRACTION_SIGNS[part]}"
    figures, point, decimals = plain_number(value).partition(".")
    return f"{int(figures):,}{point}{decimals}"


def _tidy(sentence: str) -> str:
    """One space between words, none before a stop, a capital at the beginning."""
    text = re.sub(r"\s+([,.।])", r"\1", re.sub(r"\s+", " ", sentence)).strip()
    return text[:1].upper() + text[1:]
