"""Binds what people do about the order server's changes to the use cases, for whoever is signed in then."""

from collections.abc import Callable

from workstation.domain.users import User
from workstation.services import doubts, elsewhere, routing, server_changes
from workstation.services.review_view import review_view
from workstation.services.site import Site
from workstation.ui.review.server_actions import ServerActions


def server_actions(site: Site, user: Callable[[], User]) -> ServerActions:
    """`user` says who is signed in; it raises Refused when nobody is."""
    return ServerActions(
        look=lambda one: review_view(site, user(), one),
        read_edits=lambda one: server_changes.read_edits(site, user(), one),
        count_supply=lambda one, amount, reason: elsewhere.count_supply(site, user(), one, amount, reason),
        settle_number=lambda one, reason: doubts.settle_same_number(site, user(), one, reason),
        decline=lambda one, reason, words: routing.decline_order(site, user(), one, reason, words),
        hand_back=lambda one, reason, words: routing.hand_back(site, user(), one, reason, words),
    )
