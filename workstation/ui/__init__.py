"""Screens: one folder per screen, a Qt model over dataclasses and a thin panel."""
