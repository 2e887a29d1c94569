"""How the library is searched, narrowed down and sorted."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypedDict
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from videos.models import Video
from videos.services.sifting import Sieve

NEWEST = "-createdAt"
SORTS = {
    NEWEST: _("Newest first"),
    "createdAt": _("Oldest first"),
    "title": _("Title, A to Z"),
    "-title": _("Title, Z to A"),
    "-duration": _("Longest first"),
    "duration": _("Shortest first"),
    "-size": _("Largest first"),
    "size": _("Smallest first"),
}
STATUSES = {"": _("Every state"), **dict(Video.Status.choices)}
KINDS = {
    "": _("Every kind"),
    "video": pgettext_lazy("kind of file", "Videos"),
    "audio": pgettext_lazy("kind of file", "Sounds"),
    "image": pgettext_lazy("kind of file", "Pictures"),
}
SOURCES = {
    "": _("From anywhere"),
    "upload": _("Uploaded"),
    "youtube": _("From YouTube"),
    "edit": _("Edited here"),
    "render": _("Rendered from a timeline"),
    "generated": _("Generated here"),
    "narration": _("Narrated here"),
}
# Seconds, from and below.
LENGTHS = {"short": (0.0, 60.0), "middle": (60.0, 600.0), "long": (600.0, None)}
LENGTH_WORDS = {
    "": _("Any length"),
    "short": _("Under a minute"),
    "middle": _("1 to 10 minutes"),
    "long": _("Over 10 minutes"),
}
DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
ADDED_WORDS = {
    "": _("Any time"),
    "day": _("In the last day"),
    "week": _("In the last week"),
    "month": _("In the last month"),
    "year": _("In the last year"),
}


class Wish(TypedDict):
    """The arguments of `library.leaf`, without the user and the page."""

    search: str
    status: str
    sieve: Sieve
    sort_by: str
    descending: bool


@dataclass(frozen=True)
class Narrowing:
    """One filter that holds something back: its field, what was chosen, and the query without it."""

    field: str
    words: str
    without: str


def _select(choices: dict[str, Any], label: Any) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "input"})
    return forms.ChoiceField(choices=list(choices.items()), required=False, label=label, widget=widget)


class LibraryForm(forms.Form):
    """What the page was asked for. A value that makes no sense counts as not given."""

    search = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.TextInput(
            attrs={
                "class": "input",
                "type": "search",
                "placeholder": _("Search your videos"),
                "aria-label": _("Search your videos"),
                "aria-keyshortcuts": "/",
                "autocomplete": "off",
            }
        ),
    )
    sort = forms.ChoiceField(
        choices=list(SORTS.items()),
        required=False,
        widget=forms.Select(attrs={"class": "input", "aria-label": _("Order")}),
    )
    kind = _select(KINDS, _("Kind"))
    source = _select(SOURCES, _("Where from"))
    length = _select(LENGTH_WORDS, _("Length"))
    added = _select(ADDED_WORDS, _("Added"))
    status = _select(STATUSES, _("State"))
    project = _select({}, _("Project"))
    ai = forms.BooleanField(required=False, label=_("Only what AI made"))
    page = forms.IntegerField(min_value=1, required=False)
    FILTERS = ("kind", "source", "length", "added", "status", "project", "ai")

    def __init__(self, data: dict[str, Any], *, projects: Iterable[tuple[uuid.UUID, str]]) -> None:
        super().__init__({"sort": NEWEST, **data})
        named = [(str(project_id), name) for project_id, name in projects]
        self.fields["project"].choices = [("", _("Every project")), *named]  # type: ignore[attr-defined]
        self.is_valid()
        self.given = {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def wish(self) -> Wish:
        sort = self.given.get("sort", NEWEST)
        return {
            "search": self.given.get("search", ""),
            "status": self.given.get("status", ""),
            "sieve": self._sieve,
            "sort_by": sort.removeprefix("-"),
            "descending": sort.startswith("-"),
        }

    @property
    def _sieve(self) -> Sieve:
        shortest, shorter_than = LENGTHS.get(self.given.get("length", ""), (0.0, None))
        days, project = DAYS.get(self.given.get("added", "")), self.given.get("project")
        return Sieve(
            media_type=self.given.get("kind", ""),
            source=self.given.get("source", ""),
            only_ai=self.given.get("ai", False),
            shortest=shortest,
            shorter_than=shorter_than,
            since=timezone.now() - timedelta(days=days) if days else None,
            project_id=uuid.UUID(project) if project else None,
        )

    @property
    def filters(self) -> list[forms.BoundField]:
        """The fields that narrow down; those of projects only where there are any."""
        chosen = [name for name in self.FILTERS if name != "ai"]
        return [self[name] for name in chosen if len(self[name].field.choices) > 1]  # type: ignore[attr-defined]

    @property
    def narrowings(self) -> list[Narrowing]:
        return [
            Narrowing(name, self._words(name), self.query(**{name: ""}))
            for name in self.FILTERS
            if name in self.given
        ]

    def _words(self, name: str) -> str:
        field = self.fields[name]
        choices = field.widget.choices if isinstance(field.widget, forms.Select) else []
        return next((str(words) for value, words in choices if value == self.given[name]), str(field.label))

    @property
    def page_number(self) -> int:
        return int(self.given.get("page", 1))

    def query(self, **changes: object) -> str:
        """The shortest query string that asks for the same; the first page unless `page` is changed."""
        wished = {**self.given, "page": 0, **changes}
        wished = {name: "on" if value is True else value for name, value in wished.items() if value}
        if wished.get("sort") == NEWEST:
            del wished["sort"]
        if wished.get("page") == 1:
            del wished["page"]
        return f"?{urlencode(wished)}" if wished else ""
