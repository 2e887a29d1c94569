"""Why a film of YouTube's cannot be had, in words that people can act on."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why. `is_passing`: the same may go better later."""

    code: str
    message: str
    is_passing: bool = False


class Refused(Exception):
    """YouTube does not give this film, or we do not take it."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.message)

    @property
    def code(self) -> str:
        return self.reason.code

    @property
    def http_status(self) -> int:
        """503 for what may go better later, else 422."""
        return 503 if self.reason.is_passing else 422


UPLOAD = "If you have the film as a file, upload the file instead."
SIGN_IN = Reason("youtube_sign_in", f"YouTube asks for sign-in before it gives this film. {UPLOAD}")
PRIVATE = Reason("youtube_private", f"This film is private. {UPLOAD}")
GONE = Reason("youtube_removed", "This film is not on YouTube (any more). Look at its link once more.")
AGE = Reason("youtube_age", f"YouTube gives this film to adults who are signed in only. {UPLOAD}")
REGION = Reason("youtube_region", f"YouTube does not give this film in the country of our server. {UPLOAD}")
PAID = Reason("youtube_paid", f"This film is for members or buyers only. {UPLOAD}")
LIVE = Reason("youtube_live", "This is live or has not begun. Import it when it is over and can be replayed.")
PROTECTED = Reason("youtube_protected", f"This film is protected against copying (DRM). {UPLOAD}")
NO_RUNTIME = Reason(
    "youtube_no_runtime",
    "YouTube gives its films to programs that run JavaScript only, and this server has none that can. "
    f"{UPLOAD}",
)
NETWORK = Reason(
    "youtube_unreachable", "YouTube cannot be reached at the moment. Try again later.", is_passing=True
)
BUSY = Reason(
    "youtube_busy", "YouTube lets this server ask no more for a while. Try again later.", is_passing=True
)
CHANGED = Reason("youtube_changed", f"YouTube answers in a way that is not understood here yet. {UPLOAD}")
SLOW = Reason("timeout", f"The download took too long and was stopped. {UPLOAD}")

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
