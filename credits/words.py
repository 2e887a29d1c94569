"""What the platform itself calls its plans, packs and prices. The rows are staff's to edit: other words are
shown as they stand."""

from django.utils.translation import gettext, gettext_noop

DEFAULTS = (
    gettext_noop("Free"),
    gettext_noop("Creator"),
    gettext_noop("Studio"),
    gettext_noop("Unlimited"),
    gettext_noop("Everything to try it out."),
    gettext_noop("For people who publish every week."),
    gettext_noop("For teams and for much material."),
    gettext_noop("For the operator's own people; nobody sees it."),
    gettext_noop("Small pack"),
    gettext_noop("Medium pack"),
    gettext_noop("Large pack"),
    gettext_noop("Video processing"),
    gettext_noop("Edit"),
    gettext_noop("Heavy operation"),
    gettext_noop("Stream (HLS)"),
    gettext_noop("Chat"),
    gettext_noop("Looking at pictures"),
    gettext_noop("Speech to text"),
    gettext_noop("Text to speech"),
    gettext_noop("Embeddings"),
    gettext_noop("Moderation"),
    gettext_noop("Translation"),
    gettext_noop("Picture"),
    gettext_noop("Quick picture"),
    gettext_noop("Film by Seedance 1 Pro"),
    gettext_noop("Film with sound by Veo 3 Fast"),
    gettext_noop("Film by Hailuo 02"),
    gettext_noop("Film by Kling 2.1"),
    gettext_noop("Film by Wan 2.2"),
    gettext_noop("Film by a compatible server"),
    gettext_noop("Remix"),
    gettext_noop("Style transfer"),
    gettext_noop("Upscaling"),
    gettext_noop("Lip-sync"),
    gettext_noop("Music"),
    gettext_noop("Sound effect"),
    gettext_noop("Film made here"),
    gettext_noop("Picture made here"),
    gettext_noop("Music made here"),
    gettext_noop("Sound made here"),
    gettext_noop("Dubbing made here"),
    gettext_noop("Upscaling made here"),
    gettext_noop("Style made here"),
    gettext_noop("Summary"),
    gettext_noop("Summary made here"),
    gettext_noop("Highlights"),
    gettext_noop("Looking at a film's pictures"),
    gettext_noop("Looking at a film's pictures here"),
)


def translated(words: str) -> str:
    """A name or description of a row, in the language that is spoken now."""
    return gettext(words) if words else ""
