"""Named sets of choices that FHIR leaves to a server: clients are proved against each of them.

They imitate no product. Each makes choices that real servers are free to make, alone or together.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from workstation.orderserver.config import BinaryForm, ConditionalCreate, ServerConfig, VersionIds

_WEAK = ServerConfig(
    version_ids=VersionIds.INTEGER,
    if_match=False,
    if_none_exist=ConditionalCreate.IGNORED,
    supports_batch=False,
    supports_transaction=False,
    supports_delete=False,
    update_creates=False,
    returns_body=False,
    sends_etag=False,
    supports_include=False,
    supports_sort=False,
    whole_seconds=True,
    unsupported_search=frozenset({"Organization.identifier"}),
    sends_search_mode=False,
    page_size=10,
    max_page_size=10,
    binary_form=BinaryForm.RESOURCE,
    hints=False,
)

PERSONALITIES: Mapping[str, ServerConfig] = MappingProxyType(
    {
        "reference": ServerConfig(),
        "integer-versions": ServerConfig(
            version_ids=VersionIds.INTEGER,
            stale_status=409,
            supports_transaction=False,
            hints=False,
        ),
        "uuid-versions": ServerConfig(
            base_path="/fhir/r4",
            version_ids=VersionIds.UUID,
            relative_links=True,
            whole_seconds=True,
            sends_search_mode=False,
            binary_form=BinaryForm.CONTENT,
        ),
        "strict": ServerConfig(
            require_if_match=True,
            refuses_unknown_elements=True,
            references_must_resolve=True,
            refuses_unknown_search=True,
            update_creates=False,
            supports_delete=False,
            if_none_exist=ConditionalCreate.REFUSED,
            unsupported_search=frozenset({"Organization.identifier"}),
        ),
        "lagging": ServerConfig(index_lag_seconds=5, stale_status=409),
        "small": ServerConfig(
            page_size=2,
            max_page_size=2,
            max_batch_entries=3,
            max_body_bytes=200_000,
            max_requests_per_second=50,
        ),
        "no-bundles": ServerConfig(
            supports_batch=False,
            supports_transaction=False,
            bundle_refusal=404,
            returns_body=False,
            sends_etag=False,
        ),
        "letter-by-letter": ServerConfig(
            strong_etags=True,
            searches_by_post=True,
            keeps_extensions=False,
            if_none_exist=ConditionalCreate.NOT_MODIFIED,
            max_page_size=7,
            hints=False,
        ),
        "weak": _WEAK,
        "weak-but-proud": replace(_WEAK, overstates=True),
    }
)
"""By name, from the strongest to the weakest."""
