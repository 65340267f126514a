"""The conditions of a search, each of them OR over its values.

Source of the date prefixes: FHIR R4, search, 3.1.1.4.3.
"""

from dataclasses import dataclass

from workstation.orderserver.instants import Interval, parse
from workstation.orderserver.outcome import refuse
from workstation.orderserver.parameters import Parameter
from workstation.orderserver.values import Json, intervals, strings

_PREFIXES = frozenset({"eq", "ne", "gt", "ge", "lt", "le", "sa", "eb"})


@dataclass(frozen=True, slots=True)
class KeyCriterion:
    """A token, a reference or `_id`: answered by the index."""

    name: str
    keys: frozenset[str]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class DateValue:
    """A prefix and the interval that the date in the search stands for."""

    prefix: str
    interval: Interval

    def accepts(self, found: Interval) -> bool:
        """Whether a date in a resource satisfies this."""
        wanted = self.interval
        match self.prefix:
            case "eq":
                return wanted.start <= found.start and found.end <= wanted.end
            case "ne":
                return not (wanted.start <= found.start and found.end <= wanted.end)
            case "ge":
                return found.end > wanted.end or found.start >= wanted.start
            case "le":
                return found.start < wanted.start or found.end <= wanted.end
            case "gt":
                return found.end > wanted.end
            case "lt":
                return found.start < wanted.start
            case "sa":
                return found.start >= wanted.end
            case _:
                return found.end <= wanted.start


@dataclass(frozen=True, slots=True)
class DateCriterion:
    """A date parameter or `_lastUpdated`."""

    parameter: Parameter
    values: tuple[DateValue, ...]

    def accepts(self, resource: Json) -> bool:
        """Whether a resource satisfies this."""
        return any(self.accepts_interval(found) for found in intervals(resource, self.parameter))

    def accepts_interval(self, found: Interval) -> bool:
        """Whether one date satisfies this."""
        return any(value.accepts(found) for value in self.values)


@dataclass(frozen=True, slots=True)
class StringCriterion:
    """Text that begins with (no modifier), contains or equals one of the values; case does not matter."""

    parameter: Parameter
    values: tuple[str, ...]
    modifier: str

    def accepts(self, resource: Json) -> bool:
        """Whether a resource satisfies this."""
        return any(self._accepts(text) for text in strings(resource, self.parameter))

    def _accepts(self, text: str) -> bool:
        if self.modifier == "exact":
            return text in self.values
        if self.modifier == "contains":
            return any(value in text for value in self.values)
        return text.startswith(self.values)


Criterion = KeyCriterion | DateCriterion | StringCriterion


def date_value(text: str) -> DateValue:
    """Reads `ge2024-01-31T10:00:00Z` and the like; raises `FhirError` 400."""
    prefix = text[:2] if text[:2] in _PREFIXES else "eq"
    interval = parse(text.removeprefix(prefix))
    if interval is None:
        raise refuse(400, "value", "not a date that can be searched for, or an unknown prefix")
    return DateValue(prefix, interval)
