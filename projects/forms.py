"""The forms of the pages with projects. They check shapes; what is allowed is said by the services."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from projects.models import SHARED_ROLES


def _input(**more: str) -> dict[str, str]:
    return {"class": "input", **more}


class ProjectForm(forms.Form):
    """What a project is called, and what it is about."""

    name = forms.CharField(max_length=100, widget=forms.TextInput(attrs=_input(autocomplete="off")))
    description = forms.CharField(
        max_length=500, required=False, widget=forms.Textarea(attrs=_input(rows="2"))
    )


class FilmForm(forms.Form):
    """What a new film is to be about."""

    idea = forms.CharField(
        max_length=4000,
        label="What is it about?",
        widget=forms.Textarea(attrs=_input(rows="3", placeholder="A night in a lighthouse before the storm")),
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


def _in_two_weeks() -> date:
    return timezone.now().date() + timedelta(days=14)


class ReviewForm(forms.Form):
    """What guests are to see, and until when."""

    video = forms.UUIDField(required=False, label="Film", widget=forms.Select(attrs=_input()))
    expires_at = forms.DateField(
        label="Until",
        help_text="The whole of that day.",
        initial=_in_two_weeks,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=_input(type="date")),
    )
    name = forms.CharField(
        max_length=100,
        required=False,
        label="For whom",
        widget=forms.TextInput(attrs=_input(autocomplete="off")),
    )
    password = forms.CharField(
        max_length=128,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs=_input(autocomplete="new-password")),
    )
    allow_comments = forms.BooleanField(required=False, initial=True, label="Guests may comment")
    allow_download = forms.BooleanField(required=False, label="Guests may download the film")

    def __init__(self, *args: Any, films: list[tuple[Any, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["video"].widget.choices = films


class ReviewPasswordForm(forms.Form):
    password = forms.CharField(
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs=_input(autocomplete="off", autofocus="autofocus")),
    )


class NewTemplateForm(forms.Form):
    """What a template is called, and the clips whose file is chosen when it is used."""

    name = forms.CharField(max_length=100, widget=forms.TextInput(attrs=_input(autocomplete="off")))
    description = forms.CharField(
        max_length=500, required=False, widget=forms.Textarea(attrs=_input(rows="2"))
    )
    slots = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple(), label="Files to be chosen each time"
    )

    def __init__(self, *args: Any, clips: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["slots"].choices = clips  # type: ignore[attr-defined] # of a choice


class UseTemplateForm(forms.Form):
    """The fields of a template, as `values.<name>`; files are chosen of `videos`, by kind."""

    name = forms.CharField(
        max_length=100,
        label="Name of the new project",
        widget=forms.TextInput(attrs=_input(autocomplete="off")),
    )

    def __init__(
        self, *args: Any, fields: list[Any], videos: dict[str, list[tuple[str, str]]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for field in fields:
            if field.kind in videos:
                nothing = ("", "As in the template" if field.default else "Choose…")
                made: forms.Field = forms.CharField(
                    widget=forms.Select(attrs=_input(), choices=[nothing, *videos[field.kind]])
                )
            else:
                made = forms.CharField(
                    widget=forms.Textarea(attrs=_input(rows="2")), initial=field.default, max_length=500
                )
            made.label, made.required = field.label or field.name, field.required
            self.fields[f"values.{field.name}"] = made

    @property
    def values(self) -> dict[str, str]:
        """Call it after `is_valid`."""
        given = self.cleaned_data.items()
        return {name.removeprefix("values."): value for name, value in given if name.startswith("values.")}


class VariantsForm(forms.Form):
    """The grid: every combination of what is ticked."""

    aspects = forms.MultipleChoiceField(required=False, label="Shapes", widget=forms.CheckboxSelectMultiple())
    languages = forms.MultipleChoiceField(
        required=False, label="Languages", widget=forms.CheckboxSelectMultiple()
    )
    lengths = forms.TypedMultipleChoiceField(
        required=False, label="Lengths", coerce=float, widget=forms.CheckboxSelectMultiple()
    )
    key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, choices: dict[str, list[tuple[Any, str]]], **options: Any) -> None:
        super().__init__(*args, **options)
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined] # of a choice
