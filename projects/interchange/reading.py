"""A timeline in whatever format a file is in."""

from fractions import Fraction
from pathlib import Path, PurePath

from projects.interchange.draft import Draft
from projects.interchange.edl_reading import from_edl
from projects.interchange.guarding import LARGEST
from projects.interchange.otio_reading import from_otio
from projects.interchange.refusing import Unreadable
from projects.interchange.unpacking import Package
from projects.timeline.saying import Said as _


def read_file(path: Path, *, name: str, rate: Fraction) -> Draft:
    """A single document, known by its name's ending. Raises Unreadable."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in {".otio", ".edl"}:
        raise Unreadable(_("Give a .otio or .edl file, or a ZIP with one and its media."))
    if path.stat().st_size > LARGEST:
        raise Unreadable(_("The file may have at most %(most)s MB.", most=LARGEST // 1024**2))
    content = path.read_bytes()
    return from_otio(content) if suffix == ".otio" else from_edl(content, rate=rate)


def read_package(package: Package, *, rate: Fraction) -> Draft:
    """The timeline in a package: its OTIO, else all its EDLs, each a track over the one before."""
    if package.documents[".otio"]:
        return from_otio(package.read(package.documents[".otio"][0]))
    entries = sorted(package.documents[".edl"], key=lambda entry: entry.filename)
    drafts = [from_edl(package.read(entry), rate=rate) for entry in entries]
    layers = [layer for draft in drafts for layer in draft.layers if layer.shots]
    marks = [mark for draft in drafts for mark in draft.marks]
    notes = tuple(dict.fromkeys(note for draft in drafts for note in draft.notes))
    return Draft(layers=layers, rate=drafts[0].rate, marks=marks, notes=notes)
