from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.signals import signed_up
from credits import plans, services
from credits.pricing import to_micro


@receiver(signed_up)
def welcome(sender: type[User], *, user: User, **facts: Any) -> None:
    services.open_account(user=user)
    if settings.WELCOME_CREDITS:
        services.grant(
            user=user,
            micro=to_micro(settings.WELCOME_CREDITS),
            key="welcome",
            reason=_("Welcome to Framewright"),
        )
    plans.open_subscription(user=user)
