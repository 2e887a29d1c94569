"""The parts of pages: what each is for, with one template that is drawn and shown as it is written."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import get_template

PLACE = Path(settings.BASE_DIR) / "templates"


@dataclass(frozen=True)
class Part:
    """A part of pages; its template is `styleguide/parts/<name>.html`."""

    name: str
    title: str
    use: str

    @property
    def template(self) -> str:
        return f"styleguide/parts/{self.name}.html"

    @property
    def source(self) -> str:
        """The template as it is written."""
        return (PLACE / self.template).read_text(encoding="utf-8").strip()

    def drawn(self) -> str:
        return get_template(self.template).render(facts())


class Example(forms.Form):
    """A form as pages draw them, with one thing wrong."""

    title = forms.CharField(
        initial="Harbour at dawn",
        help_text="What people see first.",
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    link = forms.URLField(
        required=False, assume_scheme="https", widget=forms.URLInput(attrs={"class": "input"})
    )
    size = forms.ChoiceField(
        choices=[("720", "1280 x 720"), ("1080", "1920 x 1080")],
        widget=forms.Select(attrs={"class": "input"}),
    )


def facts() -> dict[str, Any]:
    """What the examples show; nothing of it is anybody's."""
    running = {
        "id": "example",
        "status": "processing",
        "progress": 42.0,
        "stage": "Encoding",
        "title": "Trim",
        "kind": "trim",
    }
    return {
        "running": SimpleNamespace(**running),
        "waiting": SimpleNamespace(**{**running, "id": "other", "status": "queued"}),
        "form": Example({"title": "", "link": "harbour", "size": "720"}),
        "page": Paginator(range(90), 30).page(2),
    }


PARTS = (
    Part("buttons", "Buttons", "One primary button a view. What destroys is red and asks first."),
    Part("joined", "Groups of buttons", "One choice of few is a row of segments; other ways hide in a menu."),
    Part("fields", "Fields", "The label above, what helps below, what is wrong in red and in words."),
    Part("inputs", "Other inputs", "Ticks for yes and no, sliders where no exact number counts."),
    Part("chips", "States", "A state is a word first; the colour only helps."),
    Part("progress", "Progress", "Long work has a bar, a stage and a number; of unknown length it flows."),
    Part("notices", "Notices", "What stays true until somebody does something about it."),
    Part(
        "toasts",
        "Toasts and questions",
        "What just happened, for seven seconds; what cannot be undone asks.",
    ),
    Part("panels", "Panels", "A panel is one matter with a title."),
    Part("cards", "Cards", "A film with its picture, its length, and how it is coming along."),
    Part("tables", "Tables", "Numbers stand right and under each other; wide tables scroll by themselves."),
    Part("pager", "Pages", "Long lists turn pages; the address keeps which."),
    Part("empty", "Nothing there", "Says what would be here, and the one thing to do."),
    Part("trouble", "Something failed", "Says what happened, what was kept, and what to do next."),
    Part("skeletons", "Still loading", "The room that the content will take, so that nothing jumps."),
)
