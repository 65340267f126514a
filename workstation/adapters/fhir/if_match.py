"""How a server reads the version that a change names: FHIR's weak form, or as its own ETag is written.

FHIR R4 (http.html, "Managing Resource Contention") writes `If-Match: W/"3"`. A server, or a gateway before it, that
gives strong ETags and compares letter by letter takes `"3"` only (RFC 9110, 13.1.1: If-Match compares strongly). An
unquoted version is never sent: what cannot be read as a condition may be passed over, and then nothing is guarded.
"""

from dataclasses import dataclass

WEAK, STRONG = 'W/"{}"', '"{}"'
MISREAD = frozenset({400, 412})
"""What a server says to a form that it does not read."""


@dataclass(slots=True)
class IfMatch:
    """What one server turned out to read."""

    form: str = WEAK
    is_known: bool = False
    """A change was taken in this form."""

    def header(self, version_id: str) -> str:
        """The value of If-Match."""
        return self.form.format(version_id)

    def note(self, *, done: bool) -> None:
        """What came of a change in this form."""
        self.is_known = self.is_known or done

    def take_the_other(self) -> None:
        """From now on the other form."""
        self.form = STRONG if self.form == WEAK else WEAK
