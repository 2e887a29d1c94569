"""The forms of the pages with projects. They check shapes; what is allowed is said by the services."""

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import SHARED_ROLES, Project
from videos.models import Video

LONGEST_SEARCH = 200
MOST_AT_ONCE = 100  # videos put into a project by one form
# What other programs read of a timeline.
FORMATS = (
    ("otio", "OpenTimelineIO"), ("fcpxml", "Final Cut Pro (FCPXML)"), ("edl", "EDL"),
    ("srt", _("Captions (SRT)")), ("vtt", _("Captions (WebVTT)")),
)  # fmt: skip


def _input(**more: Any) -> dict[str, Any]:
    return {"class": "input", **more}


class FilterForm(forms.Form):
    """How a list is searched and sorted. A value that makes no sense counts as not given."""

    search = forms.CharField(max_length=LONGEST_SEARCH, required=False)
    page = forms.IntegerField(min_value=1, required=False)

    def given(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    @property
    def page_number(self) -> int:
        return int(self.given("page") or 1)


def _search(words: Any) -> forms.TextInput:
    attributes = {"type": "search", "placeholder": words, "aria-label": words, "autocomplete": "off"}
    return forms.TextInput(attrs=_input(**attributes))


def _choice(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    widget = forms.Select(attrs=_input(**{"aria-label": label}))
    return forms.ChoiceField(choices=choices, required=False, widget=widget)


class ProjectsForm(FilterForm):
    """Which of the projects are listed, in which order."""

    search = forms.CharField(
        max_length=LONGEST_SEARCH, required=False, widget=_search(_("Search your projects"))
    )
    show = _choice(
        _("Which projects"),
        [
            ("", _("All projects")), ("own", _("My own")), ("shared", _("Shared with me")),
            ("archived", _("Archived")),
        ],
    )  # fmt: skip
    sort = _choice(
        _("Order"),
        [
            ("", _("Last changed first")), ("createdAt", _("Newest first")), ("name", _("Name, A to Z")),
        ],
    )  # fmt: skip

    @property
    def wish(self) -> dict[str, Any]:
        """The arguments of `keeping.find`, without the user."""
        show, sort = self.given("show"), self.given("sort") or "updatedAt"
        is_archive = show == "archived"
        return {
            "search": self.given("search"),
            "status": Project.Status.ARCHIVED if is_archive else Project.Status.ACTIVE,
            "whose": "" if is_archive else show,
            "sort_by": sort,
            "descending": sort != "name",
        }


class FilesForm(FilterForm):
    """Which of a project's videos are listed."""

    search = forms.CharField(
        max_length=LONGEST_SEARCH, required=False, widget=_search(_("Search in this project"))
    )
    kind = _choice(
        _("Kind"),
        [
            ("", _("Every kind")),
            (Video.MediaType.VIDEO, _("Videos")),
            (Video.MediaType.AUDIO, _("Sounds")),
            (Video.MediaType.IMAGE, _("Pictures")),
        ],
    )
    sort = _choice(
        _("Order"),
        [("", _("Newest first")), ("title", _("Title, A to Z")), ("duration", _("Longest first"))],
    )

    @property
    def wish(self) -> dict[str, Any]:
        """The arguments of `library.find`, without the user and the project."""
        sort = self.given("sort") or "createdAt"
        return {
            "search": self.given("search"),
            "media_type": self.given("kind"),
            "sort_by": sort,
            "descending": sort != "title",
        }


class PickForm(FilesForm):
    """Which of a person's own videos are offered to be put into a project."""

    search = forms.CharField(
        max_length=LONGEST_SEARCH, required=False, widget=_search(_("Search your library"))
    )


class ProjectForm(forms.Form):
    """What a project is called, and what it is about."""

    name = forms.CharField(
        max_length=100, label=_("Name"), widget=forms.TextInput(attrs=_input(autocomplete="off"))
    )
    description = forms.CharField(
        max_length=500,
        required=False,
        label=_("Description"),
        widget=forms.Textarea(attrs=_input(rows="2")),
    )


class FilmForm(forms.Form):
    """What a new film is to be about."""

    idea = forms.CharField(
        max_length=4000,
        label=_("What is it about?"),
        widget=forms.Textarea(
            attrs=_input(rows="3", placeholder=_("A night in a lighthouse before the storm"))
        ),
    )


class InviteForm(forms.Form):
    """Whom to let in, as what."""

    email = forms.EmailField(
        max_length=254,
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs=_input(autocomplete="off", placeholder="name@example.com")),
    )
    role = forms.ChoiceField(choices=SHARED_ROLES, label=_("Role"), widget=forms.Select(attrs=_input()))


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=SHARED_ROLES)


class PlaceForm(forms.Form):
    """Own videos to put into a project: `videos`, as often as there are some."""

    def clean(self) -> dict[str, Any]:
        ids = self.data.getlist("videos")  # type: ignore[attr-defined] # of a request
        if not ids:
            raise forms.ValidationError(_("Choose at least one video."), code="required")
        if len(ids) > MOST_AT_ONCE:
            message = _("Add at most %(most)d videos at once.") % {"most": MOST_AT_ONCE}
            raise forms.ValidationError(message, code="too_many")
        try:
            return {"videos": [uuid.UUID(each) for each in ids]}
        except ValueError:
            raise forms.ValidationError(_("There is no such video."), code="invalid") from None


class MemberForm(forms.Form):
    user = forms.UUIDField()


def _in_two_weeks() -> date:
    return timezone.now().date() + timedelta(days=14)


class ReviewForm(forms.Form):
    """What guests are to see, and until when."""

    video = forms.UUIDField(required=False, label=_("Film"), widget=forms.Select(attrs=_input()))
    expires_at = forms.DateField(
        label=_("Until"),
        help_text=_("The whole of that day."),
        initial=_in_two_weeks,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=_input(type="date")),
    )
    name = forms.CharField(
        max_length=100,
        required=False,
        label=_("For whom"),
        widget=forms.TextInput(attrs=_input(autocomplete="off")),
    )
    password = forms.CharField(
        max_length=128,
        required=False,
        strip=False,
        label=_("Password"),
        widget=forms.PasswordInput(attrs=_input(autocomplete="new-password")),
    )
    allow_comments = forms.BooleanField(required=False, initial=True, label=_("Guests may comment"))
    allow_download = forms.BooleanField(required=False, label=_("Guests may download the film"))

    def __init__(self, *args: Any, films: list[tuple[Any, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["video"].widget.choices = films


class ReviewPasswordForm(forms.Form):
    password = forms.CharField(
        max_length=128,
        strip=False,
        label=_("Password"),
        widget=forms.PasswordInput(attrs=_input(autocomplete="off", autofocus="autofocus")),
    )


class NewTemplateForm(forms.Form):
    """What a template is called, and the clips whose file is chosen when it is used."""

    name = forms.CharField(
        max_length=100, label=_("Name"), widget=forms.TextInput(attrs=_input(autocomplete="off"))
    )
    description = forms.CharField(
        max_length=500,
        required=False,
        label=_("Description"),
        widget=forms.Textarea(attrs=_input(rows="2")),
    )
    slots = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple(), label=_("Files to be chosen each time")
    )

    def __init__(self, *args: Any, clips: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["slots"].choices = clips  # type: ignore[attr-defined] # of a choice


class UseTemplateForm(forms.Form):
    """The fields of a template, as `values.<name>`; files are chosen of `videos`, by kind."""

    name = forms.CharField(
        max_length=100,
        label=_("Name of the new project"),
        widget=forms.TextInput(attrs=_input(autocomplete="off")),
    )

    def __init__(
        self, *args: Any, fields: list[Any], videos: dict[str, list[tuple[str, str]]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for field in fields:
            if field.kind in videos:
                nothing = ("", _("As in the template") if field.default else _("Choose…"))
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

    aspects = forms.MultipleChoiceField(
        required=False, label=_("Shapes"), widget=forms.CheckboxSelectMultiple()
    )
    languages = forms.MultipleChoiceField(
        required=False, label=_("Languages"), widget=forms.CheckboxSelectMultiple()
    )
    lengths = forms.TypedMultipleChoiceField(
        required=False, label=_("Lengths"), coerce=float, widget=forms.CheckboxSelectMultiple()
    )
    key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, choices: dict[str, list[tuple[Any, str]]], **options: Any) -> None:
        super().__init__(*args, **options)
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined] # of a choice
