"""The clinical knowledge base on disk, and profiles as others write them."""

from workstation.adapters.knowledge.loader import load_knowledge

__all__ = ["load_knowledge"]
