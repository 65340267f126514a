"""A birth date that is written and is no date is a doubt; one that is known in part, or not at all, is none."""

import pytest

from tests.factories import fhir_patient, fhir_request, fhir_task
from workstation.adapters.fhir.translation import FhirTranslation

DOUBT = "Patient/p1 birthDate is no date: the birth date is not understood"


@pytest.mark.parametrize(
    ("said", "doubts"),
    [
        ("1990-02-31", (DOUBT,)),
        ("1990-13", (DOUBT,)),
        ("31.02.1990", (DOUBT,)),
        (19900231, (DOUBT,)),
        ("", (DOUBT,)),
        ("1990-02-28", ()),
        ("1990-02", ()),
        ("1990", ()),
        (None, ()),
    ],
)
def test_an_impossible_birth_date_is_a_doubt(
    translation: FhirTranslation, said: object, doubts: tuple[str, ...]
) -> None:
    others = (fhir_patient(birthDate=said), fhir_request())
    found = translation.prescription(fhir_task(), {f"{one['resourceType']}/{one['id']}": one for one in others}, [])
    assert found.doubts == doubts
    assert found.patient is not None
