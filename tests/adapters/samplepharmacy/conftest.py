"""The sample pharmacy on one date, made once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from workstation.adapters.samplepharmacy.catalogue import products
from workstation.adapters.samplepharmacy.fhir_bundle import arrivals, fhir_bundle
from workstation.adapters.samplepharmacy.loading import sample_pharmacy
from workstation.adapters.samplepharmacy.models import SampleBatch, SamplePharmacy, SamplePrescription
from workstation.adapters.samplepharmacy.stock import stock_batches
from workstation.domain.medicine import Product

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 11, 2, tzinfo=UTC)


def undrawn(prescription: SamplePrescription, _today: date) -> bytes | None:
    """Stands for a drawn scan where nobody looks at it."""
    return b"\xff\xd8 not drawn" if prescription.scan else None


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def catalogue() -> tuple[Product, ...]:
    return products()


@pytest.fixture(scope="session")
def pharmacy() -> SamplePharmacy:
    return sample_pharmacy(TODAY)


@pytest.fixture(scope="session")
def stock() -> tuple[SampleBatch, ...]:
    return stock_batches(TODAY, seed=1)


@pytest.fixture(scope="session")
def bundles(pharmacy: SamplePharmacy) -> list[dict[str, Any]]:
    """Every Bundle, those of later arrivals last."""
    later = [bundle for _, bundle in arrivals(pharmacy, NOW, TODAY, undrawn)]
    return fhir_bundle(pharmacy, NOW, TODAY, undrawn) + later
