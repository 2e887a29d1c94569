"""allauth's forms in our words, and with our services behind them."""

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordKeyForm, SignupForm
from allauth.account.forms import ChangePasswordForm as ChangeForm
from allauth.account.forms import ResetPasswordForm as AskForReset
from allauth.account.forms import SetPasswordForm as SetForm
from allauth.account.models import EmailAddress
from allauth.mfa.base.forms import AuthenticateForm as SecondFactor
from allauth.mfa.base.forms import ReauthenticateForm as SecondFactorAgain
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import User
from accounts.services import rates

EMAIL = _("E-mail address")


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = EMAIL
        self.fields["login"].widget.attrs |= {"autocomplete": "username webauthn", "autofocus": True}
        self.fields["remember"].label = _("Keep me signed in")
        self.fields["remember"].initial = True


class SignUpForm(SignupForm):
    name = forms.CharField(
        max_length=150,
        required=False,
        label=_("Name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = EMAIL
        self.fields["password1"].help_text = _(
            "At least 8 characters, not a common word and not numbers alone."
        )


class ChangeEmailForm(AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New address")

    def save(self, request: HttpRequest) -> EmailAddress:
        return services.begin_change(user=self.user, email=self.cleaned_data["email"])


class ResetPasswordForm(AskForReset):
    """Asks for the letter, whoever's the address is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = EMAIL

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **_: Any) -> str:
        email = self.clean_email()
        services.ask_for_reset(email=email)
        return email


class NewPasswordForm(ResetPasswordKeyForm):
    def save(self) -> None:
        services.finish_reset(user=self.user, password=self.cleaned_data["password1"])


class ChangePasswordForm(ChangeForm):
    def clean_oldpassword(self) -> str:
        try:
            services.count_proof(user=self.user)
        except (rates.TooMany, rates.CountsUnavailable) as error:
            raise ValidationError(str(error), code="refused") from error
        return str(super().clean_oldpassword())

    def save(self) -> None:
        services.replace_password(user=self.user, password=self.cleaned_data["password1"])


class SetPasswordForm(SetForm):
    def save(self) -> None:
        services.replace_password(user=self.user, password=self.cleaned_data["password1"])


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("So that you know it among others.")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Sign in with it alone, without the password")
        self.fields["passwordless"].help_text = ""


class AuthenticateForm(SecondFactor):
    """A code counts once, whether a page or a program brings it."""

    def clean_code(self) -> str:
        self.authenticator = used_code(user=self.user, code=self.cleaned_data["code"])
        return str(self.cleaned_data["code"])


class ReauthenticateForm(SecondFactorAgain):
    def clean_code(self) -> str:
        self.authenticator = used_code(user=self.user, code=self.cleaned_data["code"])
        return str(self.cleaned_data["code"])


def used_code(*, user: User, code: str) -> Authenticator:
    """What accepted the code; what the service refuses is a form's error."""
    try:
        return services.use_code(user=user, code=code)
    except (services.WrongCode, rates.TooMany, rates.CountsUnavailable) as error:
        raise ValidationError(str(error), code="incorrect_code") from error
