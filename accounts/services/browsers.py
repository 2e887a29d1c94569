"""Sessions of browsers: a row beside each of Django's own, which says whether the cookie counts.

Django's session holds the id of the row, so that the two stay together when the cookie's key is changed.
"""

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from accounts.context import current_client
from accounts.models import Session, SessionQuerySet, User
from accounts.services import new_devices
from accounts.services.sessions import SessionEnded, end, live_session, saw

ROW = "accounts_session"
SIGNED_IN = ("session_key", "device", "address", "expires_at", "last_seen_at")


def open_browser(*, user: User, store: SessionBase) -> Session:
    """The row of a browser in which somebody has just signed in. It ends when Django's session would."""
    if store.session_key is None:
        store.create()
    client = current_client()
    device = client.device[:300]
    # Who signs in again where they are signed in keeps the row.
    session = _row(user, store).live().first()
    is_new = session is None
    if session is None:
        news = new_devices.is_news(user=user, device=device)
        session = Session(user=user, kind=Session.Kind.BROWSER, mail_due=news)
    session.session_key, session.device, session.address = store.session_key, device, client.address
    session.expires_at, session.last_seen_at = store.get_expiry_date(), timezone.now()
    session.save(force_insert=is_new, update_fields=None if is_new else SIGNED_IN)
    store[ROW] = str(session.pk)
    return session


def browser_session(*, user: User, store: SessionBase) -> Session:
    """The row of a cookie that counts still, seen just now; raises SessionEnded."""
    session = live_session(session_id=store.get(ROW, ""))
    if session.user_id != user.pk:
        raise SessionEnded("This session is over. Sign in again.")
    saw(session)
    if session.session_key != store.session_key:  # Django has given the cookie a new one
        Session.objects.filter(pk=session.pk).update(session_key=store.session_key)
    return session


@transaction.atomic
def close_browser(*, user: User, store: SessionBase) -> None:
    """Ends the row of a browser in which somebody signs out; Django ends the cookie itself."""
    end(_row(user, store))


def _row(user: User, store: SessionBase) -> SessionQuerySet:
    known = [store[ROW]] if ROW in store else []
    return Session.objects.for_user(user).filter(pk__in=known)
