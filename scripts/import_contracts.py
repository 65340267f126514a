"""A kind of contract for import-linter: a library may be imported directly only by the modules named."""

import importlib.util
from collections.abc import Collection, Mapping

import grimp
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.contract import InvalidContractOptions


class OnlyHereContract(Contract):
    """`libraries` may be imported by `allowed` modules and what is below them, by nothing else.

    Kept when nobody imports the library at all, which import-linter's own kind "protected" refuses; but the
    name of a library that is not installed is an error: it would guard nothing.
    """

    type_name = "only_here"

    libraries = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField())

    def validate(self) -> None:
        """Raises InvalidContractOptions for a library that is not installed."""
        unknown = [name for name in self._names("libraries") if importlib.util.find_spec(name) is None]
        if unknown:
            raise InvalidContractOptions({"libraries": f"not installed: {', '.join(unknown)}"})

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Kept when nobody else imports one of the libraries; `metadata` holds the imports that break it."""
        importers = {
            library: graph.find_modules_that_directly_import(library)
            for library in self._names("libraries")
            if library in graph.modules
        }
        broken = forbidden_imports(importers, self._names("allowed"))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line for each import that breaks the contract."""
        for importer, library in check.metadata["broken"]:
            output.print_error(f"{importer} imports {library}")

    def _names(self, option: str) -> list[str]:
        return [str(name) for name in getattr(self, option)]


def forbidden_imports(importers: Mapping[str, Collection[str]], allowed: Collection[str]) -> list[tuple[str, str]]:
    """(importer, library) for every importer that is neither one of `allowed` nor below one, sorted."""
    return sorted(
        (importer, library)
        for library, modules in importers.items()
        for importer in modules
        if not any(f"{importer}.".startswith(f"{package}.") for package in allowed)
    )
