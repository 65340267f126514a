"""The box with the demo users. It exists only where the store holds invented people."""

from PySide6.QtWidgets import QGridLayout

from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Picture
from workstation.ui.signin.model import DemoUser
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class DemoBox(Card):
    """User, role, PIN, passphrase."""

    def __init__(self, host: ThemeHost, words: Words, users: tuple[DemoUser, ...]) -> None:
        super().__init__(host, CardLook(edge="controlled", ground="controlled_soft", dashed=True))
        column = Column(host, (17, 12, 17, 14), 10, self)
        head = Row(host, gap=8)
        head.addWidget(Picture(host, "idcard", 18, "controlled"))
        head.addWidget(Label(host, words.text("signin.demo_title"), tone="controlled", weight=600))
        head.addWidget(Label(host, words.text("signin.demo_note"), tone="text_2", wrap=True), 1)
        column.addLayout(head)
        grid = QGridLayout()
        grid.setVerticalSpacing(host.px(9))
        grid.setHorizontalSpacing(host.px(16))
        for index, key in enumerate(("user", "role", "pin", "passphrase")):
            grid.addWidget(Label(host, words.text(f"signin.demo_{key}"), Role.SMALL, "text_2", 600), 0, index)
            grid.setColumnStretch(index, (3, 3, 2, 4)[index])
        for row, user in enumerate(users, start=1):
            grid.addWidget(Label(host, user.name, Role.BODY, weight=600, wrap=True), row, 0)
            grid.addWidget(Label(host, user.role, Role.BODY, "text_2", wrap=True), row, 1)
            grid.addWidget(Label(host, user.pin or words.text("signin.demo_none"), Role.CODE), row, 2)
            grid.addWidget(Label(host, user.passphrase, Role.CODE, wrap=True), row, 3)
        column.addLayout(grid)
