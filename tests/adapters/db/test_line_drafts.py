"""Drafts of lines on both backends: kept word for word, one for each line and author, and there after a kill."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.adapters.db import draft_process
from tests.adapters.db.conftest import KEY, OpenAgain
from tests.adapters.db.samples import NOW, a_line, a_prescription, open_pharmacy
from tests.factories import a_user, an_ingredient, new_id
from workstation import paths
from workstation.adapters.db import SqlStore, check_store
from workstation.domain.line_draft import ADDED_LINE, DraftContent, LineDraft
from workstation.domain.prescription import LineSource

WHOLE = DraftContent("१-०-१ \u00bd tab “pc”", "1o", "2", True, "Warf", None, (an_ingredient("warfarin", "0.5"),))


def test_a_draft_comes_back_as_it_was_typed_and_the_same_author_has_one(store: SqlStore) -> None:
    with store.begin() as tx:
        pharmacy = open_pharmacy(tx)
        draft = LineDraft(
            pharmacy.prescription.id, pharmacy.line.id, pharmacy.user.id, new_id(), NOW, NOW + timedelta(minutes=1),
            WHOLE,
        )  # fmt: skip
        tx.line_drafts.save(draft)
        later = replace(draft, content=replace(WHOLE, days="10", product_id=pharmacy.product.id))
        tx.line_drafts.save(later)
    with store.read() as tx:
        assert tx.line_drafts.of_prescription(draft.prescription_id) == [later]
        assert tx.line_drafts.get(draft.prescription_id, draft.line_id, draft.by) == later
        assert tx.line_drafts.get(draft.prescription_id, ADDED_LINE, draft.by) is None
    assert [finding for finding in check_store(store) if not finding.ok] == []


def test_each_line_and_author_has_its_own_and_one_goes_without_the_others(store: SqlStore) -> None:
    other = a_user()
    with store.begin() as tx:
        pharmacy = open_pharmacy(tx)
        tx.users.save(other)
        drafts = [
            LineDraft(pharmacy.prescription.id, line, by, new_id(), NOW + timedelta(seconds=place), NOW, WHOLE)
            for place, (line, by) in enumerate(
                [(pharmacy.line.id, other.id), (pharmacy.line.id, pharmacy.user.id), (ADDED_LINE, other.id)]
            )
        ]
        for one in reversed(drafts):
            tx.line_drafts.save(one)
        assert tx.line_drafts.of_prescription(pharmacy.prescription.id) == drafts
        tx.line_drafts.remove(drafts[0])
        assert tx.line_drafts.of_prescription(pharmacy.prescription.id) == drafts[1:]


def test_what_was_typed_is_there_after_the_process_was_killed(
    store: SqlStore, location: str | Path, open_again: OpenAgain
) -> None:
    line = replace(a_line(), source=LineSource.TRANSCRIBED)
    with store.begin() as tx:
        pharmacy = open_pharmacy(tx)
        prescription = a_prescription(lines=(line,))
        tx.prescriptions.save(prescription)
    wanted = {"location": str(location), "key": KEY.hex(), "user": str(pharmacy.user.id)}
    wanted |= {"prescription": str(prescription.id), "line": str(line.id)}
    command = [sys.executable, "-m", "tests.adapters.db.draft_process"]
    with subprocess.Popen(
        command, cwd=paths.resources().parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(wanted) + "\n")
            process.stdin.flush()
            assert process.stdout.readline().strip() == "saved"
        finally:
            process.kill()
    assert process.returncode == -signal.SIGKILL
    with open_again().read() as tx:
        found = tx.line_drafts.of_prescription(prescription.id)
        assert {(one.line_id, one.by) for one in found} == {(line.id, pharmacy.user.id), (ADDED_LINE, pharmacy.user.id)}
        assert {one.content for one in found} == {draft_process.HALF}
        assert tx.prescriptions.get(prescription.id) == prescription, "a draft is no line"
