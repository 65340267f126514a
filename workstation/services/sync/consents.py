"""Asks what the patients of open work agreed to: once an hour, some of them in each round, after everything else.

Only what `services.consent` answers rests on it, and there nothing known is a no: so it may come late.
"""

from collections.abc import Mapping, Sequence

from workstation.domain import exact_json
from workstation.domain.consent import Consent
from workstation.domain.errors import Unavailable
from workstation.services.consent import keep_consents
from workstation.services.ports import Transaction
from workstation.services.sync.courier import Courier
from workstation.services.sync.gathering import MOST_IN_LIST, chunks, patient_in
from workstation.services.sync.ports import SearchRefused, ServerBusy

ASKED = "consents.asked"
"""Sync note: "hour|last Task asked about"; "~" = all of them were asked about in that hour."""
_ALL = "~"


def ask_consents(courier: Courier) -> str:
    """Asks about the next patients that are due. Returns "" or why the server is out of reach."""
    site = courier.site
    hour = site.clock().isoformat()[:13]
    with site.store.read() as tx:
        before, _, cursor = (tx.sync_notes.get(ASKED) or "").partition("|")
        after = cursor if before == hour else ""
        due = [one for one in sorted(tx.prescriptions.open_tasks()) if one > after][:MOST_IN_LIST]
        patients = _patients(tx, courier, due)
    if not due or courier.paused_for():
        return ""
    try:
        found: Mapping[str, Sequence[Consent]] | None = _said(courier, patients)
    except SearchRefused:
        found, due = None, []
    except ServerBusy as busy:
        courier.pause(busy)
        return ""
    except Unavailable as gone:
        return gone.why
    with site.store.begin() as tx:
        if found is not None:
            for reference, patient_id in tx.patients.ids(patients).items():
                keep_consents(tx, patient_id, found.get(reference, ()))
        tx.sync_notes.set(ASKED, f"{hour}|{due[-1] if len(due) == MOST_IN_LIST else _ALL}")
    return ""


def _patients(tx: Transaction, courier: Courier, tasks: Sequence[str]) -> Sequence[str]:
    """Those of the Tasks, with other records of the same people: a denial in one of them counts."""
    copies = [copy for one in tasks if (copy := tx.mirror.get(one)) is not None]
    named = [patient_in(courier.translation.wanted_by(exact_json.loads(copy[1]))) for copy in copies]
    known = tx.patients.ids([one for one in dict.fromkeys(named) if one])
    records = [tx.patients.reference(record) for one in known.values() for record in tx.patients.same_person(one)]
    return [one for one in dict.fromkeys([*known, *records]) if one]


def _said(courier: Courier, patients: Sequence[str]) -> Mapping[str, Sequence[Consent]]:
    """By patient. A server that reads "a,b" as one name finds nothing: then nobody agreed."""
    found: dict[str, list[Consent]] = {}
    searches = [courier.translation.consent_search(part) for part in chunks(patients)]
    for resource in (one for search in searches for page in courier.server.search(*search) for one in page.matches):
        said = courier.translation.consent(resource)
        if said is not None:
            found.setdefault(courier.translation.subject_of(resource), []).append(said)
    return found
