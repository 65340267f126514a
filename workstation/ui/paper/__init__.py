"""Entering afterwards what was supplied on paper."""
