"""The kind of import contract of our own."""

from scripts.import_contracts import forbidden_imports


def test_a_package_that_is_allowed_may_import_from_all_its_modules() -> None:
    importers = {"httpx": ["workstation.adapters.fhir", "workstation.adapters.fhir.client"]}
    assert forbidden_imports(importers, ["workstation.adapters.fhir"]) == []


def test_a_neighbour_with_a_longer_name_is_not_allowed() -> None:
    importers = {"httpx": ["workstation.adapters.fhir_server", "workstation.ui.queue"]}
    assert forbidden_imports(importers, ["workstation.adapters.fhir"]) == [
        ("workstation.adapters.fhir_server", "httpx"),
        ("workstation.ui.queue", "httpx"),
    ]
