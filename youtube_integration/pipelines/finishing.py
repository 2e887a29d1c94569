"""What a film gets when YouTube has it: its thumbnail, captions and playlist, each at most once.

What YouTube refuses here does not undo the publication: it is said in its notes.
"""

from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

from accounts.models import User
from ai.models import Transcript
from ai.services.transcripts import formats, reading
from jobs.failpoints import failpoint
from jobs.work import JobFailed, Run
from videos import files, pictures
from videos.media.images import small_image_command
from videos.models import Video
from videos.pipelines.steps import ffmpeg
from youtube_integration.client import data
from youtube_integration.client.errors import GoogleError, Kind
from youtube_integration.client.wire import Google
from youtube_integration.models import Publication
from youtube_integration.pipelines.sending import patiently, save
from youtube_integration.services import publishing

THUMBNAIL_WIDTHS = (1280, 640)
LARGEST_THUMBNAIL = 2 * 1024 * 1024
STEPS_FROM, STEPS_EACH = 90.0, 3.0  # percent of the bar


class Unmakeable(Exception):
    """A part of the publication cannot be made. The message is for the person."""


def finish(run: Run, row: Publication, google: Google) -> None:
    """Does what is not done yet. Raises GoogleError only while YouTube is away."""
    steps: tuple[tuple[str, bool, Callable[[Run, Publication, Google], None]], ...] = (
        (_("Thumbnail"), _wants_thumbnail(row), _thumbnail),
        (_("Captions"), bool(row.captions_language and not row.captions_id), _captions),
        (_("Playlist"), bool(row.playlist_id and not row.playlist_item_id), _playlist),
    )
    for number, (name, is_wanted, step) in enumerate(steps):
        run.progress(STEPS_FROM + STEPS_EACH * number, name)
        if is_wanted:
            _do(run, row, google, name, step)


def _do(
    run: Run, row: Publication, google: Google, name: str, step: Callable[[Run, Publication, Google], None]
) -> None:
    try:
        step(run, row, google)
    except Unmakeable as reason:
        _note(run, row, f"{name}: {reason}")
    except GoogleError as refusal:
        if refusal.kind is Kind.LATER:
            raise
        _note(run, row, f"{name}: {refusal}")


def _note(run: Run, row: Publication, words: str) -> None:
    if words not in row.notes:
        save(run, row, notes=[*row.notes, words])
        publishing.tell(row, words)


def _wants_thumbnail(row: Publication) -> bool:
    is_wished = row.thumbnail_image_id is not None or row.thumbnail_seconds is not None
    return is_wished and not row.thumbnail_done


def _thumbnail(run: Run, row: Publication, google: Google) -> None:
    """Setting it twice is setting it once, so an interruption needs no look."""
    picture = _picture(run, row)

    def call() -> None:
        data.set_thumbnail(google, video=row.youtube_id, picture=picture, media_type="image/jpeg")

    patiently(run, call)
    failpoint("youtube-thumbnail-set")
    save(run, row, thumbnail_done=True)
    publishing.tell(row, _("Thumbnail set."))


def _picture(run: Run, row: Publication) -> bytes:
    """A JPEG of at most two megabytes."""
    for width in THUMBNAIL_WIDTHS:
        content = _frame(run, row, width) if row.thumbnail_image_id is None else _image(run, row, width)
        if len(content) <= LARGEST_THUMBNAIL:
            return content
    raise Unmakeable(_("The picture is larger than 2 MB even when it is made small."))


def _frame(run: Run, row: Publication, width: int) -> bytes:
    if row.video is None or row.thumbnail_seconds is None:
        raise Unmakeable(_("The film was deleted here before its picture was made."))
    # The last picture of a film begins a little before its end.
    at = min(row.thumbnail_seconds, max(row.video.duration - 0.1, 0.0))
    try:
        key = pictures.frame_key(video=row.video, recipe=[], timestamp=at, width=width)
    except pictures.NoPicture as failure:
        raise Unmakeable(str(failure)) from failure
    return files.fetch(key=key, folder=run.folder, name=f"frame-{width}.jpg").read_bytes()


def _image(run: Run, row: Publication, width: int) -> bytes:
    image = Video.objects.for_user(row.user).filter(pk=row.thumbnail_image_id or row.pk).first()
    if image is None:
        raise Unmakeable(_("The picture was deleted."))
    source = files.fetch(key=image.file, folder=run.folder, name="picture.bin")
    folder = run.folder / f"thumbnail-{width}"
    folder.mkdir(exist_ok=True)
    command = small_image_command(image.media_info, source=source, folder=folder, width=width)
    try:
        ffmpeg(run, command, stage=_("Thumbnail"), until=0)
    except JobFailed as failure:
        raise Unmakeable(failure.message) from failure
    return Path(command.output).read_bytes()


def _captions(run: Run, row: Publication, google: Google) -> None:
    """A track that an interrupted attempt has added is found by its language."""
    transcript = _transcript(row)
    added = patiently(run, lambda: _track(google, row)) or patiently(
        run, lambda: _add_captions(google, row, transcript)
    )
    failpoint("youtube-captions-added")
    save(run, row, captions_id=added)
    publishing.tell(row, _("Captions added: %(language)s.") % {"language": row.captions_language})


def _add_captions(google: Google, row: Publication, transcript: Transcript) -> str:
    try:
        return data.add_captions(
            google,
            video=row.youtube_id,
            language=row.captions_language,
            name="",
            text=formats.as_srt(transcript),
        )
    except GoogleError as refusal:
        # The answer to our own track was lost on the way.
        if refusal.reason == "captionExists" and (there := _track(google, row)):
            return there
        raise


def _track(google: Google, row: Publication) -> str:
    tracks = data.captions(google, video=row.youtube_id)
    ours = (each for each in tracks if each["snippet"].get("language") == row.captions_language)
    return str(next((each["id"] for each in ours), ""))


def _transcript(row: Publication) -> Transcript:
    owner: User = row.user
    if row.video is None:
        raise Unmakeable(_("The film was deleted here before its captions were made."))
    try:
        return reading.wanted(user=owner, video_id=row.video.pk, language=row.captions_language)
    except Transcript.DoesNotExist:
        raise Unmakeable(_("The film has no transcript in this language.")) from None


def _playlist(run: Run, row: Publication, google: Google) -> None:
    """An entry that an interrupted attempt has made is found in the playlist."""
    asked = {"playlist": row.playlist_id, "video": row.youtube_id}

    def put() -> str:
        return data.playlist_item(google, **asked) or data.add_to_playlist(google, **asked)

    entry = patiently(run, put)
    failpoint("youtube-playlist-added")
    save(run, row, playlist_item_id=entry)
    publishing.tell(row, _("Put into the playlist."))
