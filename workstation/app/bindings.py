"""Binds the screens' actions to the use cases of this store, for whoever is signed in when they are called."""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import UUID

from workstation.adapters.fhir.task_versions import versions_of
from workstation.adapters.keys.collection_codes import six_digits
from workstation.adapters.keys.passwords import Argon2Hasher
from workstation.adapters.scanner.codes import parse_code
from workstation.app.label_printing import Printing
from workstation.app.labels import Labels
from workstation.app.pages_of_scans import page_crop, page_images
from workstation.app.pairing import pairing_of
from workstation.app.server_side import server_actions
from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.printer import Printed
from workstation.domain.users import AccessRefusal, User
from workstation.services import (
    alert_answers,
    approval,
    collection_code,
    conflicts,
    directions,
    handover,
    identity,
    labelling,
    line_drafts,
    not_supplied,
    outbox,
    picking,
    prescriber_on_paper,
    reserving,
    retained_check,
    returning,
    scanning_out,
    second_scan,
    seen_before,
    substitution,
    transcription,
)
from workstation.services.bags import waiting_bags
from workstation.services.bins import next_free_bin
from workstation.services.counter_view import CounterView, counter_view
from workstation.services.pack_codes import PackCodes, ProductCodeWanted
from workstation.services.proving import prove_again
from workstation.services.review_view import ReviewView, review_view, scan_view
from workstation.services.site import Site
from workstation.services.substitution import Substitutes
from workstation.services.sync.sentinel import accept_restored_store
from workstation.services.weighing import record_weight
from workstation.ui.dispense.actions import DispenseActions, LabelJob, PrintWish
from workstation.ui.handover.actions import HandOverActions
from workstation.ui.outbox.actions import Exported, OutboxActions, OutboxShown
from workstation.ui.review.actions import ReviewActions
from workstation.ui.review.check_actions import CheckActions
from workstation.ui.review.draft_actions import DraftActions
from workstation.ui.sounds import Sound


class Session:
    """Who works at this window. Set on the GUI thread.

    A piece of work sees whoever worked when it was handed to the lanes (`TaskRunner` carries the context along): what
    one person pressed is never recorded as another's, who signed in while it waited for its turn.
    """

    def __init__(self, user: User | None = None) -> None:
        self._user: ContextVar[User | None] = ContextVar("user", default=None)
        self.user = user

    @property
    def user(self) -> User | None:
        """The user; None while nobody is signed in."""
        return self._user.get()

    @user.setter
    def user(self, user: User | None) -> None:
        self._user.set(user)

    def require(self) -> User:
        """The user, or Refused when nobody is signed in."""
        user = self.user
        if user is None:
            raise Refused(AccessRefusal.UNKNOWN_USER)
        return user


class Bindings:
    """The use cases as the screens call them."""

    def __init__(self, site: Site, session: Session, labels: Labels, label_folder: Path) -> None:
        self._site, self._session, self._labels = site, session, labels
        self.printing = Printing(site, labels, label_folder)
        self._codes = PackCodes(site)
        self._hasher = Argon2Hasher()

    def local_now(self) -> datetime:
        """Aware time in the pharmacy's zone."""
        return self._site.clock().astimezone(self._site.zone)

    # --- review -------------------------------------------------------------------------------------------

    def review_actions(self, tall_man: Callable[[str], str]) -> ReviewActions:
        """Everything the review screen can ask for."""
        return ReviewActions(
            open=self._open_review,
            confirm_line=lambda one, keyed: transcription.confirm_line(self._site, self._user, one, keyed),
            remove_line=lambda one, line, reason: transcription.remove_line(self._site, self._user, one, line, reason),
            choose_product=lambda one, line, product: transcription.choose_product(
                self._site, self._user, one, line, product
            ),
            answer_alert=lambda one, key, code, text, secret: alert_answers.answer_alert(
                self._site, self._user, one, key, code, text, prove=self._prove(secret)
            ),
            answer_as_before=lambda one, key, secret: alert_answers.answer_as_before(
                self._site, self._user, one, key, prove=self._prove(secret)
            ),
            approve=lambda one, seen: approval.approve(self._site, self._user, one, seen),
            reject=lambda one, reason: approval.reject(self._site, self._user, one, reason),
            ask_prescriber=lambda one, text: approval.ask_prescriber(self._site, self._user, one, text),
            hold=lambda one, reason: approval.hold(self._site, self._user, one, reason),
            resume=lambda one: approval.resume(self._site, self._user, one),
            answer_received=lambda one, text: approval.answer_received(self._site, self._user, one, text),
            search_products=self._search,
            free_stock=self._free_stock,
            plain_sentence=self._labels.sentences,
            page_images=page_images,
            server=server_actions(self._site, self._session.require),
            checks=CheckActions(
                lambda one, given: identity.confirm_identity(self._site, self._user, one, given),
                lambda one, other, answer: seen_before.settle_seen_before(self._site, self._user, one, other, answer),
                lambda one, line: directions.accept_directions(self._site, self._user, one, line),
                lambda one, typed: record_weight(self._site, self._user, one, typed),
                lambda one, seen: retained_check.keep_check(self._site, self._user, one, seen),
            ),
            drafts=DraftActions(
                lambda one, line, said: line_drafts.save_draft(self._site, self._user, one, line, said),
                lambda one, line, author: line_drafts.discard_draft(self._site, self._user, one, line, author),
                lambda one, line, author: line_drafts.take_up_draft(self._site, self._user, one, line, author),
            ),
            confirm_prescriber=lambda one, name, number: prescriber_on_paper.confirm_prescriber(
                self._site, self._user, one, name, number
            ),
            clock=self.local_now,
            scan=lambda one: scan_view(self._site, self._user, one),
            tall_man=tall_man,
        )

    @property
    def _user(self) -> User:
        return self._session.require()

    def _prove(self, secret: str) -> alert_answers.Prove | None:
        """What signs the person in once more; None while nothing was typed."""
        return partial(prove_again, self._site, self._hasher, self._user, secret) if secret else None

    def _open_review(self, prescription_id: UUID) -> ReviewView:
        transcription.start_review(self._site, self._user, prescription_id)
        return review_view(self._site, self._user, prescription_id)

    def _search(self, text: str) -> Sequence[Product]:
        with self._site.store.read() as tx:
            return tx.products.search(text)

    def _free_stock(self, products: Sequence[UUID]) -> Mapping[UUID, Decimal]:
        with self._site.store.read() as tx:
            return {one: sum((row.free.value for row in tx.stock.on_hand(one)), start=Decimal(0)) for one in products}

    # --- dispense -----------------------------------------------------------------------------------------

    def dispense_actions(self, play: Callable[[Sound], None], quiet: Callable[[], None]) -> DispenseActions:
        """Everything the dispense screen can ask for."""
        return DispenseActions(
            open=self.open_counter,
            scan=self._scan,
            scan_again=lambda one, code: second_scan.scan_again(
                self._site, self._user, one, parse_code(code, self._site.today())
            ),
            undo_scan=lambda one, allocation: picking.undo_scan(self._site, self._user, one, allocation),
            check_accuracy=lambda one, seen, part: handover.check_accuracy(
                self._site, self._user, one, seen, part_supply=part
            ),
            next_bin=lambda: next_free_bin(self._site, self._user),
            make_ready=lambda one, bag_bin: handover.make_ready(self._site, self._user, one, bag_bin),
            hold=lambda one, reason: approval.hold(self._site, self._user, one, reason),
            not_supplied=lambda one, line, why: not_supplied.not_supplied(self._site, self._user, one, line, why),
            release_hold=lambda held, reason: reserving.release_hold(self._site, self._user, held, reason),
            substitutes=self._substitutes,
            substitute=lambda one, line, product, why: substitution.substitute(
                self._site, self._user, one, line, product, why
            ),
            label_image=lambda one, pack, width, part: self.printing.image(
                self.open_counter(one), pack, width, part_supply=part
            ),
            print_labels=self._print_labels,
            leaflet=self._print_leaflet,
            label_by_hand=lambda one, seen, reason, part: labelling.label_by_hand(
                self._site, self._user, one, seen, reason, part_supply=part
            ),
            confirm_batch=lambda one, pack: labelling.confirm_batch(self._site, self._user, one, pack),
            sentence=lambda text, form: self._labels.sentences(text, form)[0],
            page_crop=lambda prescription, line: page_crop(self._site, prescription, line),
            forget_code=self._codes.forget,
            play=play,
            quiet=quiet,
            now=self.local_now,
        )

    def _substitutes(self, prescription_id: UUID, line_id: UUID) -> Substitutes:
        """With the directions in the words of the label."""
        found = substitution.substitutes(self._site, self._user, prescription_id, line_id)
        said = (
            replace(one, directions=self._labels.sentences(one.directions, one.product.form)[0])
            if one.directions
            else one
            for one in found.found
        )
        return replace(found, found=tuple(said))

    def _print_labels(self, prescription_id: UUID, wish: PrintWish) -> LabelJob:
        return self.printing.print_labels(self._user, self.open_counter(prescription_id), wish)

    def _print_leaflet(self, prescription_id: UUID) -> Printed:
        return self.printing.print_leaflet(self._user, self.open_counter(prescription_id))

    def open_counter(self, prescription_id: UUID) -> CounterView:
        """What the dispense and hand-over screens show."""
        return counter_view(self._site, self._user, prescription_id)

    def _scan(
        self, prescription_id: UUID, code: str, line_id: UUID | None, batch_number: str | None
    ) -> picking.PackScanned | ProductCodeWanted:
        parsed = parse_code(code, self._site.today())
        return self._codes.scan(self._user, prescription_id, parsed, line_id, batch_number)

    # --- hand-over ----------------------------------------------------------------------------------------

    def handover_actions(self, play: Callable[[Sound], None], quiet: Callable[[], None]) -> HandOverActions:
        """Everything the hand-over screen can ask for."""
        return HandOverActions(
            bags=lambda: waiting_bags(self._site, self._user),
            open=self.open_counter,
            hand_over=lambda one, whom: handover.hand_over(self._site, self._user, one, whom),
            make_code=lambda one: collection_code.make_collection_code(
                self._site, self._user, self._hasher, one, six_digits
            ),
            prove_collector=lambda one, code: collection_code.prove_collector(
                self._site, self._user, self._hasher, one, code
            ),
            scan_out=lambda one, code: scanning_out.scan_out(
                self._site, self._user, one, parse_code(code, self._site.today())
            ),
            return_plan=lambda one: returning.return_plan(self._site, self._user, one),
            return_to_stock=lambda one, seen: returning.return_to_stock(self._site, self._user, one, seen),
            leaflet=self._print_leaflet,
            sentence=lambda text, form, whole: self._labels.sentences(text, form, whole_course=whole)[0],
            play=play,
            quiet=quiet,
            now=self.local_now,
        )

    # --- outbox -------------------------------------------------------------------------------------------

    def outbox_actions(
        self, sync_now: Callable[[], None], export: Callable[[User, str], tuple[int, Path]]
    ) -> OutboxActions:
        """Everything the outbox screen can ask for."""
        return OutboxActions(
            read=self._open_outbox,
            send_again=lambda one: outbox.send_again(self._site, self._user, one),
            park=lambda one, reason: outbox.park(self._site, self._user, one, reason),
            settle_conflict=lambda decision: conflicts.settle_conflict(self._site, self._user, decision),
            settle_attention=lambda one, note: outbox.settle_attention(self._site, self._user, one, note),
            accept_store=lambda reason: accept_restored_store(self._site, self._user, reason),
            export=lambda purpose: _exported(*export(self._user, purpose)),
            sync_now=sync_now,
            now=self.local_now,
        )

    def _open_outbox(self, waiting_at_most: int) -> OutboxShown:
        view = outbox.outbox_view(self._site, self._user, waiting_at_most)
        with self._site.store.read() as tx:
            pairing = pairing_of(tx)
        organization = pairing.organization if pairing is not None else ""
        station = self._site.station.id
        return OutboxShown(view, {one.id: versions_of(one, station, organization) for one in view.conflicts})


def _exported(entries: int, path: Path) -> Exported:
    return Exported(entries, str(path))
