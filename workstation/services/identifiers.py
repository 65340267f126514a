"""By what a person is recognised."""

from enum import StrEnum


class Identifier(StrEnum):
    """By what a person was recognised."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    NUMBER = "number"
    PHONE = "phone"
