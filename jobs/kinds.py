"""What each kind of job is called on a page, in one table; the kinds themselves belong to the apps above."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "account.export": _("Export of my data"),
    "ai.chat": _("Chat"),
    "ai.describe": _("Looking at pictures"),
    "ai.embeddings": _("Search index"),
    "ai.extend-video": _("Longer film"),
    "ai.highlights": _("Highlights"),
    "ai.image-to-video": _("Film from a picture"),
    "ai.lip-sync": _("Lip-sync"),
    "ai.moderation": _("Moderation"),
    "ai.music": _("Music"),
    "ai.narration": _("Narration"),
    "ai.remix-video": _("Remix"),
    "ai.sound-effect": _("Sound effect"),
    "ai.speech-to-text": _("Speech to text"),
    "ai.style-transfer": _("Style"),
    "ai.summary": _("Summary"),
    "ai.text-to-image": _("Picture"),
    "ai.text-to-speech": _("Voice"),
    "ai.text-to-video": _("Film from words"),
    "ai.transcribe": _("Transcript"),
    "ai.translate": _("Translation"),
    "ai.translation": _("Translation"),
    "ai.upscale": _("Upscaling"),
    "ai.verify": _("Look at the result"),
    "ai.vision": _("Looking at pictures"),
    "project.film": _("Film"),
    "project.package": _("Project to take along"),
    "project.render": _("Timeline rendered"),
    "project.render-part": _("Part of a timeline"),
    "project.script": _("Script"),
    "project.speech": _("Spoken lines"),
    "project.variants": _("Variants"),
    "video.batch": _("Several at once"),
    "video.edit": _("Edit"),
    "video.frames": _("Pictures of a film"),
    "video.hls": _("Stream"),
    "video.import": _("Import"),
    "video.ingest": _("Preparing a film"),
    "video.preview-clip": _("Preview"),
    "video.segment": _("Part of an edit"),
    "video.signed": _("Content credentials"),
    "video.storyboard": _("Preview pictures"),
    "video.waveform": _("Waveform"),
    "youtube.download": _("Download from YouTube"),
    "youtube.import": _("Import from YouTube"),
    "youtube.publish": _("Publishing"),
    "youtube.suggest": _("Suggestions"),
}


def name_of(kind: str) -> str:
    """The name of a kind; one that is not in the table yet gets the last of its own words."""
    if kind in NAMES:
        return str(NAMES[kind])
    return kind.rpartition(".")[2].replace("-", " ").replace("_", " ").capitalize()
