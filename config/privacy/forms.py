"""How somebody shows on the page that it is they who end their account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ProofForm(forms.Form):
    """A password, or a code for those who have none; `prefix` tells the two forms of the page apart."""

    password = forms.CharField(
        max_length=256,
        strip=False,
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "input"}),
    )
    code = forms.CharField(
        max_length=20,
        label=_("Code from your e-mail"),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input"}
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code" if user.has_usable_password() else "password"]
