"""What an FCPXML names before its timeline: formats, files and effects, each once."""

from fractions import Fraction
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement  # nosec B405 - writes only

from projects.interchange.fcpxml_times import at_frame, told
from projects.interchange.media import Media
from projects.timeline.schema import Timeline

# As Final Cut calls its own; uids of effects that come with it.
CROSS_DISSOLVE = ("Cross Dissolve", "FxPlug:4731E73A-8DAC-4113-9A30-AE85B1761265")
CROSSFADE = ("Audio Crossfade", "FFAudioTransition")
BASIC_TITLE = (
    "Basic Title",
    ".../Titles.localized/Bumper:Opener.localized/Basic Title.localized/Basic Title.moti",
)
STILL_FORMAT = "FFVideoFormatRateUndefined"
COLOUR_SPACE = "1-1-1 (Rec. 709)"


class Resources:
    """Gives ids for what is used, and keeps the elements that say what they are."""

    def __init__(self, parent: Element) -> None:
        self.parent = parent
        self.ids: dict[object, str] = {}

    def _made(self, key: object, kind: str, **attributes: str) -> Element | None:
        """A new resource; None when it is there already."""
        if key in self.ids:
            return None
        self.ids[key] = f"r{len(self.ids) + 1}"
        return SubElement(self.parent, kind, {"id": self.ids[key], **attributes})

    def sequence(self, timeline: Timeline, rate: Fraction) -> str:
        return self.format(timeline.width, timeline.height, rate)

    def format(self, width: int, height: int, rate: Fraction | None) -> str:
        """The id of a size and rate; without a rate of still pictures."""
        key = ("format", width, height, rate)
        if rate is None:
            self._made(key, "format", name=STILL_FORMAT, width=str(width), height=str(height))
        else:
            self._made(
                key,
                "format",
                frameDuration=at_frame(1, rate),
                width=str(width),
                height=str(height),
                colorSpace=COLOUR_SPACE,
            )
        return self.ids[key]

    def effect(self, effect: tuple[str, str]) -> str:
        self._made(effect, "effect", name=effect[0], uid=effect[1])
        return self.ids[effect]

    def asset(self, media: Media) -> str:
        """The id of a file; its format stands before it."""
        key = media.video_id
        if key in self.ids:
            return self.ids[key]
        facts = {"name": media.title, "start": "0s", "duration": _length(media)}
        if media.has_picture:
            facts |= {"hasVideo": "1", "format": self.format(media.width, media.height, media.rate)}
            facts |= {"videoSources": "1"}
        if media.has_sound:
            facts |= {"hasAudio": "1", "audioSources": "1", "audioChannels": str(media.channels)}
            facts |= {"audioRate": str(media.sample_rate)} if media.sample_rate else {}
        asset = self._made(key, "asset", **facts)
        if asset is not None:
            # Relative to the document, so that a package can lie anywhere.
            SubElement(asset, "media-rep", kind="original-media", src=f"./{quote(media.path)}")
        return self.ids[key]


def _length(media: Media) -> str:
    if media.is_still:
        return "0s"
    if media.rate is None:
        return told(Fraction(str(media.duration)).limit_denominator(media.sample_rate or 1000))
    return at_frame(max(int(Fraction(str(media.duration)) * media.rate + Fraction(1, 2)), 1), media.rate)
