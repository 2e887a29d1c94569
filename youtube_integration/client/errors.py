"""What Google refuses, in words that people can act on.

The bodies are Google's: `{"error": {"code", "message", "errors": [{"reason", "domain", "message"}]}}`, their
reasons those of https://developers.google.com/youtube/v3/docs/errors and of each method's page.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import httpx


class Kind(Enum):
    """What can be done about a refusal."""

    NEVER = "never"  # the same request will be refused again
    LATER = "later"  # Google is away or busy
    RECONNECT = "reconnect"  # the person must go to Google once more


class GoogleError(Exception):
    """Google did not do what it was asked. `code` is ours, `reason` Google's own word."""

    def __init__(
        self, code: str, message: str, *, kind: Kind = Kind.NEVER, reason: str = "", status: int = 0
    ) -> None:
        self.code = code
        self.kind = kind
        self.reason = reason
        self.status = status
        super().__init__(message)

    @property
    def http_status(self) -> int:
        """How our own API says it, when somebody waits for the answer."""
        if self.kind is Kind.RECONNECT:
            return 409
        return 503 if self.kind is Kind.LATER else 422


class Gone(GoogleError):
    """What was asked for is not there (any more): 404 or 410."""

    @property
    def http_status(self) -> int:
        return 404


class NeedsReconnect(GoogleError):
    """Google takes the refresh token no more: the person withdrew it, or it ended."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(
            "needs_reconnect",
            "Google no longer lets us use this channel. Connect it again.",
            kind=Kind.RECONNECT,
            reason=reason,
            status=400,
        )


@dataclass(frozen=True)
class Meaning:
    """What one of Google's reasons means to a person."""

    code: str
    message: str
    kind: Kind = Kind.NEVER


REFUSED = "YouTube refused this"
TRY_LATER = Meaning("youtube_unavailable", "YouTube cannot be reached now. Try again later.", Kind.LATER)
NO_RIGHT = Meaning(
    "youtube_forbidden", "This channel's account may not do this on YouTube; look at it in YouTube Studio."
)
QUOTA = Meaning(
    "youtube_quota",
    "This platform has used up its daily quota at Google. It starts again at midnight in California.",
)
MEANINGS: dict[str, Meaning] = {
    "quotaExceeded": QUOTA,
    "dailyLimitExceeded": QUOTA,
    "rateLimitExceeded": TRY_LATER,
    "userRateLimitExceeded": TRY_LATER,
    "backendError": TRY_LATER,
    "internalError": TRY_LATER,
    "uploadLimitExceeded": Meaning(
        "youtube_upload_limit",
        "YouTube lets this channel upload no more films today. Try again tomorrow, or verify the channel.",
    ),
    "youtubeSignupRequired": Meaning(
        "youtube_no_channel", "This Google account has no YouTube channel yet. Make one on YouTube first."
    ),
    "authenticatedUserAccountClosed": Meaning("youtube_closed", "This YouTube account is closed."),
    "authenticatedUserAccountSuspended": Meaning("youtube_closed", "This YouTube account is suspended."),
    "accountDelegationForbidden": NO_RIGHT,
    "forbidden": NO_RIGHT,
    "forbiddenPrivacySetting": Meaning(
        "youtube_privacy", "YouTube does not let this channel use that privacy setting."
    ),
    "forbiddenLicenseSetting": NO_RIGHT,
    "insufficientPermissions": Meaning(
        "youtube_permission",
        "The channel was connected without the right to do this. Connect it again and grant it.",
        Kind.RECONNECT,
    ),
    "invalidTitle": Meaning("youtube_title", "YouTube does not take this title."),
    "invalidDescription": Meaning("youtube_description", "YouTube does not take this description."),
    "invalidTags": Meaning("youtube_tags", "YouTube does not take these tags."),
    "invalidCategoryId": Meaning("youtube_category", "YouTube does not take this category."),
    "invalidPublishAt": Meaning("youtube_publish_at", "YouTube does not take this time of publication."),
    "mediaBodyRequired": Meaning("youtube_no_film", "YouTube found no film in the upload."),
    "invalidImage": Meaning("youtube_thumbnail", "YouTube does not take this picture as a thumbnail."),
    "mediaTooLarge": Meaning("youtube_thumbnail", "This picture is too large for a thumbnail."),
    "captionExists": Meaning("youtube_captions_exist", "The film already has captions in this language."),
    "playlistNotFound": Meaning("youtube_no_playlist", "This playlist is not on the channel any more."),
    "playlistContainsMaximumNumberOfVideos": Meaning("youtube_playlist_full", "This playlist is full."),
    "maxPlaylistExceeded": Meaning("youtube_playlists_full", "The channel has as many playlists as it may."),
    "videoNotFound": Meaning("youtube_no_video", "This film is not on YouTube any more."),
}
LATER_STATUS = frozenset({408, 429, 500, 502, 503, 504})


def unreachable(error: Exception) -> GoogleError:
    return GoogleError(
        TRY_LATER.code, TRY_LATER.message, kind=Kind.LATER, reason=type(error).__name__, status=0
    )


def error_of(answer: httpx.Response) -> GoogleError:
    """What an answer that is no success means."""
    reason, told = _read(answer)
    meaning = MEANINGS.get(reason) or _by_status(answer.status_code, told)
    kind = Gone if answer.status_code in {404, 410} else GoogleError
    return kind(meaning.code, meaning.message, kind=meaning.kind, reason=reason, status=answer.status_code)


def _by_status(status: int, told: str) -> Meaning:
    if status in LATER_STATUS:
        return TRY_LATER
    if status == 401:
        return Meaning("needs_reconnect", str(NeedsReconnect()), Kind.RECONNECT)
    if status == 403:
        return NO_RIGHT
    return Meaning("youtube_refused", f"{REFUSED}: {told}" if told else f"{REFUSED}.")


def _read(answer: httpx.Response) -> tuple[str, str]:
    """Google's reason and its own words; both empty where the body is none of Google's."""
    try:
        body: Any = answer.json()
    except ValueError:
        return "", ""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return (str(error), str(body.get("error_description", ""))) if error else ("", "")
    details = error.get("errors") or [{}]
    return str(details[0].get("reason", "")), str(error.get("message", ""))[:200]
