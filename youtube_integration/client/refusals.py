"""Why a film of YouTube's cannot be had, in words that people can act on."""

import re
from dataclasses import dataclass

from jobs.fetching.words import gettext_noop, said


@dataclass(frozen=True)
class Reason:
    """Why. `is_passing`: the same may go better later. `has_other_way`: who has the file can upload it."""

    code: str
    words: str
    is_passing: bool = False
    has_other_way: bool = False
    values: tuple[tuple[str, str], ...] = ()

    @property
    def message(self) -> str:
        """In the language that is spoken where it is read."""
        told = said(self.words, dict(self.values))
        return f"{told} {said(UPLOAD)}" if self.has_other_way else told


class Refused(Exception):
    """YouTube does not give this film, or we do not take it."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.code)

    def __str__(self) -> str:
        return self.reason.message

    @property
    def code(self) -> str:
        return self.reason.code

    @property
    def http_status(self) -> int:
        """503 for what may go better later, else 422."""
        return 503 if self.reason.is_passing else 422


UPLOAD = gettext_noop("If you have the film as a file, upload the file instead.")
SIGN_IN = Reason(
    "youtube_sign_in",
    gettext_noop("YouTube asks for sign-in before it gives this film."),
    has_other_way=True,
)
PRIVATE = Reason("youtube_private", gettext_noop("This film is private."), has_other_way=True)
GONE = Reason(
    "youtube_removed",
    gettext_noop("This film is not on YouTube (any more). Look at its link once more."),
)
AGE = Reason(
    "youtube_age",
    gettext_noop("YouTube gives this film to adults who are signed in only."),
    has_other_way=True,
)
REGION = Reason(
    "youtube_region",
    gettext_noop("YouTube does not give this film in the country of our server."),
    has_other_way=True,
)
PAID = Reason("youtube_paid", gettext_noop("This film is for members or buyers only."), has_other_way=True)
LIVE = Reason(
    "youtube_live",
    gettext_noop("This is live or has not begun. Import it when it is over and can be replayed."),
)
PROTECTED = Reason(
    "youtube_protected",
    gettext_noop("This film is protected against copying (DRM)."),
    has_other_way=True,
)
NO_RUNTIME = Reason(
    "youtube_no_runtime",
    gettext_noop(
        "YouTube gives its films to programs that run JavaScript only, and this server has none that can."
    ),
    has_other_way=True,
)
NETWORK = Reason(
    "youtube_unreachable",
    gettext_noop("YouTube cannot be reached at the moment. Try again later."),
    is_passing=True,
)
BUSY = Reason(
    "youtube_busy",
    gettext_noop("YouTube lets this server ask no more for a while. Try again later."),
    is_passing=True,
)
CHANGED = Reason(
    "youtube_changed",
    gettext_noop("YouTube answers in a way that is not understood here yet."),
    has_other_way=True,
)
SLOW = Reason("timeout", gettext_noop("The download took too long and was stopped."), has_other_way=True)

# What yt-dlp (and YouTube, whose words it passes on) says of each; the first that is found counts.
# https://github.com/yt-dlp/yt-dlp/blob/master/yt_dlp/extractor/youtube/_video.py
SAYINGS: tuple[tuple[str, Reason], ...] = (
    (r"no address of the public internet|is not started here", CHANGED),
    (r"not a bot|login required|cookies.{0,40}authentication", SIGN_IN),
    (r"confirm your age|age.restricted|inappropriate for some users|age.verif", AGE),
    (r"private video|video is private|this is a private", PRIVATE),
    (r"members.only|join this channel|requires payment|rental|purchase|premium", PAID),
    (
        r"(not|n't) (made this video )?available in your country|geo.?restrict|blocked it in your country",
        REGION,
    ),
    (r"is live|live event|premieres? in|will begin in|is upcoming|offline|live stream recording", LIVE),
    (r"drm", PROTECTED),
    (r"too many requests|http error 429|rate.?limit|temporarily blocked|try again later", BUSY),
    (
        r"removed|deleted|terminated|unavailable|not available|does not exist|no longer|http error 4(04|10)",
        GONE,
    ),
    (
        r"timed? ?out|connection|resolve|unreachable|ssl|http error 5\d\d|incompleteread|network|bytes read",
        NETWORK,
    ),
    (r"please sign in|sign in", SIGN_IN),
)

# What becomes of a film whose addresses were not unlocked by YouTube's JavaScript.
FORMATLESS = re.compile(r"requested format is not|no video formats|only images are|http error 403")


def reason_of(saying: str, *, has_runtime: bool) -> Reason:
    """What a complaint of yt-dlp's means to a person."""
    said = saying.casefold()
    if FORMATLESS.search(said):
        return CHANGED if has_runtime else NO_RUNTIME
    return next((reason for pattern, reason in SAYINGS if re.search(pattern, said)), CHANGED)
