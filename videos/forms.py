from typing import TypedDict

from django import forms

from videos.models import Video

SORTS = {
    "-createdAt": "Newest first",
    "createdAt": "Oldest first",
    "title": "Title, A to Z",
    "-title": "Title, Z to A",
    "-duration": "Longest first",
    "duration": "Shortest first",
    "-size": "Largest first",
    "size": "Smallest first",
}
STATUSES = {"": "Every state", **dict(Video.Status.choices)}


class Wish(TypedDict):
    """The arguments of `library.find`, without the user."""

    search: str
    status: str
    sort_by: str
    descending: bool


class LibraryForm(forms.Form):
    """How the library is searched and sorted. A value that makes no sense counts as not given."""

    search = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.TextInput(
            attrs={
                "class": "input",
                "type": "search",
                "placeholder": "Search your videos",
                "aria-label": "Search your videos",
                "autocomplete": "off",
            }
        ),
    )
    status = forms.ChoiceField(
        choices=list(STATUSES.items()),
        required=False,
        widget=forms.Select(attrs={"class": "input", "aria-label": "State"}),
    )
    sort = forms.ChoiceField(
        choices=list(SORTS.items()),
        required=False,
        initial="-createdAt",
        widget=forms.Select(attrs={"class": "input", "aria-label": "Order"}),
    )
    page = forms.IntegerField(min_value=1, required=False)

    @property
    def wish(self) -> Wish:
        self.is_valid()
        given = self.cleaned_data
        sort = given.get("sort") or "-createdAt"
        return {
            "search": given.get("search", ""),
            "status": given.get("status", ""),
            "sort_by": sort.removeprefix("-"),
            "descending": sort.startswith("-"),
        }

    @property
    def page_number(self) -> int:
        self.is_valid()
        return self.cleaned_data.get("page") or 1
