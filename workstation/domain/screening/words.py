"""Sentences for coded facts: templates with gaps, filled with names and parameters."""

from collections.abc import Mapping
from dataclasses import dataclass

from workstation.domain.screening.facts import CodedWords


@dataclass(frozen=True, slots=True)
class Templates:
    """Sentence templates of one language by code."""

    effect: Mapping[str, str]
    mechanism: Mapping[str, str]
    management: Mapping[str, str]


class _Gaps(dict[str, str]):
    """Leaves a gap visible that nothing fills, instead of hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def sentences(words: CodedWords, templates: Templates, **names: str) -> tuple[str, str, str]:
    """Effect, mechanism and management; a code without a template is free text and stands as it is."""
    gaps = _Gaps({**words.parameters, **names})
    return (
        _capital(templates.effect.get(words.effect, words.effect).format_map(gaps)),
        _capital(templates.mechanism.get(words.mechanism, words.mechanism).format_map(gaps)),
        _capital(templates.management.get(words.management, words.management).format_map(gaps)),
    )


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
