"""The translation for pharmacy-1."""

from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tests.factories import new_id
from workstation.adapters.fhir.translation import FhirTranslation

STATION = UUID(int=7)


def a_translation() -> FhirTranslation:
    """For one station."""
    return FhirTranslation("Organization/pharmacy-1", STATION, new_id, ZoneInfo("Asia/Kolkata"))


@pytest.fixture
def translation() -> FhirTranslation:
    """For one station."""
    return a_translation()
