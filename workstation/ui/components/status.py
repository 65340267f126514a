"""The status of a prescription: icon and word, coloured only where it means that somebody must act."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from workstation.domain.workflow import Status
from workstation.ui.components import draw
from workstation.ui.theme import Role, ThemeHost, Token

STATUS_LOOKS: dict[Status, tuple[str, Token]] = {
    Status.RECEIVED: ("review", "text_2"),
    Status.CLAIMED: ("review", "text_2"),
    Status.IN_REVIEW: ("edit", "accent"),
    Status.CLARIFICATION: ("phone", "moderate"),
    Status.ON_HOLD: ("hold", "text_2"),
    Status.REJECTED: ("cross", "major"),
    Status.APPROVED: ("check", "ok"),
    Status.PICKING: ("pick", "accent"),
    Status.CHECKED: ("badge", "ok"),
    Status.READY: ("handover", "ok"),
    Status.PART_SUPPLIED: ("owing", "minor"),
    Status.HANDED_OVER: ("check", "ok"),
    Status.OUT_FOR_DELIVERY: ("truck", "text_2"),
    Status.DELIVERED: ("check", "ok"),
    Status.RETURNED_UNCOLLECTED: ("undo", "moderate"),
    Status.CANCEL_PENDING: ("clock", "moderate"),
    Status.CANCELLED: ("cross", "text_3"),
    Status.EXPIRED: ("clock", "text_3"),
    Status.ENTERED_IN_ERROR: ("cross", "text_3"),
}
_ICON, _GAP = 18, 8


def draw_status(painter: QPainter, host: ThemeHost, rect: QRect, status: Status, word: str) -> None:
    """Icon and word, vertically centred in `rect`; the word elides."""
    icon, tone = STATUS_LOOKS[status]
    used = draw.icon(painter, host, rect.left(), rect.center().y() + 1, icon, _ICON, tone) + host.px(_GAP)
    weight = 400 if tone == "text_2" else 500
    draw.text(painter, host, rect.adjusted(used, 0, 0, 0), word, Role.BODY, tone, weight)
