"""The emergency supply at work: which prescription it is for, and its actions bound to the use cases."""

from collections.abc import Callable
from datetime import datetime

from workstation.adapters.scanner.codes import parse_code
from workstation.app.bindings import Session
from workstation.domain.dispensing import Dispense
from workstation.services.emergency import (
    EmergencyPlan,
    EmergencyRequest,
    emergency_supply,
    emergency_view,
    plan_emergency,
)
from workstation.services.site import Site
from workstation.ui.emergency.actions import EmergencyActions, EmergencyAsked
from workstation.ui.sounds import Sound


def emergency_actions(
    site: Site,
    session: Session,
    now: Callable[[], datetime],
    play: Callable[[Sound], None],
    quiet: Callable[[], None],
) -> EmergencyActions:
    """Everything the screen of an emergency supply can ask for, for whoever is signed in when it asks."""

    def plan(asked: EmergencyAsked) -> EmergencyPlan:
        return plan_emergency(site, session.require(), _request(site, asked))

    def supply(asked: EmergencyAsked) -> Dispense:
        return emergency_supply(site, session.require(), _request(site, asked))

    return EmergencyActions(
        open=lambda one: emergency_view(site, session.require(), one),
        plan=plan,
        supply=supply,
        play=play,
        quiet=quiet,
        now=now,
    )


def _request(site: Site, asked: EmergencyAsked) -> EmergencyRequest:
    code = parse_code(asked.code, site.today())
    return EmergencyRequest(asked.prescription_id, asked.line_id, code, asked.days, asked.reason, asked.collected_by)
