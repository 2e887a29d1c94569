"""The forms of the pages with projects. They check shapes; what is allowed is said by the services."""

from typing import Any

from django import forms

from projects.models import SHARED_ROLES


def _input(**more: str) -> dict[str, str]:
    return {"class": "input", **more}


class ProjectForm(forms.Form):
    """What a project is called, and what it is about."""

    name = forms.CharField(max_length=100, widget=forms.TextInput(attrs=_input(autocomplete="off")))
    description = forms.CharField(
        max_length=500, required=False, widget=forms.Textarea(attrs=_input(rows="2"))
    )


class InviteForm(forms.Form):
    """Whom to let in, as what."""

    email = forms.EmailField(
        max_length=254,
        label="E-mail address",
        widget=forms.EmailInput(attrs=_input(autocomplete="off", placeholder="name@example.com")),
    )
    role = forms.ChoiceField(choices=SHARED_ROLES, widget=forms.Select(attrs=_input()))


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=SHARED_ROLES)


class PlaceForm(forms.Form):
    """Own videos to put into a project."""

    video = forms.UUIDField(widget=forms.Select(attrs=_input()))

    def __init__(self, *args: Any, videos: list[tuple[Any, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["video"].widget.choices = videos


class MemberForm(forms.Form):
    user = forms.UUIDField()
