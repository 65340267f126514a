"""Alerts of the screening as the cards show them."""

from workstation.domain.screening import NotChecked
from workstation.services.review_view import ReviewView
from workstation.services.screening import AnsweredAlert, alert_key
from workstation.ui.alert_title import alert_title, is_of_patient
from workstation.ui.components.alerts import AlertTexts, AlertView
from workstation.ui.components.reasons import ReasonOption
from workstation.ui.review.left import barred_words, shown_severity
from workstation.ui.words import Words


def alert_texts(words: Words) -> AlertTexts:
    """The fixed words of a card."""
    names = ("what_happens", "what_to_do", "in_stock", "reason_heading", "ask", "override", "locked", "locked_words",
             "words_hint", "words_hint_contraindicated", "how", "answered")  # fmt: skip
    return AlertTexts(**{name: words.text(f"review.alert.{name}") for name in names})


def reasons(one: AnsweredAlert, words: Words) -> tuple[ReasonOption, ...]:
    """The coded reasons with which this alert may be answered, and which of them ask for words."""
    return tuple(
        ReasonOption(reason.code, words.text(f"review.reason.{reason.code}"), reason.needs_words)
        for reason in one.reasons
    )


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
        in_stock="",
        source=" · ".join(part for part in source if part),
        reasons=reasons(one, words),
        barred=barred_words(view, words),
    )


def answer_text(one: AnsweredAlert, words: Words) -> str:
    """ "Answered 16:32: prescriber confirmed both are meant"."""
    if one.answer is None:
        return ""
    code, _, said = one.answer.reason.partition(":")
    reason = words.text(f"review.reason.{code}") if words.has(f"review.reason.{code}") else one.answer.reason
    reason = (said.strip() if code == "other" else f"{reason}: {said.strip()}") if said.strip() else reason
    return words.text("review.alert.answer", at=one.answer.at, reason=reason)


def not_checked_words(check: NotChecked, words: Words) -> str:
    """ "Not checked: kidney of metformin", "Not checked: conditions of the patient" where a whole list is missing."""
    whole = f"review.alert.list.{check.subject.replace(' ', '_')}"
    if words.has(whole):
        return words.text("review.alert.not_checked_list", what=words.text(whole))
    kind = words.text(f"review.alert.kind.{check.kind}").lower()
    return words.text("review.alert.not_checked", kind=kind, subject=check.subject)
