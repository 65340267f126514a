"""Alerts of the screening as the cards show them."""

from dataclasses import replace

from workstation.domain.overrides import OverrideReason
from workstation.domain.screening import Alert, AlertKind, NotChecked
from workstation.services.alert_memory import EarlierAnswer
from workstation.services.alternatives import Alternatives
from workstation.services.ports import AlertAnswer
from workstation.services.review_view import ReviewView
from workstation.services.screening import AnsweredAlert, AnsweredCheck, alert_key, check_key
from workstation.ui.alert_title import alert_title, is_of_patient
from workstation.ui.components.alert_words import AlertTexts, AlertView
from workstation.ui.components.reasons import ReasonOption
from workstation.ui.components.severity import Severity
from workstation.ui.review.left import barred_words, shown_severity
from workstation.ui.words import Words, day


def alert_texts(words: Words) -> AlertTexts:
    """The fixed words of a card."""
    names = ("what_happens", "what_to_do", "in_stock", "reason_heading", "ask", "override", "locked", "locked_words",
             "words_hint", "words_hint_contraindicated", "how", "answered", "earlier", "as_before",
             "locked_proof", "measure")  # fmt: skip
    return AlertTexts(**{name: words.text(f"review.alert.{name}") for name in names})


def check_texts(words: Words) -> AlertTexts:
    """Those of a check that could not be made: nothing is overridden, it goes on without."""
    text = words.text
    return replace(
        alert_texts(words), reason_heading=text("review.check.reason_heading"), override=text("review.check.go_on")
    )


def reasons(one: AnsweredAlert, words: Words) -> tuple[ReasonOption, ...]:
    """The coded reasons with which this alert may be answered, and which of them ask for words."""
    return tuple(_option(reason, words) for reason in one.reasons)


def _option(reason: OverrideReason, words: Words) -> ReasonOption:
    return ReasonOption(reason.code, words.text(f"review.reason.{reason.code}"), reason.needs_words)


def pair_of(one: AnsweredAlert, view: ReviewView, words: Words) -> str:
    """ "Warf 5 + Ecosprin 75": the keyed products where both are lines here, otherwise what the alert names."""
    names = [_name_at(position, view) for position in one.positions]
    subjects = one.alert.subjects
    if is_of_patient(one.alert):
        return alert_title(one.alert, words, names[0] if len(names) == 1 else "")
    if len(names) >= len(subjects) and all(names):
        return " + ".join(dict.fromkeys(name for name in names if name))
    return " + ".join(subjects)


def _name_at(position: int, view: ReviewView) -> str:
    line = next((one for one in view.prescription.lines if one.position == position), None)
    if line is None:
        return ""
    product = view.products.get(line.product_id) if line.product_id else None
    return product.name if product else line.medicine.text


def note_title(alert: Alert, words: Words) -> str:
    """ "warfarin + aspirin", "Kidney: metformin": what is not of a pair says what it is about."""
    title = alert_title(alert, words)
    if alert.kind is AlertKind.INTERACTION or is_of_patient(alert):
        return title
    kind = words.text(f"review.alert.kind.{alert.kind}").capitalize()
    return words.text("review.alert.note_title", kind=kind, title=title)


def lines_text(one: AnsweredAlert, words: Words) -> str:
    """ "lines 1 and 2", "line 3 and current medicine"."""
    places = [f"{position}" for position in one.positions]
    if not places:
        return ""
    listed = words.text("review.alert.and", first=", ".join(places[:-1]), last=places[-1]) if places[1:] else places[0]
    return words.text("review.alert.lines" if places[1:] else "review.alert.line", lines=listed)


def alert_view(one: AnsweredAlert, view: ReviewView, words: Words) -> AlertView:
    """An interrupting alert as its card shows it."""
    alert, text = one.alert, words.text
    happens = " ".join(part for part in (alert.effect, alert.mechanism) if part)
    source = [text("review.alert.pack", edition=view.screened.edition), alert.rule, alert.source]
    if not alert.reviewed:
        source.append(text("review.alert.not_reviewed"))
    return AlertView(
        id=alert_key(alert),
        severity=shown_severity(alert.severity),
        kind=text(f"review.alert.kind.{alert.kind}"),
        pair=pair_of(one, view, words),
        lines=lines_text(one, words),
        what_happens=happens,
        what_to_do=alert.management,
        in_stock=_in_stock(view.alternatives.get(alert_key(alert)), view, words),
        in_stock_sure=view.screened.reviewed,
        source=" · ".join(part for part in source if part),
        reasons=reasons(one, words),
        barred=barred_words(view, words),
        hard=text("review.alert.hard") if one.hard else "",
        proof=text("review.alert.proof") if one.needs_proof else "",
        earlier=_earlier_text(view.earlier.get(alert_key(alert)), words),
    )


def _in_stock(found: Alternatives | None, view: ReviewView, words: Words) -> str:
    """What of the same class lies on the shelf and raises no alert; that nothing does; "" where no class is known."""
    if found is None:
        return ""
    if not found.products:
        return words.text("review.alert.no_other")
    names = [f"{one.name} ({one.strength_text})" for one in found.products]
    said = words.text("review.alert.others", names=", ".join(names))
    return said if view.screened.reviewed else f"{said} {words.text('review.alert.others_not_reviewed')}"


def check_view(one: AnsweredCheck, view: ReviewView, words: Words) -> AlertView:
    """A check that could not be made and without which nothing goes on, as a card."""
    text, check = words.text, one.check
    kind = text(f"review.alert.kind.{check.kind}")
    weight = "weight" if "weight" in check.missing else "other"
    return AlertView(
        id=check_key(check),
        severity=Severity.MAJOR,
        kind=kind,
        pair=check.subject,
        lines="",
        what_happens=text("review.check.happens", missing=check.missing),
        what_to_do=text(f"review.check.todo_{weight}"),
        in_stock="",
        source=text("review.alert.pack", edition=view.screened.edition),
        reasons=tuple(_option(reason, words) for reason in one.reasons),
        barred=barred_words(view, words),
        word=text("review.check.word", kind=kind),
        measure=text("review.check.weight") if weight == "weight" and view.patient is not None else "",
    )


def answer_text(answer: AlertAnswer | None, words: Words) -> str:
    """ "Answered 16:32: prescriber confirmed both are meant"."""
    return words.text("review.alert.answer", at=answer.at, reason=_reason_text(answer, words)) if answer else ""


def _reason_text(answer: AlertAnswer, words: Words) -> str:
    code, _, said = answer.reason.partition(":")
    reason = words.text(f"review.reason.{code}") if words.has(f"review.reason.{code}") else answer.reason
    return (said.strip() if code == "other" else f"{reason}: {said.strip()}") if said.strip() else reason


def _earlier_text(earlier: EarlierAnswer | None, words: Words) -> str:
    """ "Meera Rao, 22 Oct 2026: prescriber confirmed that it is meant"."""
    if earlier is None:
        return ""
    reason = _reason_text(earlier.answer, words)
    return words.text("review.alert.earlier_said", by=earlier.by, day=day(earlier.on), reason=reason)


def not_checked_words(check: NotChecked, words: Words) -> str:
    """ "Not checked: kidney of metformin", "Not checked: conditions of the patient" where a whole list is missing."""
    whole = f"review.alert.list.{check.subject.replace(' ', '_')}"
    if words.has(whole):
        return words.text("review.alert.not_checked_list", what=words.text(whole))
    kind = words.text(f"review.alert.kind.{check.kind}").lower()
    return words.text("review.alert.not_checked", kind=kind, subject=check.subject)
