"""Why the next step from the packs to the hand-over does not open."""

from enum import StrEnum


class HandOverRefusal(StrEnum):
    """Why the next step does not open."""

    NOTHING_PICKED = "nothing_picked"
    NOT_ALL_PICKED = "not_all_picked"
    SAME_PERSON = "same_person_checks"
    NOT_CHECKED = "not_checked"
    NOT_READY = "not_ready"
    COLLECTOR_NOT_PROVED = "collector_not_proved"
    """A code was made for the bag, and nobody has said it."""
    NOT_SCANNED_OUT = "not_scanned_out"
    """The rules want every pack of the bag scanned before it leaves."""
    QUANTITY_DIFFERS = "quantity_differs"
    NO_RESPONSIBLE_PHARMACIST = "no_responsible_pharmacist"
    MORE_THAN_OWED = "more_than_owed"
    PACKS_CHANGED = "packs_changed"
    NOT_WHAT_IS_MEANT = "not_what_is_meant"
    """The catalogue, or the choice of a product, says something else of a pack since it was scanned."""
    NO_BIN = "no_bin"
    BIN_TAKEN = "bin_taken"
    BATCH_NOT_READ = "batch_not_read"
    """The code named no batch, and nobody compared the proposed one with the pack."""
