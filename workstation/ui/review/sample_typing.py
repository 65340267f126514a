"""The made-up prescription with drafts of two people and a prescriber to confirm, for the developers' view."""

from dataclasses import replace

from workstation.domain.line_draft import ADDED_LINE, DraftContent
from workstation.domain.prescription import Prescriber
from workstation.services.prescriber_on_paper import PrescriberOnPaper
from workstation.ui.review.sample_catalogue import named
from workstation.ui.review.sample_drafts import COLLEAGUE, ME
from workstation.ui.review.samples import SamplePharmacy, sample_pharmacy


def typed_pharmacy() -> SamplePharmacy:
    """Line 2 was begun by both, and a colleague adds a line."""
    pharmacy = sample_pharmacy()
    second = next(one.id for one in pharmacy.view.prescription.lines if one.position == 2)
    warf = named("Warf 5")
    pharmacy.drafts.put(second, ME, DraftContent("0-0-1", "30", "", chosen=warf.name, product_id=warf.id))
    pharmacy.drafts.put(second, COLLEAGUE, DraftContent("0-0-1 af", "28"))
    pharmacy.drafts.put(ADDED_LINE, COLLEAGUE, DraftContent("1-0-1", "5", chosen="Glycomet 500"))
    read = Prescriber("Dr. Meera Joshi", "MMC 2011/04/1187")
    pharmacy.view = replace(pharmacy.view, prescriber=PrescriberOnPaper(read, None))
    return pharmacy
