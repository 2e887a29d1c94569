"""Who I am to others: name, language, picture."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_POST

from accounts.language import language_of, speak
from accounts.models import User
from accounts.services import avatars
from accounts.services.profile import LOCALES, update_profile
from accounts.views.guard import person, signed_in


class ProfileForm(forms.Form):
    name = forms.CharField(
        max_length=150,
        required=False,
        label=gettext_lazy("Name"),
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "input"}),
    )
    locale = forms.ChoiceField(
        choices=list(LOCALES.items()),
        label=gettext_lazy("Language"),
        widget=forms.Select(attrs={"class": "input"}),
    )
    auto_transcribe = forms.BooleanField(
        required=False,
        label=gettext_lazy("Write down what is said in each new upload"),
        help_text=gettext_lazy("At the usual price, as soon as a film is ready."),
    )


class PictureForm(forms.Form):
    """The file, and the square of it that the page's script lets people choose."""

    file = forms.FileField(
        label=gettext_lazy("A picture of you"),
        help_text=gettext_lazy("JPEG, PNG, GIF or WebP, 5 MB at most."),
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/jpeg,image/png,image/gif,image/webp", "class": "input"}
        ),
    )
    x = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    y = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    size = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def crop(self) -> tuple[int, int, int] | None:
        x, y, size = (self.cleaned_data[name] for name in ("x", "y", "size"))
        return None if None in (x, y, size) else (x, y, size)


@require_http_methods(["GET", "POST"])
@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if request.method == "GET":
        return _page(request)
    form = ProfileForm(request.POST, initial=_facts(user))
    if not form.is_valid():
        return _page(request, form=form)
    update_profile(user=user, changes=form.cleaned_data)
    with override(language_of(user)):
        messages.success(request, _("Saved."))
    answer = redirect("account-profile")
    speak(answer, user)
    return answer


@require_POST
@signed_in
def set_picture(request: HttpRequest) -> HttpResponse:
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            avatars.set_avatar(user=person(request), path=_path(form.cleaned_data["file"]), crop=form.crop())
        except avatars.PictureTooLarge as error:
            form.add_error("file", str(error))
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            return redirect("account-profile")
    return _page(request, picture=form)


@require_POST
@signed_in
def remove_picture(request: HttpRequest) -> HttpResponse:
    avatars.remove_avatar(user=person(request))
    return redirect("account-profile")


def _path(file: TemporaryUploadedFile) -> Path:
    """Where the upload handler has put it; every upload of this platform lies in a file."""
    return Path(file.temporary_file_path())


def _facts(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in ("name", "locale", "auto_transcribe")}


def _page(
    request: HttpRequest, *, form: ProfileForm | None = None, picture: PictureForm | None = None
) -> HttpResponse:
    context = {
        "form": form or ProfileForm(initial=_facts(person(request))),
        "picture": picture or PictureForm(),
    }
    return render(request, "accounts/profile.html", context, status=422 if form or picture else 200)
