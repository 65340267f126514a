"""Why a printer does not print, in words: what is the matter, what to do, and that labels can be had elsewhere."""

from workstation.domain.errors import Unavailable
from workstation.domain.printer import Printed, PrinterTrouble, PrinterWay
from workstation.ui.words import Words


def trouble_words(words: Words, trouble: Unavailable) -> tuple[str, str]:
    """What happened, and what to do about the printer."""
    text = words.text
    if not isinstance(trouble, PrinterTrouble):
        return text("printer.not_printed.title"), trouble.why
    key = f"printer.problem.{trouble.problem.value}"
    sent = f" {text('printer.not_printed.sent')}" if trouble.sent else ""
    return text(f"{key}.happened", printer=trouble.printer), f"{text(f'{key}.todo')}{sent}"


def trouble_word(words: Words, trouble: Unavailable) -> str:
    """The same in two or three words, for the status bar."""
    if isinstance(trouble, PrinterTrouble):
        return words.text(f"printer.problem.{trouble.problem.value}.word")
    return words.text("shell.status.missing")


def tested_words(words: Words, printed: Printed) -> str:
    """Where a test page came out."""
    key = "tested_file" if printed.way is PrinterWay.FILE else "tested" if printed.told else "tested_untold"
    return words.text(f"printer.{key}", printer=printed.where)


def labels_words(words: Words, printed: Printed, withdrawn: int) -> str:
    """Where labels came out, and that those of the run before count no more."""
    key = "printed" if printed.way is PrinterWay.FILE else "printed_on" if printed.told else "printed_untold"
    said = words.text(f"dispense.label.{key}", file=printed.where)
    return f"{said}. {words.text('dispense.label.withdrawn', count=withdrawn)}" if withdrawn else said
