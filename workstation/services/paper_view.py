"""What the screen needs on which a supply on paper is entered afterwards."""

from dataclasses import dataclass
from uuid import UUID

from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.scanned_code import ScannedCode
from workstation.domain.users import PERMISSIONS, Permission, User
from workstation.services.access_log import note_opened
from workstation.services.pack_row import product_of
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class PaperView:
    """The prescription, and who may have supplied it."""

    prescription: Prescription
    patient_name: str
    staff: tuple[User, ...]


def paper_view(site: Site, user: User, prescription_id: UUID) -> PaperView:
    """Reads one prescription and notes who opened it. Refused at once for somebody who could not record it."""
    site.require(user, Permission.CHECK_ACCURACY)
    with site.store.read() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        name = tx.patients.get(prescription.patient_id).name if prescription.patient_id else ""
        staff = sorted(tx.users.all(), key=lambda one: (one.id != user.id, one.name))
    note_opened(site, user, prescription)
    return PaperView(prescription, name, tuple(one for one in staff if Permission.HAND_OVER in PERMISSIONS[one.role]))


def product_of_pack(site: Site, user: User, code: ScannedCode) -> Product:
    """The product of a scanned pack. Raises Refused as a scan at the counter does."""
    site.require(user, Permission.PICK)
    with site.store.read() as tx:
        return product_of(tx, code)
