"""Rewrites the references inside a resource when the resources they point to get other ids."""

from collections.abc import Callable
from typing import Any

from workstation.orderserver.values import local_reference

Json = dict[str, Any]
Resolve = Callable[[str], str | None]
"""A reference as written → what it becomes, or None when it stays."""

_ADDRESS_KEYS = frozenset({"reference", "url", "uri", "valueUri", "valueUrl", "valueCanonical"})


def rewrite(node: Any, resolve: Resolve) -> Any:
    """A copy of a JSON value with every reference and address resolved; what stays is not copied deeply."""
    if isinstance(node, dict):
        return {key: _rewritten_member(key, value, resolve) for key, value in node.items()}
    if isinstance(node, list):
        return [rewrite(each, resolve) for each in node]
    return node


def _rewritten_member(key: str, value: Any, resolve: Resolve) -> Any:
    if isinstance(value, str):
        return (resolve(value) or value) if key in _ADDRESS_KEYS else value
    return rewrite(value, resolve)


class Addresses:
    """Where the resources of one Bundle went: by fullUrl and by `Type/id`."""

    def __init__(self) -> None:
        self._targets: dict[str, str] = {}

    def add(self, full_url: object, original: str, target: str) -> None:
        """Notes that a resource with this fullUrl, known as `Type/id`, is now at `target`."""
        if isinstance(full_url, str) and full_url:
            self._targets.setdefault(full_url, target)
        if original:
            self._targets.setdefault(original, target)

    @property
    def targets(self) -> frozenset[str]:
        """Where they went, as `Type/id`."""
        return frozenset(self._targets.values())

    def resolve(self, reference: str) -> str | None:
        """What a reference becomes; None when it leads out of the Bundle."""
        found = self._targets.get(reference)
        if found is None:
            local = local_reference(reference)
            found = self._targets.get(f"{local[0]}/{local[1]}") if local else None
        return found
