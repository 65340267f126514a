"""A letterhead that is in colour on the other papers of a prescriber and without any here: a copy, perhaps.

A hint and no more: the prescriber may have a second pad. It says what was seen, so that a person can look.
"""

from collections.abc import Sequence

LEAST_PAPERS = 3
"""Other papers of the same prescriber that have to agree: an assumption, not measured on real pads (unverified)."""
IN_COLOUR = 0.45
WITHOUT = 0.2
"""Shares of coloured ink at the head (`Page.head_colour`), set on generated pages: docs/reading.md."""


def papers_in_colour(here: float | None, others: Sequence[float | None]) -> int:
    """On how many other papers the head is in colour, where that speaks against this one; 0 = nothing is said.

    One other paper without colour is another pad, and then nothing is said.
    """
    known = [one for one in others if one is not None]
    if here is None or here > WITHOUT or len(known) < LEAST_PAPERS or min(known) < IN_COLOUR:
        return 0
    return len(known)
