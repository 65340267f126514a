"""What every use case is handed: the store, the clock and the facts of this pharmacy. Nothing is global."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from workstation.domain.compliance import CompliancePack
from workstation.domain.overrides import OverrideReasons
from workstation.domain.users import Permission, User, require
from workstation.services.clinical import ClinicalKnowledge
from workstation.services.messages import Messages
from workstation.services.ports import Clock, NewId, Store
from workstation.services.station import Station


@dataclass(frozen=True, slots=True)
class Site:
    """Everything a use case may ask besides its own arguments."""

    store: Store
    clock: Clock
    new_id: NewId
    station: Station
    compliance: CompliancePack
    zone: ZoneInfo
    messages: Messages
    """Words what the order server must be told."""
    clinical: ClinicalKnowledge
    """The clinical knowledge in use."""
    overrides: OverrideReasons
    """With what an alert may be answered."""

    def today(self) -> date:
        """The date in the pharmacy's time zone."""
        return self.clock().astimezone(self.zone).date()

    def require(self, user: User, permission: Permission) -> None:
        """Raises Refused unless `user` may do this today."""
        require(user, permission, self.today())

    def same_ingredient(self, name: str) -> str:
        """The one name of an ingredient, whatever its spelling, synonym or salt; the name itself when unknown."""
        return self.clinical.canonical(name)


__all__ = ["Site", "Station"]
