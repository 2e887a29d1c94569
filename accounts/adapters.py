"""Where django-allauth's pages meet our services: the same rules as for programs, in the same functions."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from celery import signature
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import mailing, services
from accounts.context import client_address
from accounts.language import speak
from accounts.models import User
from accounts.secrets import keyring
from accounts.services import google, rates
from accounts.services.letters import Letter, post

QUIET = ("/api/",)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, passwords and letters."""

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        """allauth writes the row of the address itself."""
        fields = form.cleaned_data
        user.email, user.name = fields["email"], fields.get("name", "").strip()
        services.enrol(user=user, password=fields["password1"])
        return user

    def clean_password(self, password: str, user: User | None = None) -> str:
        validate_password(password, user=user)
        return password

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """What the person is told besides `wrong` is raised as a form's error."""
        try:
            return services.check_credentials(email=credentials["email"], password=credentials["password"])
        except (rates.TooMany, rates.CountsUnavailable, services.AccountInactive) as error:
            raise ValidationError(str(error), code="refused") from error
        except services.WrongCredentials:
            return None

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        answer: HttpResponse = super().post_login(request, user, **facts)
        speak(answer, user)
        return answer

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether the password is the signed-in person's own."""
        try:
            services.count_proof(user=user)
        except (rates.TooMany, rates.CountsUnavailable) as error:
            raise ValidationError(str(error), code="refused") from error
        return user.check_password(password)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """An address is one account's: whoever made one with it in the meantime keeps it."""
        others = User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id)
        if others.exists():
            self.add_message(
                request,
                messages.ERROR,
                message=_("%(email)s is not free any more.") % {"email": email_address.email},
            )
            return False
        return bool(super().confirm_email(request, email_address))

    def send_confirmation_mail(
        self,
        request: HttpRequest,
        emailconfirmation: EmailConfirmationHMAC,
        signup: bool,  # noqa: FBT001 - allauth's signature
    ) -> None:
        post(Letter.VERIFY, address_id=emailconfirmation.email_address.pk)

    def send_account_already_exists_mail(self, email: str) -> None:
        post(Letter.TAKEN, email=email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Notices of what was changed. They carry no secret, so a worker may be given the text."""
        subject, text = mailing.rendered(template=template_prefix, to=email, context=context)
        facts = {"to": email, "subject": subject, "text": text}
        notice = signature("accounts.post_notice", kwargs=facts, immutable=True)
        transaction.on_commit(notice.apply_async, robust=True)

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not request.path.startswith(QUIET):
            super().add_message(request, *args, **kwargs)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "unknown"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account-security")


class FactorAdapter(DefaultMFAAdapter):
    """What second factors are made of is encrypted at rest."""

    def encrypt(self, text: str) -> str:
        return keyring.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return keyring.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Sign-in with Google, by the rules that its ID tokens follow in the API."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Finds or makes the account, unless a signed-in person connects one."""
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        try:
            google.enter(identity=google.identity_from(sociallogin.account.extra_data))
        except (google.AddressUnverified, google.WrongToken) as error:
            messages.error(request, str(error))
            raise ImmediateHttpResponse(redirect("account_login")) from error
        sociallogin.lookup()

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: object) -> str:
        return reverse("account-security")
