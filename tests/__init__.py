"""Tests of the workstation; see docs/developing.md for the tiers."""
