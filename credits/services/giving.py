"""Credits that come in, go back, are taken back or lapse: what staff, plans and payments do."""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.language import language_of
from accounts.models import User
from credits.models import Account, Entry, Lot, Transaction
from credits.services.balances import InsufficientCredits, locked, open_account
from credits.services.posting import AVAILABLE, DEBT, LAPSED, begin, post, take

ISSUED, SPENT = Entry.Bucket.ISSUED, Entry.Bucket.SPENT
LARGEST = 10**15  # a thousand million credits: a typing slip, not a balance
LOTS_A_ROUND = 1000


@transaction.atomic
def grant(
    *,
    user: User,
    micro: int,
    key: str,
    reason: str,
    actor: User | None = None,
    lot: Lot.Kind = Lot.Kind.BONUS,
    expires_at: datetime | None = None,
) -> Transaction:
    """Gives credits as a lot. The same key again changes nothing and returns the first transaction."""
    check_amount(micro)
    account = _account_of(user)
    row, fresh = begin(account, Transaction.Kind.GRANT, key, reason=reason, actor=actor)
    if fresh:
        _check_time(expires_at)
        _receive(row, account, micro, source=ISSUED, kind=lot, expires_at=expires_at)
    return row


@transaction.atomic
def adjust(*, user: User, micro: int, key: str, reason: str, actor: User | None) -> Transaction:
    """Puts a balance right, up (as bonus credits) or down; raises InsufficientCredits, safe to repeat."""
    check_amount(abs(micro))
    account = _account_of(user)
    row, fresh = begin(account, Transaction.Kind.ADJUST, key, reason=reason, actor=actor)
    if fresh and micro > 0:
        _receive(row, account, micro, source=ISSUED, kind=Lot.Kind.BONUS)
    elif fresh:
        if account.available < -micro:
            raise InsufficientCredits(required=-micro, available=account.available)
        post(row, account, [*take(account, -micro), Entry(bucket=ISSUED, amount=-micro)])
    return row


@transaction.atomic
def refund(
    *, transaction_id: uuid.UUID, key: str, reason: str, actor: User | None, micro: int | None = None
) -> Transaction:
    """Gives back what a capture charged, or `micro` of it, as bonus credits that do not lapse.

    Never more than was charged in sum: then it raises ValidationError. Safe to repeat by its key.
    """
    charge = Transaction.objects.get(pk=transaction_id, kind=Transaction.Kind.CAPTURE)
    account = _locked_account(charge)
    row, fresh = begin(account, Transaction.Kind.REFUND, key, reason=reason, actor=actor, undoes=charge)
    if fresh:
        left = _sum_of(SPENT, transaction=charge) + _sum_of(SPENT, transaction__undoes=charge)
        _receive(row, account, _part(micro, left), source=SPENT, kind=Lot.Kind.BONUS)
    return row


@transaction.atomic
def reverse_grant(
    *, transaction_id: uuid.UUID, key: str, reason: str, micro: int | None = None, actor: User | None = None
) -> Transaction:
    """Takes a grant back, or `micro` of it: its payment was refunded or disputed.

    What is still there of its lot goes first, what has lapsed counts as taken back, the rest comes out of the
    other lots, and what is not there at all becomes a debt. Raises ValidationError when more than was granted
    would be taken back in sum. Safe to repeat by its key.
    """
    given = Transaction.objects.select_related("lot").get(pk=transaction_id, kind=Transaction.Kind.GRANT)
    account = _locked_account(given)
    row, fresh = begin(account, Transaction.Kind.REVERSE, key, reason=reason, actor=actor, undoes=given)
    if fresh:
        given.lot.refresh_from_db()
        left = given.lot.amount - _sum_of(ISSUED, transaction__undoes=given)
        _take_back(row, account, _part(micro, left), given.lot)
    return row


def lapse_expired_lots() -> int:
    """Takes what is left of the lots whose time is over out of their balances; how many lots.

    What is set aside of them stays so; what of it returns later lapses then.
    """
    over = Lot.objects.filter(lapsed_at__isnull=True, expires_at__lte=Now()).order_by("expires_at")
    return sum(_lapse(*found) for found in over.values_list("pk", "account__user_id")[:LOTS_A_ROUND])


@transaction.atomic
def _lapse(lot_id: int, user_id: uuid.UUID) -> bool:
    account = locked(user_id)
    lot = Lot.objects.filter(pk=lot_id, lapsed_at__isnull=True, expires_at__lte=Now()).first()
    if lot is None:
        return False
    if lot.remaining:
        with translation.override(language_of(account.user)):
            reason = _("The time of these credits was over (%(kind)s).") % {"kind": lot.get_kind_display()}
        row = begin(account, Transaction.Kind.LAPSE, f"lapse:{lot.pk}", reason=reason)[0]
        lapsed = Entry(bucket=LAPSED, lot=lot, amount=lot.remaining)
        post(row, account, [Entry(bucket=AVAILABLE, lot=lot, amount=-lot.remaining), lapsed])
    Lot.objects.filter(pk=lot_id).update(lapsed_at=Now())
    return True


def _receive(
    row: Transaction,
    account: Account,
    micro: int,
    *,
    source: Entry.Bucket,
    kind: Lot.Kind,
    expires_at: datetime | None = None,
) -> None:
    """Brings credits in as a new lot; a debt is settled first."""
    settled = min(micro, account.debt)
    lot = Lot.objects.create(account=account, kind=kind, source=row, amount=micro, expires_at=expires_at)
    kept = Entry(bucket=AVAILABLE, lot=lot, amount=micro - settled)
    post(row, account, [Entry(bucket=source, amount=-micro), Entry(bucket=DEBT, amount=settled), kept])


def _take_back(row: Transaction, account: Account, micro: int, lot: Lot) -> None:
    from_lot = min(micro, lot.remaining)
    gone = min(micro - from_lot, _sum_of(LAPSED, lot=lot))
    taken = list(take(account, micro - gone, first=lot))
    owed = micro - gone + sum(entry.amount for entry in taken)
    others = [
        Entry(bucket=LAPSED, lot=lot, amount=-gone),
        Entry(bucket=DEBT, amount=-owed),
        Entry(bucket=ISSUED, amount=micro),
    ]
    post(row, account, [*taken, *others])


def _account_of(user: User) -> Account:
    open_account(user=user)
    return locked(user.pk)


def _locked_account(row: Transaction) -> Account:
    return Account.objects.select_for_update(no_key=True).get(pk=row.account_id)


def _sum_of(bucket: Entry.Bucket, **where: object) -> int:
    return int(Entry.objects.filter(bucket=bucket, **where).aggregate(sum=Sum("amount"))["sum"] or 0)


def _part(micro: int | None, left: int) -> int:
    """How much of what is left to undo; raises ValidationError."""
    part = left if micro is None else micro
    if not 0 < part <= left:
        raise ValidationError(
            {"amount": ValidationError("So much is not left to take back.", code="invalid")}
        )
    return part


def check_amount(micro: int) -> None:
    if not 0 < micro <= LARGEST:
        raise ValidationError({"amount": ValidationError("Give more than zero credits.", code="invalid")})


def _check_time(expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= timezone.now():
        raise ValidationError({"expires_at": ValidationError("That time is over.", code="invalid")})
