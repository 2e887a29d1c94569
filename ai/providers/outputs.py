"""What a vendor gives back becomes a file of ours, measured by us."""

import base64
import binascii
import dataclasses
import mimetypes
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ai.capabilities import Call, Media, ProviderError, Stopped, Usage, Word
from ai.providers import answers
from jobs import fetching
from videos.media.engine import Limits
from videos.media.images import looks_like_image, probe_image
from videos.media.probe import MediaInfo, probe
from videos.media.said import gettext as _
from videos.media.sniff import MediaRejected

LARGEST = 2 * 1024**3  # bytes of one output


def download(
    *,
    vendor: str,
    url: str,
    path: Path,
    call: Call,
    base_url: str = "",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Copies an output into a file at once: vendors remove theirs after an hour. No larger than LARGEST.

    What a vendor names is fetched from the public internet by https only, or from the very server that
    `base_url` names: a compatible one of the operator's own may stand anywhere.
    """

    def watch(done: int, total: int | None) -> None:
        if call.should_stop():
            raise Stopped

    reach = fetching.Reach(schemes=("https",), trusted=(base_url,) if base_url else ())
    try:
        got = fetching.fetch(
            url=url,
            into=path,
            most_bytes=LARGEST,
            seconds=call.deadline,
            headers=headers,
            reach=reach,
            on_progress=watch,
        )
    except fetching.FetchFailed as failure:
        raise _lost(vendor, failure) from None
    if got.size == 0:
        raise answers.malformed(vendor, "a result")


def _lost(vendor: str, failure: fetching.FetchFailed) -> ProviderError:
    if isinstance(failure, fetching.TooLarge):
        return ProviderError("output_too_large", _("%(vendor)s gave more than 2 GB.") % {"vendor": vendor})
    if isinstance(failure, fetching.TooSlow):
        return ProviderError(
            "too_slow", _("%(vendor)s hands out the result too slowly.") % {"vendor": vendor}, permanent=False
        )
    if isinstance(failure, fetching.AddressRefused):
        message = _("%(vendor)s names an address for the result that is not fetched: %(failure)s") % {
            "vendor": vendor,
            "failure": failure,
        }
        return ProviderError("output_refused", message)
    return ProviderError(
        "output_lost", _("%(vendor)s does not hand out the result.") % {"vendor": vendor}, permanent=False
    )


def save(
    pieces: Iterable[bytes],
    *,
    vendor: str,
    path: Path,
    until: float,
    should_stop: Callable[[], bool] = lambda: False,
) -> None:
    """Writes pieces as they come; raises Stopped, or ProviderError when there are too many or none."""
    size = 0
    with path.open("wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > LARGEST:
                raise ProviderError(
                    "output_too_large", _("%(vendor)s gave more than 2 GB.") % {"vendor": vendor}
                )
            if should_stop():
                raise Stopped
            if time.monotonic() > until:
                raise ProviderError(
                    "too_slow",
                    _("%(vendor)s hands out the result too slowly.") % {"vendor": vendor},
                    permanent=False,
                )
            file.write(piece)
    if size == 0:
        raise answers.malformed(vendor, "a result")


def save_base64(text: str, *, vendor: str, path: Path) -> None:
    try:
        path.write_bytes(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        raise answers.malformed(vendor, "readable data") from None


def received(
    path: Path,
    *,
    vendor: str,
    media_type: str,
    usage: Usage,
    seed: int | None = None,
    words: tuple[Word, ...] = (),
    details: Mapping[str, Any] | None = None,
    notes: tuple[str, ...] = (),
) -> Media:
    """A result whose length and size were measured here; what is not media at all is refused."""
    info = _measured(path, vendor, media_type)
    return Media(
        path=path,
        media_type=media_type,
        usage=usage,
        duration=info.duration,
        width=info.video.width if info.video else 0,
        height=info.video.height if info.video else 0,
        seed=seed,
        words=words,
        details=details or {},
        notes=notes,
    )


def used(made: Media, **amounts: float) -> Media:
    """The same, with what was used of it, which is known only now that it is measured."""
    return dataclasses.replace(made, usage=Usage(amounts))


def family_of(path: Path, *, vendor: str) -> str:
    """The usual media type of the kind of file that this is."""
    if looks_like_image(path):
        return "image/png"
    return "video/mp4" if _measured(path, vendor, "").video else "audio/mpeg"


def _measured(path: Path, vendor: str, media_type: str) -> MediaInfo:
    try:
        if media_type.startswith("image/"):
            return probe_image(path)
        return probe(path, limits=Limits().for_results)
    except MediaRejected as rejected:
        message = _("What %(vendor)s gave cannot be opened: %(rejected)s") % {
            "vendor": vendor,
            "rejected": rejected,
        }
        raise ProviderError("output_broken", message, permanent=False) from None


def media_type_of(url: str, *, usual: str) -> str:
    """By the end of the address, when that is of the same family as what was asked for."""
    guess = mimetypes.guess_type(urlsplit(url).path)[0] or ""
    return guess if guess.split("/")[0] == usual.split("/", maxsplit=1)[0] else usual


def data_url(path: Path) -> str:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
