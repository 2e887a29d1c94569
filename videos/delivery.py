"""Answers that let somebody have a stored file: by our own sender, by nginx, or by a signed address of S3."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header

from videos import files
from videos.bucket import Bucket, bucket
from videos.streaming import PREFIX

PLAYLIST = "application/vnd.apple.mpegurl"
# What a browser may show in a page of ours: it plays or paints these, and runs nothing. All else is saved.
SHOWN = ("video/", "audio/", "image/jpeg", "image/png", "image/webp", "image/gif", PLAYLIST)
KEPT = 3600  # seconds that a browser may keep a file


def deliver(
    *, key: str, filename: str, as_attachment: bool, etag: str, content_type: str = "", kept: int = KEPT
) -> HttpResponse:
    """The answer for one file of the storage. The caller has checked that the asking user may have it.

    What a browser might run is an attachment whatever the caller wishes.
    """
    content_type = content_type or files.content_type(key)
    as_attachment = as_attachment or not content_type.startswith(SHOWN)
    disposition = content_disposition_header(as_attachment, filename)
    remote = bucket()
    if remote and content_type != PLAYLIST:
        return _elsewhere(remote, key, content_type, disposition or "inline", kept)
    response = _read(remote, key) if remote else HttpResponse(headers={"X-Accel-Redirect": f"{PREFIX}{key}"})
    response.headers["Content-Type"] = content_type
    response.headers["ETag"] = f'"{etag}"'
    response.headers["Cache-Control"] = f"private, max-age={kept}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if disposition:
        response.headers["Content-Disposition"] = disposition
    return response


def _elsewhere(remote: Bucket, key: str, content_type: str, disposition: str, kept: int) -> HttpResponse:
    """Leads to the bucket, which sends the bytes: by an address of its own, for a while."""
    url = remote.address(
        "get_object",
        key=key,
        ResponseContentType=content_type,
        ResponseContentDisposition=disposition,
        ResponseCacheControl=f"private, max-age={kept}",
    )
    response = HttpResponseRedirect(url)
    # Who comes back with the kept answer must find the address still good.
    response.headers["Cache-Control"] = f"private, max-age={min(kept, settings.S3_PRESIGN_SECONDS // 2)}"
    return response


def _read(remote: Bucket, key: str) -> HttpResponse:
    """The names in a playlist are relative: in a bucket they would lead to addresses without a signature."""
    try:
        return HttpResponse(remote.read(key=key))
    except FileNotFoundError:
        raise Http404 from None
