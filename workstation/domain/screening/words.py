"""Sentences for coded facts: templates with gaps, filled with names and parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workstation.domain.screening.facts import CodedWords


@dataclass(frozen=True, slots=True)
class Templates:
    """Sentence templates of one language by code."""

    effect: Mapping[str, str]
    mechanism: Mapping[str, str]
    management: Mapping[str, str]
    counselling: Mapping[str, str] = field(default_factory=dict)


class _Gaps(dict[str, str]):
    """Leaves a gap visible that nothing fills, instead of hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def sentences(words: CodedWords, templates: Templates, **names: str) -> tuple[str, str, str]:
    """Effect, mechanism and management; a code without a template is free text and stands as it is."""
    gaps = _Gaps({**words.parameters, **names})
    return (
        _filled(templates.effect.get(words.effect, words.effect), gaps),
        _filled(templates.mechanism.get(words.mechanism, words.mechanism), gaps),
        _filled(templates.management.get(words.management, words.management), gaps),
    )


def _filled(template: str, gaps: _Gaps) -> str:
    sentence = template.format_map(gaps) if "{" in template else template
    return sentence[:1].upper() + sentence[1:]
