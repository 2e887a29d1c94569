"""What Google refuses, in words that people can act on.

The bodies are Google's: `{"error": {"code", "message", "errors": [{"reason", "domain", "message"}]}}`, their
reasons those of https://developers.google.com/youtube/v3/docs/errors and of each method's page.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import httpx

from jobs.fetching.words import gettext_noop, said


class Kind(Enum):
    """What can be done about a refusal."""

    NEVER = "never"  # the same request will be refused again
    LATER = "later"  # Google is away or busy
    RECONNECT = "reconnect"  # the person must go to Google once more


class GoogleError(Exception):
    """Google did not do what it was asked. `code` is ours, `reason` Google's own word."""

    def __init__(
        self,
        code: str,
        words: str,
        *,
        kind: Kind = Kind.NEVER,
        reason: str = "",
        status: int = 0,
        **values: str,
    ) -> None:
        self.code = code
        self.words, self.values = words, values
        self.kind = kind
        self.reason = reason
        self.status = status
        super().__init__(words)

    def __str__(self) -> str:
        return said(self.words, self.values)

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
            gettext_noop("Google no longer lets us use this channel. Connect it again."),
            kind=Kind.RECONNECT,
            reason=reason,
            status=400,
        )


@dataclass(frozen=True)
class Meaning:
    """What one of Google's reasons means to a person."""

    code: str
    words: str
    kind: Kind = Kind.NEVER
    told: str = ""  # Google's own words, where these name them


TRY_LATER = Meaning(
    "youtube_unavailable", gettext_noop("YouTube cannot be reached now. Try again later."), Kind.LATER
)
NO_RIGHT = Meaning(
    "youtube_forbidden",
    gettext_noop("This channel's account may not do this on YouTube; look at it in YouTube Studio."),
)
QUOTA = Meaning(
    "youtube_quota",
    gettext_noop(
        "This platform has used up its daily quota at Google. It starts again at midnight in California."
    ),
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
        gettext_noop(
            "YouTube lets this channel upload no more films today. Try again tomorrow, or verify the channel."
        ),
    ),
    "youtubeSignupRequired": Meaning(
        "youtube_no_channel",
        gettext_noop("This Google account has no YouTube channel yet. Make one on YouTube first."),
    ),
    "authenticatedUserAccountClosed": Meaning(
        "youtube_closed", gettext_noop("This YouTube account is closed.")
    ),
    "authenticatedUserAccountSuspended": Meaning(
        "youtube_closed", gettext_noop("This YouTube account is suspended.")
    ),
    "accountDelegationForbidden": NO_RIGHT,
    "forbidden": NO_RIGHT,
    "forbiddenPrivacySetting": Meaning(
        "youtube_privacy", gettext_noop("YouTube does not let this channel use that privacy setting.")
    ),
    "forbiddenLicenseSetting": NO_RIGHT,
    "insufficientPermissions": Meaning(
        "youtube_permission",
        gettext_noop(
            "The channel was connected without the right to do this. Connect it again and grant it."
        ),
        Kind.RECONNECT,
    ),
    "invalidTitle": Meaning("youtube_title", gettext_noop("YouTube does not take this title.")),
    "invalidDescription": Meaning(
        "youtube_description", gettext_noop("YouTube does not take this description.")
    ),
    "invalidTags": Meaning("youtube_tags", gettext_noop("YouTube does not take these tags.")),
    "invalidCategoryId": Meaning("youtube_category", gettext_noop("YouTube does not take this category.")),
    "invalidPublishAt": Meaning(
        "youtube_publish_at", gettext_noop("YouTube does not take this time of publication.")
    ),
    "mediaBodyRequired": Meaning("youtube_no_film", gettext_noop("YouTube found no film in the upload.")),
    "invalidImage": Meaning(
        "youtube_thumbnail", gettext_noop("YouTube does not take this picture as a thumbnail.")
    ),
    "mediaTooLarge": Meaning("youtube_thumbnail", gettext_noop("This picture is too large for a thumbnail.")),
    "captionExists": Meaning(
        "youtube_captions_exist", gettext_noop("The film already has captions in this language.")
    ),
    "playlistNotFound": Meaning(
        "youtube_no_playlist", gettext_noop("This playlist is not on the channel any more.")
    ),
    "playlistContainsMaximumNumberOfVideos": Meaning(
        "youtube_playlist_full", gettext_noop("This playlist is full.")
    ),
    "maxPlaylistExceeded": Meaning(
        "youtube_playlists_full", gettext_noop("The channel has as many playlists as it may.")
    ),
    "videoNotFound": Meaning("youtube_no_video", gettext_noop("This film is not on YouTube any more.")),
}
LATER_STATUS = frozenset({408, 429, 500, 502, 503, 504})


def unreachable(error: Exception) -> GoogleError:
    return GoogleError(
        TRY_LATER.code, TRY_LATER.words, kind=Kind.LATER, reason=type(error).__name__, status=0
    )


def error_of(answer: httpx.Response) -> GoogleError:
    """What an answer that is no success means."""
    reason, told = _read(answer)
    meaning = MEANINGS.get(reason) or _by_status(answer.status_code, told)
    kind = Gone if answer.status_code in {404, 410} else GoogleError
    more = {"told": meaning.told} if meaning.told else {}
    return kind(
        meaning.code, meaning.words, kind=meaning.kind, reason=reason, status=answer.status_code, **more
    )


def _by_status(status: int, told: str) -> Meaning:
    if status in LATER_STATUS:
        return TRY_LATER
    if status == 401:
        return Meaning("needs_reconnect", NeedsReconnect().words, Kind.RECONNECT)
    if status == 403:
        return NO_RIGHT
    if told:
        return Meaning("youtube_refused", gettext_noop("YouTube refused this: %(told)s"), told=told)
    return Meaning("youtube_refused", gettext_noop("YouTube refused this."))


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
