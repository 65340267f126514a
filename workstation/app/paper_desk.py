"""Entering supplies on paper at work: the actions of the page bound to the use cases."""

from collections.abc import Callable
from datetime import datetime

from workstation.adapters.scanner.codes import parse_code
from workstation.app.bindings import Session
from workstation.domain.compliance import DateOrder
from workstation.services.downtime import record_paper_supply
from workstation.services.paper_view import paper_view, product_of_pack
from workstation.services.site import Site
from workstation.ui.paper.actions import PackFound, PaperActions


def paper_actions(site: Site, session: Session, now: Callable[[], datetime]) -> PaperActions:
    """Everything the page can ask for, for whoever is signed in when it asks."""

    def pack(text: str) -> PackFound:
        code = parse_code(text, site.today())
        return PackFound(product_of_pack(site, session.require(), code), code.batch_number or "", code.expiry_date)

    return PaperActions(
        open=lambda one: paper_view(site, session.require(), one),
        pack=pack,
        record=lambda supply: record_paper_supply(site, session.require(), supply),
        now=now,
        month_first=site.compliance.date_order is DateOrder.MONTH_FIRST,
    )
