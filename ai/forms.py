"""What the Studio asks for each kind of generation: one table, as JSON Schemas that schema_form.js draws.

The names are those of the API's fields; the API checks what was given, here is only what is asked and how.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from ai import prompt_words
from ai.capabilities import Capability
from ai.prompt_words import Hints
from ai.serializers.generation import LONGEST_PROMPT, LONGEST_TEXT, SEEDS
from ai.services.generation import MOST

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

C = Capability
Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Sizes:
    """Which sizes are offered: shapes as width:height, and pixels of the shorter side."""

    shapes: tuple[str, ...]
    lines: tuple[int, ...]
    usual: tuple[str, int]


@dataclass(frozen=True)
class Maker:
    """One page of the Studio. `{videoId}` in `path` is taken from the fields.

    `more` is what only some people ask for. `moving` is the capability when a picture is given too.
    """

    slug: str
    title: "StrOrPromise"
    icon: str
    verb: "StrOrPromise"
    lead: "StrOrPromise"
    capability: Capability
    path: str
    main: Mapping[str, Schema]
    more: Mapping[str, Schema] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    sizes: Sizes | None = None
    moving: Capability | None = None
    needs: "StrOrPromise" = ""  # a sentence: what of the library it is made of
    hints: tuple[Hints, ...] = ()

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        return (self.capability, self.moving) if self.moving else (self.capability,)


def _prompt(title: "StrOrPromise", example: "StrOrPromise") -> Schema:
    return {"type": "string", "title": title, "maxLength": LONGEST_PROMPT, "example": example}


def _item(title: "StrOrPromise", picks: str, hint: "StrOrPromise" = "") -> Schema:
    return {"type": "string", "title": title, "picks": picks, "description": hint}


FILM_SIZES = Sizes(("16:9", "9:16", "1:1", "4:3", "3:4", "21:9"), (360, 480, 720, 1080), ("16:9", 720))
PICTURE_SIZES = Sizes(("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3"), (512, 768, 1024), ("1:1", 1024))
SECONDS: Schema = {"type": "number", "title": _("Length"), "unit": "seconds"}
ENHANCE: Schema = {
    "type": "boolean",
    "title": _("Write my prompt out first"),
    "description": _("Adds light, camera and mood where you left them open."),
    "default": False,
}
SEED: Schema = {
    "type": "integer",
    "title": _("Seed"),
    "minimum": 0,
    "maximum": SEEDS,
    "description": _("The same number with the same wish repeats a result."),
}
AVOID: Schema = {
    "type": "string",
    "title": _("Leave out"),
    "maxLength": 1000,
    "example": _("text, blur"),
}
COUNT: Schema = {
    "type": "integer",
    "title": _("How many"),
    "enum": list(range(1, MOST + 1)),
    "default": 1,
}
SEEDED: Mapping[str, Schema] = {"count": COUNT, "seed": SEED}
PROMPTED: Mapping[str, Schema] = {**SEEDED, "negativePrompt": AVOID}
FILM = _item(_("Film"), "film", _("One of your library, generated or uploaded."))
VISIBLE = _item(_("Film or picture"), "visible", _("One of your library, generated or uploaded."))
STYLES = {
    "cartoon": _("Cartoon"),
    "sketch": _("Pencil sketch"),
    "oil": _("Oil painting"),
    "pixel": _("Pixels"),
    "vintage": _("Vintage film"),
    "neon": _("Neon"),
}

FILM_NEEDED = _("This works on a film of your library: create one here, or bring one.")
VISIBLE_NEEDED = _("This works on a film or a picture of your library: create one here, or bring one.")

MAKERS: tuple[Maker, ...] = (
    Maker(
        "video", _("Video"), "film", _("Create video"),
        _("Describe a shot: what is seen, where, how it moves."),
        C.TEXT_TO_VIDEO, "/api/videos/create",
        {
            "prompt": _prompt(
                _("Prompt"), _("A lighthouse at dusk, waves rolling in, the camera slowly rises")
            ),
            "referenceImageId": _item(_("First picture"), "image", _("The film begins with it.")),
            "seconds": SECONDS,
            "enhancePrompt": ENHANCE,
        },
        PROMPTED, ("prompt",), FILM_SIZES, C.IMAGE_TO_VIDEO, hints=prompt_words.OF_A_SHOT,
    ),
    Maker(
        "image", _("Image"), "image", _("Create image"),
        _("Describe a picture: its subject, its light, its style."),
        C.TEXT_TO_IMAGE, "/api/ai/image-generate",
        {
            "prompt": _prompt(_("Prompt"), _("A red sailing boat on a calm sea, golden morning light")),
            "referenceImageId": _item(_("Reference picture"), "image", _("The new one follows it.")),
            "enhancePrompt": ENHANCE,
        },
        PROMPTED, ("prompt",), PICTURE_SIZES, hints=prompt_words.OF_A_PICTURE,
    ),
    Maker(
        "voice", _("Voice"), "mic", _("Speak it"),
        _("Write what is to be said and choose who says it."),
        C.TEXT_TO_SPEECH, "/api/ai/voice-generation",
        {
            "text": {
                "type": "string", "title": _("Text"), "maxLength": LONGEST_TEXT,
                "example": _("Welcome. In this film we visit the old harbour."),
            },
            "speed": {"type": "number", "title": _("Speed"), "minimum": 0.5, "maximum": 2, "default": 1},
        },
        required=("text",),
    ),
    Maker(
        "music", _("Music"), "music", _("Compose"),
        _("Describe a mood, a tempo, the instruments."),
        C.MUSIC, "/api/ai/music-generate",
        {
            "prompt": _prompt(_("Prompt"), _("Calm piano with soft strings, slow, hopeful")),
            "seconds": SECONDS,
            "instrumental": {"type": "boolean", "title": _("Without singing"), "default": True},
            "enhancePrompt": ENHANCE,
        },
        SEEDED, ("prompt",), hints=prompt_words.OF_MUSIC,
    ),
    Maker(
        "sound", _("Sound effect"), "sound", _("Make the sound"),
        _("Describe one sound, as you would to somebody who cannot see it."),
        C.SOUND_EFFECT, "/api/ai/sound-effect",
        {"prompt": _prompt(_("Prompt"), _("Rain on a tin roof, distant thunder")), "seconds": SECONDS},
        SEEDED, ("prompt",), hints=prompt_words.OF_A_SOUND,
    ),
    Maker(
        "remix", _("Remix"), "sparkles", _("Remix it"),
        _("A new film of a film: say what is to be different."),
        C.REMIX_VIDEO, "/api/videos/{videoId}/remix",
        {"videoId": FILM, "prompt": _prompt(_("What changes"), _("At night, under neon lights"))},
        PROMPTED, ("videoId", "prompt"), needs=FILM_NEEDED, hints=prompt_words.OF_A_PICTURE,
    ),
    Maker(
        "extend", _("Extend"), "extend", _("Extend it"),
        _("Lets a film go on where it ends."),
        C.EXTEND_VIDEO, "/api/videos/{videoId}/extend",
        {
            "videoId": FILM,
            "prompt": _prompt(_("What happens next"), _("The boat reaches the shore")),
            "seconds": SECONDS,
        },
        PROMPTED, ("videoId",), needs=FILM_NEEDED, hints=prompt_words.OF_A_SHOT,
    ),
    Maker(
        "upscale", _("Upscale"), "resize", _("Upscale it"),
        _("Makes a film or a picture larger and sharper."),
        C.UPSCALE, "/api/ai/upscale",
        {
            "videoId": VISIBLE,
            "scaleFactor": {
                "type": "integer", "title": _("How much larger"), "enum": [2, 4], "default": 2,
                "x-labels": {"2": _("Twice as wide and high"), "4": _("Four times as wide and high")},
            },
        },
        required=("videoId",), needs=VISIBLE_NEEDED,
    ),
    Maker(
        "style", _("Style"), "brush", _("Restyle it"),
        _("Gives a film or a picture another look."),
        C.STYLE_TRANSFER, "/api/ai/style-transfer",
        {
            "videoId": VISIBLE,
            "styleType": {
                "type": "string", "title": _("Style"), "enum": list(STYLES), "x-labels": STYLES,
                "default": "cartoon",
            },
            "intensity": {
                "type": "number", "title": _("How strongly"), "minimum": 0, "maximum": 1, "default": 1,
                "unit": "0-1",
            },
        },
        {"prompt": _prompt(_("More about the look"), _("Thick outlines, warm colours"))},
        ("videoId",), needs=VISIBLE_NEEDED,
    ),
    Maker(
        "dubbing", _("Dubbing"), "dub", _("Dub it"),
        _("Has the speaker of a film say what a sound says."),
        C.LIP_SYNC, "/api/ai/lip-sync",
        {
            "videoId": FILM,
            "audioId": _item(_("What is said"), "audio", _("A voice, a recording, or a film with sound.")),
        },
        required=("videoId", "audioId"), needs=FILM_NEEDED,
    ),
)  # fmt: skip
BY_SLUG = {maker.slug: maker for maker in MAKERS}
BY_CAPABILITY = {capability: maker for maker in MAKERS for capability in maker.capabilities}
