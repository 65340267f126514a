"""Catalogues of products in files of others: tables with a mapping of their columns, and the French public database."""

from workstation.adapters.catalogue.reading import is_mapping, mapping_names, read_catalogue

__all__ = ["is_mapping", "mapping_names", "read_catalogue"]
