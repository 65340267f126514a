"""What stands behind each flag of a prescription: the medicines, and what is missing."""

from collections import defaultdict
from collections.abc import Mapping

from workstation.domain.queue import Flag
from workstation.services.queue_view import PreviewView
from workstation.services.screening import flags_of_alert
from workstation.ui.alert_title import alert_title
from workstation.ui.queue.gaps import gap_words
from workstation.ui.review.alert_views import not_checked_words
from workstation.ui.words import Words


def facts_of_flags(view: PreviewView, words: Words) -> Mapping[Flag, tuple[str, ...]]:
    """By flag: "amoxicillin: allergy to penicillin", "line 2: Ecosprin 75"."""
    found: dict[Flag, list[str]] = defaultdict(list)
    for one in view.screened.alerts:
        for flag in flags_of_alert(one.alert):
            found[flag].append(alert_title(one.alert, words))
    texts = {line.position: line.medicine.text for line in view.prescription.lines}
    for flag, positions in view.flagged_lines.items():
        found[flag] += [words.text("queue.why_line", position=one, text=texts.get(one, "")) for one in positions]
    found[Flag.NOT_SCREENED] += [gap_words(words, gap) for gap in view.gaps]
    named = {gap.missing for gap in view.gaps if gap.missing}
    for check in view.screened.not_checked:
        if check.interrupts or check.missing not in named:
            flag = Flag.NOT_CHECKED if check.interrupts else Flag.FACTS_MISSING
            what = not_checked_words(check, words)
            found[flag].append(words.text("queue.why_missing", what=what, missing=check.missing))
    return {flag: tuple(dict.fromkeys(said)) for flag, said in found.items() if said}
