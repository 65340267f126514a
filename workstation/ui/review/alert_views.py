"""Alerts of the screening as the cards show them."""

from workstation.services.review_view import ReviewView
from workstation.services.screening import REASON_CODES, AnsweredAlert, alert_key
from workstation.ui.components.alerts import AlertTexts, AlertView
from workstation.ui.components.reasons import ReasonOption
from workstation.ui.review.left import shown_severity
from workstation.ui.words import Words


def alert_texts(words: Words) -> AlertTexts:
    """The fixed words of a card."""
    names = ("what_happens", "what_to_do", "in_stock", "reason_heading", "ask", "override", "locked", "answered")
    return AlertTexts(**{name: words.text(f"review.alert.{name}") for name in names})


def reasons(words: Words) -> tuple[ReasonOption, ...]:
    """The coded reasons of an override; "other" asks for words."""
    return tuple(ReasonOption(code, words.text(f"review.reason.{code}"), code == "other") for code in REASON_CODES)


def pair_of(one: AnsweredAlert, view: ReviewView) -> str:
    """ "Warf 5 + Ecosprin 75": the keyed products where both are lines here, otherwise what the alert names."""
    names = [_name_at(position, view) for position in one.positions]
    subjects = one.alert.subjects
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
        pair=pair_of(one, view),
        lines=lines_text(one, words),
        what_happens=happens,
        what_to_do=alert.management,
        in_stock="",
        source=" · ".join(part for part in source if part),
        reasons=reasons(words),
    )


def answer_text(one: AnsweredAlert, words: Words) -> str:
    """ "Answered 16:32: prescriber confirmed both are meant"."""
    if one.answer is None:
        return ""
    code, _, said = one.answer.reason.partition(":")
    reason = words.text(f"review.reason.{code}") if code in REASON_CODES else one.answer.reason
    reason = said.strip() or reason
    return words.text("review.alert.answer", at=one.answer.at, reason=reason)
