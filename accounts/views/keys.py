"""My API keys: make one, see what it did, revoke it."""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import ApiKey, User
from accounts.services import keys
from accounts.services.scopes import SCOPES
from accounts.views.guard import person, signed_in

NEVER = ""
LASTING = {
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
    "365": gettext_lazy("a year"),
    NEVER: gettext_lazy("until it is revoked"),
}


class KeyForm(forms.Form):
    name = forms.CharField(
        max_length=100,
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("To know it by: what will use it?"),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        choices=list(SCOPES.items()),
        label=gettext_lazy("What it may do"),
        widget=forms.CheckboxSelectMultiple,
    )
    lasts = forms.ChoiceField(
        choices=list(LASTING.items()),
        initial="90",
        required=False,
        label=gettext_lazy("It works for"),
        widget=forms.Select(attrs={"class": "input"}),
    )
    budget = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=15,
        decimal_places=6,
        label=gettext_lazy("It may cost, in credits"),
        help_text=gettext_lazy("In all. Empty: as much as you have."),
        widget=forms.NumberInput(attrs={"class": "input", "min": "0", "step": "any"}),
    )


@dataclass(frozen=True)
class Shown:
    row: ApiKey
    spending: keys.Spending
    may: list[str]
    has_expired: bool


@require_http_methods(["GET", "POST"])
@signed_in
def keys_page(request: HttpRequest) -> HttpResponse:
    """The list, and the form that makes one. A new key's secret is on this one answer and nowhere else."""
    if request.method == "GET":
        return _page(request, KeyForm())
    form = KeyForm(request.POST)
    if form.is_valid():
        try:
            _, secret = keys.make_key(user=person(request), **_asked(form))
        except ValidationError as error:
            _show(form, error)
        else:
            return _page(request, KeyForm(), secret)
    return _page(request, form)


@require_POST
@signed_in
def revoke(request: HttpRequest, key_id: uuid.UUID) -> HttpResponse:
    with suppress(ApiKey.DoesNotExist):  # a second click: it is revoked, as was asked
        keys.revoke_key(user=person(request), key_id=key_id)
    return redirect("account-keys")


def shown(user: User) -> list[Shown]:
    cost, now = keys.spending(user=user), timezone.now()
    return [
        Shown(
            row=row,
            spending=cost.get(row.pk, keys.NOTHING),
            may=[str(SCOPES[scope]) for scope in row.scopes if scope in SCOPES],
            has_expired=bool(row.expires_at and row.expires_at <= now),
        )
        for row in ApiKey.objects.for_user(user).filter(revoked_at__isnull=True)
    ]


def _asked(form: KeyForm) -> keys.Changes:
    fields = form.cleaned_data
    days = fields["lasts"]
    return {
        "name": fields["name"],
        "scopes": fields["scopes"],
        "expires_at": timezone.now() + timedelta(days=int(days)) if days != NEVER else None,
        "budget": fields["budget"],
    }


def _show(form: KeyForm, error: ValidationError) -> None:
    problems = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for field, errors in problems.items():
        form.add_error(field if field in form.fields else None, errors)


def _page(request: HttpRequest, form: KeyForm, secret: str = "") -> HttpResponse:
    context = {"keys": shown(person(request)), "form": form, "secret": secret}
    return render(request, "accounts/keys.html", context, status=422 if form.errors else 200)
