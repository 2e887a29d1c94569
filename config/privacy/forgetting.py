"""How rows of a person are forgotten. Each can be begun again where it was interrupted."""

from contextlib import suppress

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import Q

from accounts.models import User
from credits.models import Purchase, StripeEvent, Subscription
from credits.services.forgetting import forget_reasons
from projects.models import Invitation
from videos.models import Video
from videos.services import library
from videos.uploads import accepting
from youtube_integration.client.errors import GoogleError
from youtube_integration.services import connecting

A_ROUND = 500


def rows(model: str, mine: str, user: User) -> None:
    """Deletes the rows of a model, and what hangs by them, so many at a time."""
    found = apps.get_model(model)._default_manager.filter(**{mine: user})  # noqa: SLF001
    while chunk := list(found.values_list("pk", flat=True)[:A_ROUND]):
        found.filter(pk__in=chunk).delete()


def videos(model: str, mine: str, user: User) -> None:
    """As their owner would: files go too, and vendors who made them are told."""
    while chunk := list(Video.objects.for_user(user).values_list("pk", flat=True)[:A_ROUND]):
        for video_id in chunk:
            with suppress(Video.DoesNotExist):
                library.delete(user=user, video_id=video_id)


def uploads(model: str, mine: str, user: User) -> None:
    """What was begun to be uploaded, with its bytes."""
    for upload_id in accepting.own(user=user).values_list("pk", flat=True):
        for store, part_id in accepting.end(upload_id=upload_id):
            store.remove(upload_id=part_id)


def invitations(model: str, mine: str, user: User) -> None:
    """Those that the person sent, and those that wait for them."""
    Invitation.objects.filter(Q(invited_by=user) | Q(email=user.email)).delete()


def channels(model: str, mine: str, user: User) -> None:
    """Our rights at Google go with them. Google's absence keeps nobody from being forgotten."""
    for channel in connecting.channels_of(user=user):
        with suppress(GoogleError):
            connecting.disconnect(user=user, channel_id=channel.pk)
    rows(model, mine, user)


def reasons(model: str, mine: str, user: User) -> None:
    """The words in the statement; its numbers are kept."""
    forget_reasons(user=user)


def checkouts(model: str, mine: str, user: User) -> None:
    """Addresses at the payment service, behind which its own page tells who buys."""
    Purchase.objects.filter(user=user).exclude(address="").update(address="")


def subscription(model: str, mine: str, user: User) -> None:
    """Also what the payment service told us of the person; that it told us something is remembered."""
    told = Q(body__contains=str(user.pk)) | Q(body__contains=user.email)
    for customer in (
        Subscription.objects.filter(user=user).exclude(customer_id="").values_list("customer_id", flat=True)
    ):
        told |= Q(body__contains=customer)
    StripeEvent.objects.filter(told, processed_at__isnull=False).update(body="{}", error="")
    rows(model, mine, user)


def mentions(model: str, mine: str, user: User) -> None:
    """The person's address in what staff did to their account; what staff did stays."""
    LogEntry.objects.filter(object_repr__contains=user.email).update(object_repr="an erased account")
    LogEntry.objects.filter(change_message__contains=user.email).update(change_message="")


def nothing(model: str, mine: str, user: User) -> None:
    """What is kept; the reason stands in the table."""
