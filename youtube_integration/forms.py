"""The forms of YouTube's pages. They check shapes; what is allowed is said by the services."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from videos.models import Rights
from youtube_integration.models import Publication
from youtube_integration.services.importing import Wish as ImportWish
from youtube_integration.services.wishes import CATEGORIES, LONGEST_TITLE, Wish

T = TypeVar("T")
Choices = Sequence[tuple[str, str]]
NOW, AT, PUBLIC_AT = "now", "at", "public_at"
WHEN = (
    (NOW, _("Upload now")),
    (AT, _("Upload at a later time")),
    (PUBLIC_AT, _("Upload now as private, and have YouTube make it public later")),
)
KIDS = (("no", _("No, it is not made for kids")), ("yes", _("Yes, it is made for kids")))
BY_YOUTUBE, MOMENT, PICTURE = "auto", "moment", "picture"
LONGEST_ZONE = 64


def _input(**more: object) -> dict[str, object]:
    return {"class": "input", **more}


def _moment() -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs=_input(type="datetime-local"), format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(required=False, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


class ImportForm(forms.Form):
    """A link to YouTube, and the word that the film may be used."""

    url = forms.CharField(
        max_length=2000,
        label=_("Link to a film on YouTube"),
        widget=forms.URLInput(
            attrs=_input(placeholder="https://www.youtube.com/watch?v=…", autocomplete="off")
        ),
    )
    transcribe = forms.BooleanField(required=False, initial=True, label=_("Write down what is said"))
    summarize = forms.BooleanField(required=False, initial=True, label=_("Sum it up"))
    rights = forms.BooleanField(
        label=_("I have the right to use this film: it is mine, or its licence or owner allows it."),
        error_messages={
            "required": _("Say that you have the right to use this film; without that it stays there.")
        },
    )

    @property
    def wish(self) -> ImportWish:
        told = {name: value for name, value in self.cleaned_data.items() if name != "rights"}
        return ImportWish(**told)


class RightsForm(forms.Form):
    """Whose a file from outside is, and whether the people in it agreed."""

    basis = forms.ChoiceField(
        required=False,
        label=_("You may publish it because"),
        widget=forms.Select(attrs=_input()),
        choices=(
            ("", _("Not said")),
            (Rights.Basis.OWN, _("It is my own")),
            (Rights.Basis.LICENSED, _("I have a licence")),
            (Rights.Basis.OPEN_LICENCE, _("Its licence is open (Creative Commons)")),
            (Rights.Basis.PUBLIC_DOMAIN, _("It is in the public domain")),
        ),
    )
    consent = forms.ChoiceField(
        required=False,
        label=_("The people in it"),
        widget=forms.Select(attrs=_input()),
        choices=(
            ("", _("Not said")),
            (Rights.Consent.GIVEN, _("They agreed")),
            (Rights.Consent.NOBODY, _("Nobody is to be recognised")),
            (Rights.Consent.NOT_NEEDED, _("Their consent is not needed")),
        ),
    )
    licence = forms.CharField(
        max_length=500,
        required=False,
        label=_("Licence"),
        widget=forms.TextInput(attrs=_input(placeholder=_("CC BY 4.0, or an address"))),
    )
    attribution = forms.CharField(
        max_length=500,
        required=False,
        label=_("Credit"),
        widget=forms.TextInput(attrs=_input(placeholder=_("Whom to name"))),
    )


class PublishForm(forms.Form):
    """What YouTube asks of an upload. Times are of the zone that the browser names."""

    title = forms.CharField(
        label=_("Title"),
        max_length=1000,
        widget=forms.TextInput(attrs=_input(autocomplete="off", **{"data-most": str(LONGEST_TITLE)})),
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=20_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs=_input(rows="7")),
    )
    tags = forms.CharField(
        label=_("Tags"),
        max_length=2000,
        required=False,
        help_text=_("Separated by commas."),
        widget=forms.TextInput(attrs=_input(autocomplete="off")),
    )
    chapters = forms.BooleanField(required=False, label=_("Add the film's chapters to the description"))
    category_id = forms.ChoiceField(
        choices=list(CATEGORIES.items()),
        initial="22",
        label=_("Category"),
        widget=forms.Select(attrs=_input()),
    )
    privacy = forms.ChoiceField(
        label=_("Privacy"),
        choices=Publication.Privacy.choices,
        initial="private",
        widget=forms.Select(attrs=_input()),
    )
    made_for_kids = forms.ChoiceField(
        choices=KIDS, initial="no", label=_("Made for kids"), widget=forms.RadioSelect
    )
    notify_subscribers = forms.BooleanField(
        required=False, initial=True, label=_("Tell the channel's subscribers")
    )
    channel_ids = forms.MultipleChoiceField(
        label=_("Channel"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the channel to publish on.")},
    )
    playlist_id = forms.CharField(max_length=64, required=False, label=_("Playlist"))
    captions = forms.ChoiceField(label=_("Captions"), required=False, widget=forms.Select(attrs=_input()))
    thumbnail = forms.CharField(max_length=80, required=False, initial=BY_YOUTUBE)
    when = forms.ChoiceField(label=_("When"), choices=WHEN, initial=NOW, widget=forms.RadioSelect)
    at = _moment()
    repeats = forms.ChoiceField(
        label=_("Repeats"),
        choices=(("never", _("Once")), ("daily", _("Every day")), ("weekly", _("Every week"))),
        initial="never",
        required=False,
        widget=forms.Select(attrs=_input()),
    )
    repeats_until = _moment()
    zone = forms.CharField(max_length=LONGEST_ZONE, required=False, widget=forms.HiddenInput)
    confirmed = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, channels: Choices, captions: Choices, findings: Choices, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._offer("channel_ids", channels)
        self._offer("captions", [("", str(_("None"))), *captions])
        self._offer("confirmed", findings)

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("when") != NOW and not told.get("at") and "at" not in self.errors:
            self.add_error("at", _("Say when."))
        zone = self._zone(str(told.get("zone", "")))
        for name in ("at", "repeats_until"):
            if moment := told.get(name):
                told[name] = datetime.replace(moment, tzinfo=zone).astimezone(UTC)
        try:
            told["picture"] = _picture(str(told.get("thumbnail", "")))
        except ValueError:
            self.add_error("thumbnail", _("Choose a picture."))
        return told

    def _zone(self, name: str) -> tzinfo:
        try:
            return ZoneInfo(name) if name else UTC
        except (ValueError, OSError, KeyError):
            self.add_error("at", _("The browser's time zone is not known here; give the time in UTC."))
            return UTC

    def wish(self, *, video_id: uuid.UUID) -> Wish:
        """What was filled in, once it is valid."""
        told = self.cleaned_data
        names = (
            "title",
            "description",
            "category_id",
            "notify_subscribers",
            "playlist_id",
            "captions",
            "chapters",
        )
        return Wish(
            video_id=video_id,
            channel_ids=tuple(uuid.UUID(each) for each in told["channel_ids"]),
            tags=tuple(tag.strip() for tag in told["tags"].split(",") if tag.strip()),
            made_for_kids=told["made_for_kids"] == "yes",
            confirmed=tuple(told["confirmed"]),
            **{name: told[name] for name in names},
            **self._times(told),
            **told["picture"],
        )

    @staticmethod
    def _times(told: dict[str, Any]) -> dict[str, Any]:
        if told["when"] == PUBLIC_AT:
            return {"publish_at": told["at"], "privacy": Publication.Privacy.PRIVATE.value}
        if told["when"] == AT:
            repeats = told["repeats"] or Publication.Repeats.NEVER.value
            until = None if repeats == Publication.Repeats.NEVER else told["repeats_until"]
            times = {"scheduled_for": told["at"], "repeats": repeats, "repeats_until": until}
            return {**times, "privacy": told["privacy"]}
        return {"privacy": told["privacy"]}


def _picture(chosen: str) -> dict[str, Any]:
    """The fields of a wish for `auto`, `moment:<seconds>` or `picture:<id>`; ValueError for anything else."""
    kind, _, value = chosen.partition(":")
    match kind:
        case "" | "auto":
            return {}
        case "moment":
            return {"thumbnail_seconds": float(value)}
        case "picture":
            return {"thumbnail_image_id": uuid.UUID(value)}
    raise ValueError(chosen)


# The services' names for what a page asks in another way.
PLACES = {"publish_at": "at", "scheduled_for": "at", "channel_id": "channel_ids"}


def tried(form: forms.Form, ask: Callable[[], T]) -> T | None:
    """What a service answers; None, with its words at the form's fields, when it refuses the input."""
    try:
        return ask()
    except ValidationError as refused:
        fields = refused.error_dict if hasattr(refused, "error_dict") else {None: refused.error_list}
        for name, errors in fields.items():
            place = PLACES.get(name or "", name)
            form.add_error(place if place in form.fields else None, errors)
    return None
