"""What the settings of a server make of a search and of a store: which parameters it knows, how it numbers versions."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from workstation.orderserver.config import ServerConfig, VersionIds
from workstation.orderserver.outcome import refuse
from workstation.orderserver.parameters import searchable
from workstation.orderserver.store import MILLISECOND, Store, opaque_version_id
from workstation.orderserver.store import VersionIds as MakeVersionId

_MAKERS: dict[VersionIds, MakeVersionId] = {
    VersionIds.OPAQUE: opaque_version_id,
    VersionIds.INTEGER: lambda before: str(before + 1),
    VersionIds.UUID: lambda _: str(uuid.uuid4()),
}
_INCLUDES = frozenset({"_include", "_revinclude"})
_CONTROLS = frozenset(
    {"_id", "_lastUpdated", "_count", "_sort", "_summary", "_total", "_format", "_pretty", "_page", "_offset"}
)


def new_store(
    config: ServerConfig, clock: Callable[[], datetime], changed: Callable[[set[str]], None] = lambda types: None
) -> Store:
    """An empty store that numbers and dates versions as this server does."""
    precision = timedelta(seconds=1) if config.whole_seconds else MILLISECOND
    return Store(clock, version_ids=_MAKERS[config.version_ids], precision=precision, changed=changed)


def understood(
    config: ServerConfig, resource_type: str, pairs: Iterable[tuple[str, str]], *, strict: bool = False
) -> Iterator[tuple[str, str]]:
    """The parameters of a search that this server knows; raises `FhirError` 400 when it refuses others."""
    for name, value in pairs:
        if _is_known(config, resource_type, name.partition(":")[0]):
            yield name, value
        elif strict or config.refuses_unknown_search:
            raise refuse(400, "not-supported", f"{resource_type} has no search parameter {name} here")


def _is_known(config: ServerConfig, resource_type: str, name: str) -> bool:
    if name in _INCLUDES:
        return config.supports_include
    if name == "_sort":
        return config.supports_sort
    if f"{resource_type}.{name}" in config.unsupported_search:
        return False
    return name in _CONTROLS or not config.refuses_unknown_search or searchable(resource_type, name) is not None


def local(config: ServerConfig, base: str, address: str) -> str:
    """An address on this server as this server writes it: with its own address before it, or without."""
    origin = base.removesuffix(config.base_path)
    return address.removeprefix(origin) if config.relative_links else address
