"""Identifying a pack by its photo."""
