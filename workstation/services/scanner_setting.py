"""How the keyboard scanner of this station is programmed: found once with test codes, kept with the station."""

import json

from workstation.domain.scanner_setting import ScannerSetting, setting_of
from workstation.domain.users import User
from workstation.services.recording import audit
from workstation.services.site import Site

_NOTE = "scanner:{station}"


def scanner_setting(site: Site) -> ScannerSetting:
    """The setting of this station; one that fits most scanners where none was kept."""
    with site.store.read() as tx:
        note = tx.sync_notes.get(_key(site))
    return setting_of(json.loads(note)) if note else ScannerSetting()


def keep_scanner_setting(site: Site, user: User, setting: ScannerSetting) -> ScannerSetting:
    """Keeps it for this station alone: another PC of the pharmacy has another scanner. Answers with what is kept."""
    with site.store.begin() as tx:
        tx.sync_notes.set(_key(site), json.dumps(setting.note()))
        facts = {"suffix": setting.suffix or "", "keys": setting.keys, "separator": setting.separator}
        audit(tx, site, user, "scanner_set_up", str(site.station.id), {name: str(one) for name, one in facts.items()})
    return setting


def _key(site: Site) -> str:
    return _NOTE.format(station=site.station.id)
