"""What the server says about itself: CapabilityStatement and SMART configuration."""

from datetime import datetime
from typing import Any

from workstation.orderserver.config import Auth, ConditionalCreate, ServerConfig
from workstation.orderserver.hints import HINT_EXTENSION, HINT_PATH
from workstation.orderserver.instants import instant
from workstation.orderserver.parameters import Kind, parameters_of
from workstation.orderserver.resource_types import NOT_STORED, RESOURCE_TYPES
from workstation.orderserver.tokens import ALGORITHMS

Json = dict[str, Any]

_INTERACTIONS = ("read", "vread", "update", "delete", "history-instance", "create", "search-type")
_OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_DATA_REGION = "urn:pharmacist-workstation:fhir/data-region"
_SECURITY_SERVICE = "http://terminology.hl7.org/CodeSystem/restful-security-service"


def capability_statement(config: ServerConfig, base: str, now: datetime) -> Json:
    """The CapabilityStatement for GET /metadata; with `overstates` it declares what the default server does."""
    if config.overstates:
        config = ServerConfig(
            organization_name=config.organization_name, auth=config.auth, hints=config.hints, region=config.region
        )
    bundles = (("batch", config.supports_batch), ("transaction", config.supports_transaction))
    rest: Json = {
        "mode": "server",
        "resource": [_resource(config, name) for name in sorted(RESOURCE_TYPES - NOT_STORED)],
    }
    if any(supported for _, supported in bundles):
        rest["interaction"] = [{"code": code} for code, supported in bundles if supported]
    if config.hints:
        rest["extension"] = [{"url": HINT_EXTENSION, "valueUrl": f"{base}{HINT_PATH}"}]
    if config.auth is Auth.SMART:
        rest["security"] = _security(base)
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": instant(now),
        "kind": "instance",
        "software": {"name": "Reference order server"},
        "implementation": {
            "description": f"Order server for {config.organization_name}",
            "url": base,
            **({"extension": [{"url": _DATA_REGION, "valueCode": config.region}]} if config.region else {}),
        },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [rest],
    }


def smart_configuration(config: ServerConfig, base: str) -> Json:
    """The document for GET /.well-known/smart-configuration."""
    return {
        "token_endpoint": f"{base}/token",
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "scopes_supported": ["system/*.cruds", "system/*.read", "system/*.write"],
        "capabilities": ["client-confidential-asymmetric", "permission-v1", "permission-v2"],
    }


def _resource(config: ServerConfig, name: str) -> Json:
    searched = [
        each
        for each in parameters_of(name).values()
        if each.searchable and f"{name}.{each.name}" not in config.unsupported_search
    ]
    interactions = [code for code in _INTERACTIONS if config.supports_delete or code != "delete"]
    described: Json = {
        "type": name,
        "interaction": [{"code": code} for code in interactions],
        "versioning": "versioned-update" if config.require_if_match else "versioned",
        "readHistory": True,
        "updateCreate": config.update_creates,
        "conditionalCreate": config.if_none_exist is ConditionalCreate.HONOURED,
        "conditionalRead": "not-match",
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
        "searchParam": [{"name": "_id", "type": "token"}, {"name": "_lastUpdated", "type": "date"}]
        + [{"name": each.name, "type": each.kind.value} for each in searched],
    }
    included = [f"{name}:{each.name}" for each in searched if each.kind is Kind.REFERENCE]
    if included and config.supports_include:
        described["searchInclude"] = included
    return described


def _security(base: str) -> Json:
    return {
        "service": [{"coding": [{"system": _SECURITY_SERVICE, "code": "SMART-on-FHIR"}]}],
        "extension": [{"url": _OAUTH_URIS, "extension": [{"url": "token", "valueUri": f"{base}/token"}]}],
    }
