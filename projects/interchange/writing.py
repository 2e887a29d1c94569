"""A timeline in the format that is asked for."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from projects.interchange.captions import WRITERS, to_captions
from projects.interchange.edl_writing import to_edls
from projects.interchange.fcpxml import to_fcpxml
from projects.interchange.media import Shelf
from projects.interchange.otio_writing import to_otio
from projects.timeline.schema import Timeline

# By format: the file's extension and type.
TYPES = {
    "otio": "application/json",
    "fcpxml": "application/xml",
    "edl": "text/plain; charset=utf-8",
    "srt": "application/x-subrip; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
}
WITH_MEDIA = ("otio", "fcpxml", "edl")
DOCUMENTS: dict[str, Callable[..., str]] = {"otio": to_otio, "fcpxml": to_fcpxml}


@dataclass(frozen=True)
class Document:
    """A file of a timeline: its name's ending, its type, and what is in it."""

    suffix: str
    content_type: str
    content: bytes


def write(timeline: Timeline, *, form: str, name: str, media: Shelf) -> list[Document]:
    """The files that the format needs: one, but for an EDL of several tracks. Raises Unwritable."""
    if form in WRITERS:
        texts = {f".{form}": to_captions(timeline, form=form)}
    elif form == "edl":
        lists = to_edls(timeline, name=name, media=media)
        texts = {f".{label}.edl" if len(lists) > 1 else ".edl": text for label, text in lists.items()}
        texts = texts or {".edl": f"TITLE: {name[:70]}\nFCM: NON-DROP FRAME\n"}
    else:
        texts = {f".{form}": DOCUMENTS[form](timeline, name=name, media=media)}
    return [Document(suffix, TYPES[form], text.encode()) for suffix, text in texts.items()]


def together(documents: list[Document], *, stem: str) -> Document:
    """Several files as one."""
    if len(documents) == 1:
        return documents[0]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in documents:
            archive.writestr(f"{stem}{each.suffix}", each.content)
    return Document(".zip", "application/zip", packed.getvalue())
