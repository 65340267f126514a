"""What was found of a scanner, in words."""

from workstation.domain.scanner_probe import Found
from workstation.domain.scanner_setting import ScannerSetting, Separator, Suffix
from workstation.ui.components.facts import Fact
from workstation.ui.components.runs import Run, code
from workstation.ui.words import Words


def first_facts(words: Words, found: Found) -> tuple[Fact, ...]:
    """Keyboard, end, beginning and speed."""
    text, setting = words.text, found.setting
    layout = "foreign" if found.foreign else setting.keys.value
    return (
        Fact(text("scanner.fact.keyboard"), text(f"scanner.keyboard.{layout}")),
        Fact(text("scanner.fact.suffix"), _suffix(words, setting.suffix)),
        Fact(text("scanner.fact.prefix"), _prefix(words, found)),
        Fact(text("scanner.fact.speed"), text("scanner.speed", slowest=round(found.slowest))),
    )


def second_facts(words: Words, setting: ScannerSetting) -> tuple[Fact, ...]:
    """The separator."""
    said = words.text(f"scanner.separator.{setting.separator.value}", sign=setting.separator_sign)
    dropped = setting.separator is Separator.DROPPED
    return (Fact(words.text("scanner.fact.separator"), said, "major" if dropped else "text"),)


def problem_words(words: Words, found: Found) -> str:
    """What is wrong and what to do; "" for nothing."""
    if found.problem is not None:
        return words.text(f"scanner.problem.{found.problem.value}", came=found.came or "–")
    if found.setting.separator is Separator.DROPPED:
        return words.text("scanner.problem.dropped")
    return ""


def step_note(words: Words, setting: ScannerSetting) -> str:
    """One line for the list of steps."""
    return f"{_suffix(words, setting.suffix)} · {words.text(f'scanner.short.{setting.keys.value}')}"


def is_kept(found: Found | None) -> bool:
    """Whether there is something to keep."""
    return found is not None and found.problem is None


def _suffix(words: Words, suffix: Suffix | None) -> str:
    return words.text(f"scanner.suffix.{(suffix or Suffix.NONE).value}")


def _prefix(words: Words, found: Found) -> Run | str:
    if found.setting.prefix:
        return code(found.setting.prefix)
    return words.text("scanner.prefix.kind" if found.names_kind else "scanner.prefix.none")
