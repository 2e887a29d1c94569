"""Answers that let somebody have a stored file: by our own sender, by nginx, or by a signed address of S3."""

from django.core.files.storage import default_storage
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header

from videos import files
from videos.streaming import PREFIX


def deliver(*, key: str, filename: str, as_attachment: bool, etag: str) -> HttpResponse:
    """The answer for one file of the storage. The caller has checked that the asking user may have it."""
    try:
        default_storage.path(key)
    except NotImplementedError:
        return HttpResponseRedirect(default_storage.url(key))
    response = HttpResponse(content_type=files.content_type(key))
    response.headers["X-Accel-Redirect"] = f"{PREFIX}{key}"
    response.headers["ETag"] = f'"{etag}"'
    response.headers["Cache-Control"] = "private, max-age=3600"
    disposition = content_disposition_header(as_attachment, filename)
    if disposition:
        response.headers["Content-Disposition"] = disposition
    return response
