"""Staff badges: a code that says who somebody is, and unlocks nothing. The PIN or passphrase is asked all the same."""

from uuid import UUID

from workstation.domain.numbers import human_number
from workstation.domain.scanned_code import InternalToken, TokenKind, token_of
from workstation.domain.users import User
from workstation.services.recording import audit
from workstation.services.site import Site

_NUMBER_OF, _HOLDER_OF = "badge/of/{user}", "badge/{number}"


def badge_in(code: str) -> InternalToken | None:
    """The badge that a scanned text is; None for anything else."""
    token = token_of(code.strip())
    return token if isinstance(token, InternalToken) and token.kind is TokenKind.STAFF else None


def new_badge(site: Site, user: User) -> InternalToken:
    """A badge for this person; one made before says nothing any more. It stands in the audit."""
    with site.store.begin() as tx:
        prefix = TokenKind.STAFF.value
        full = human_number(prefix, site.station.letter, tx.counters.next("badge"))
        number = full.removeprefix(f"{prefix}-")
        own = _NUMBER_OF.format(user=user.id)
        before = tx.sync_notes.get(own)
        if before:
            tx.sync_notes.set(_HOLDER_OF.format(number=before), "")
        tx.sync_notes.set(own, number)
        tx.sync_notes.set(_HOLDER_OF.format(number=number), str(user.id))
        audit(tx, site, user, "badge_made", user.id, {"badge": number})
    return InternalToken(TokenKind.STAFF, number)


def badge_holder(site: Site, badge: InternalToken) -> UUID | None:
    """Whose badge it is; None for one that was replaced, or never made here."""
    if badge.kind is not TokenKind.STAFF:
        return None
    with site.store.read() as tx:
        holder = tx.sync_notes.get(_HOLDER_OF.format(number=badge.number))
        known = {one.id for one in tx.users.all()}
    found = UUID(holder) if holder else None
    return found if found in known else None
