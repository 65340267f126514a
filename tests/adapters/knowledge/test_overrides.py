"""The reasons of an override as they are shipped."""

from pathlib import Path

import pytest

from workstation import paths
from workstation.adapters.knowledge.overrides import load_override_reasons
from workstation.domain.screening import AlertKind
from workstation.ui.words import Words

SHIPPED = load_override_reasons(paths.resources())


@pytest.mark.parametrize("kind", sorted(AlertKind))
def test_each_kind_of_alert_has_a_coded_reason_and_a_free_one(kind: AlertKind) -> None:
    codes = [one.code for one in SHIPPED.all if kind in one.kinds]
    assert codes[0] == "prescriber_confirmed"
    assert codes[-1] == "other"


def test_nobody_is_stable_on_what_they_are_allergic_to() -> None:
    codes = {one.code for one in SHIPPED.all if AlertKind.ALLERGY in one.kinds}
    assert not codes & {"already_stable", "monitoring_arranged", "dose_adjusted"}


def test_each_reason_has_words() -> None:
    words = Words(paths.resources() / "translations")
    assert [one.code for one in SHIPPED.all if not words.has(f"review.reason.{one.code}")] == []


def test_a_kind_that_no_alert_has_is_refused(tmp_path: Path) -> None:
    (tmp_path / "overrides").mkdir()
    (tmp_path / "overrides" / "reasons.toml").write_text('[reason.x]\nkinds = ["alergy"]\n', encoding="utf-8")
    with pytest.raises(ValueError, match="alergy"):
        load_override_reasons(tmp_path)
