"""YouTube's links in all their forms, its durations, and what its refusals mean."""

import pytest

from youtube_integration.client import refusals
from youtube_integration.client.addresses import seconds_of, video_id_of
from youtube_integration.client.refusals import Refused, reason_of

ID = "dQw4w9-gX_Q"
FORMS = f"""
https://www.youtube.com/watch?v={ID}
http://youtube.com/watch?v={ID}
youtube.com/watch?v={ID}
//www.youtube.com/watch?v={ID}
HTTPS://WWW.YOUTUBE.COM/watch?v={ID}
https://www.youtube.com./watch?v={ID}
https://www.youtube.com:443/watch?v={ID}
https://www.youtube.com/watch?v={ID}&t=1m30s
https://www.youtube.com/watch?t=90&v={ID}#comments
https://www.youtube.com/watch?v={ID}&list=PL0123456789&index=4
https://www.youtube.com/watch?list=PL0123456789&v={ID}
https://www.youtube.com/watch/{ID}
https://m.youtube.com/watch?v={ID}&feature=share
https://music.youtube.com/watch?v={ID}&si=abc
https://gaming.youtube.com/watch?v={ID}
https://youtu.be/{ID}
youtu.be/{ID}?t=43
https://youtu.be/{ID}?si=k3YpQ
https://youtu.be/{ID}&feature=youtu.be
https://www.youtu.be/{ID}
https://www.youtube.com/shorts/{ID}
https://youtube.com/shorts/{ID}?feature=share
https://www.youtube.com/live/{ID}?si=x
https://www.youtube.com/embed/{ID}?start=30&autoplay=1
https://www.youtube-nocookie.com/embed/{ID}
https://youtube.googleapis.com/v/{ID}
https://www.youtube.com/v/{ID}?version=3
https://www.youtube.com/e/{ID}
https://www.youtube.com/attribution_link?a=abc&u=%2Fwatch%3Fv%3D{ID}%26feature%3Dshare
https://www.youtube.com/redirect?q=https%3A%2F%2Fyoutu.be%2F{ID}
https://www.youtube.com/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D{ID}&format=json
  https://youtu.be/{ID}
""".strip("\n").splitlines()
REFUSED = {
    "https://www.youtube.com/playlist?list=PL0123456789": "playlist",
    "https://www.youtube.com/watch?list=PL0123456789": "playlist",
    "https://www.youtube.com/embed/videoseries?list=PL0": "playlist",
    "https://www.youtube.com/@somebody": "channel",
    "https://www.youtube.com/@somebody/videos": "channel",
    "https://www.youtube.com/channel/UC0123456789012345678901": "channel",
    "https://www.youtube.com/c/somebody": "channel",
    "https://www.youtube.com/clip/Ugkx0123456789": "clip",
    "https://www.youtube.com/": "no_video",
    "https://www.youtube.com/feed/trending": "no_video",
    "https://www.youtube.com/watch?v=short": "no_video",
    f"https://www.youtube.com/watch?v={ID}x": "no_video",
    "https://youtu.be/": "no_video",
    f"https://youtube.com.evil.example/watch?v={ID}": "not_youtube",
    f"https://notyoutube.com/watch?v={ID}": "not_youtube",
    f"https://user:word@www.youtube.com/watch?v={ID}": "not_youtube",
    f"https://www.youtube.com@evil.example/watch?v={ID}": "not_youtube",
    f"https://evil.example\\@www.youtube.com/watch?v={ID}": "not_youtube",
    f"ftp://www.youtube.com/watch?v={ID}": "not_youtube",
    f"https://www.youtube.com/redirect?q=https%3A%2F%2Fevil.example%2Fwatch%3Fv%3D{ID}": "not_youtube",
    f"https://www.youtube.com:99999/watch?v={ID}": "not_youtube",
    "https://vimeo.com/76979871": "not_youtube",
    "file:///etc/passwd": "not_youtube",
    "ytsearch:cats": "not_youtube",
    ID: "not_youtube",
    "": "not_youtube",
    "https://youtu.be/" + "a" * 3000: "not_youtube",
}
DURATIONS = {
    "PT15S": 15,
    "PT4M13S": 253,
    "PT1H2M3S": 3723,
    "PT11H": 39_600,
    "P1DT2H": 93_600,
    "P1W": 604_800,
    "PT0.5S": 0.5,
    "P0D": 0,
}
# As yt-dlp 2026.10.26 writes them, with YouTube's own words behind the id.
SAYINGS = {
    "ERROR: [youtube] x: Sign in to confirm you're not a bot. Use --cookies-from-browser": refusals.SIGN_IN,
    "ERROR: [youtube] x: Sign in to confirm your age. This video may be inappropriate": refusals.AGE,
    "ERROR: [youtube] x: Private video. Sign in if you've been granted access": refusals.PRIVATE,
    "ERROR: [youtube] x: Video unavailable. This video has been removed by the uploader": refusals.GONE,
    "ERROR: [youtube] x: This video is no longer available because the account was terminated": refusals.GONE,
    "ERROR: [youtube] x: The uploader has not made this video available in your country": refusals.REGION,
    "ERROR: [youtube] x: Join this channel to get access to members-only content": refusals.PAID,
    "ERROR: [youtube] x: This live event will begin in 3 hours.": refusals.LIVE,
    "ERROR: [youtube] x: Premieres in 12 minutes": refusals.LIVE,
    "ERROR: [youtube] x: This video is DRM protected": refusals.PROTECTED,
    "ERROR: [youtube] x: HTTP Error 429: Too Many Requests": refusals.BUSY,
    "TransportError: [Errno -2] Failed to resolve 'www.youtube.com'": refusals.NETWORK,
    "TransportError: ('The read operation timed out')": refusals.NETWORK,
    "ERROR: [youtube] x: Failed to extract any player response": refusals.CHANGED,
}


@pytest.mark.parametrize("url", FORMS)
def test_every_form_of_a_link_names_the_video(url: str) -> None:
    assert video_id_of(url) == ID


@pytest.mark.parametrize(("url", "code"), REFUSED.items())
def test_what_names_no_video_says_what_to_do(url: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        video_id_of(url)
    assert refused.value.code == code
    assert len(str(refused.value)) > 30


def test_durations_are_seconds() -> None:
    assert {word: seconds_of(word) for word in DURATIONS} == DURATIONS
    for word in ("", "P", "PT", "15", "PT15", "P1Y", "PT-5S", "1:30"):
        assert seconds_of(word) is None


@pytest.mark.parametrize(("saying", "reason"), SAYINGS.items())
def test_each_refusal_of_youtube_is_told_in_words(saying: str, reason: refusals.Reason) -> None:
    assert reason_of(saying, has_runtime=True) == reason


def test_films_without_formats_are_the_missing_runtimes_fault() -> None:
    for saying in (
        "Requested format is not available",
        "No video formats found!",
        "HTTP Error 403: Forbidden",
    ):
        assert reason_of(saying, has_runtime=False) == refusals.NO_RUNTIME
        assert reason_of(saying, has_runtime=True) == refusals.CHANGED
