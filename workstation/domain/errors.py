"""The three kinds of trouble: Refused (a rule says no), Unavailable (the outside does not answer), Bug (the rest).

A Bug has no class here on purpose: it is whatever else is raised, and nobody catches it but the crash reporter.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Fact = str | int | bool | Decimal | date | datetime | None


class Refused(Exception):
    """A rule says no. Carries a code of a closed enumeration and the facts; the user interface owns the words.

    `facts` never holds a patient's name: it may end up in a log.
    """

    def __init__(self, code: StrEnum, **facts: Fact) -> None:
        super().__init__(f"{code.value}: {', '.join(f'{k}={v}' for k, v in facts.items())}")
        self.code = code
        self.facts: Mapping[str, Fact] = facts


class Unavailable(Exception):
    """The outside (server, store, scanner, printer, file) does not answer; the work is kept and can be tried again.

    `what` names the part in one word ("store", "order_server", "ocr"); `why` is a sentence without patient data.
    """

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")
        self.what = what
        self.why = why
