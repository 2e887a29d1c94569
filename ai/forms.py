"""What the Studio asks for each kind of generation: one table, as JSON Schemas that schema_form.js draws.

The names are those of the API's fields; the API checks what was given, here is only what is asked and how.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ai.capabilities import Capability
from ai.serializers.generation import LONGEST_PROMPT, LONGEST_TEXT, SEEDS
from ai.services.generation import MOST

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
    title: str
    icon: str
    verb: str
    lead: str
    capability: Capability
    path: str
    main: Mapping[str, Schema]
    more: Mapping[str, Schema] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    sizes: Sizes | None = None
    moving: Capability | None = None
    needs: str = ""  # what of the library it is made of

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        return (self.capability, self.moving) if self.moving else (self.capability,)


def _prompt(title: str, example: str) -> Schema:
    return {"type": "string", "title": title, "maxLength": LONGEST_PROMPT, "example": example}


def _item(title: str, picks: str, hint: str = "") -> Schema:
    return {"type": "string", "title": title, "picks": picks, "description": hint}


FILM_SIZES = Sizes(("16:9", "9:16", "1:1", "4:3", "3:4", "21:9"), (360, 480, 720, 1080), ("16:9", 720))
PICTURE_SIZES = Sizes(("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3"), (512, 768, 1024), ("1:1", 1024))
SECONDS: Schema = {"type": "number", "title": "Length", "unit": "seconds"}
ENHANCE: Schema = {
    "type": "boolean",
    "title": "Write my prompt out first",
    "description": "Adds light, camera and mood where you left them open.",
    "default": False,
}
SEED: Schema = {
    "type": "integer",
    "title": "Seed",
    "minimum": 0,
    "maximum": SEEDS,
    "description": "The same number with the same wish repeats a result.",
}
AVOID: Schema = {
    "type": "string",
    "title": "Leave out",
    "maxLength": 1000,
    "example": "text, blur",
}
COUNT: Schema = {
    "type": "integer",
    "title": "How many",
    "enum": list(range(1, MOST + 1)),
    "default": 1,
}
SEEDED: Mapping[str, Schema] = {"count": COUNT, "seed": SEED}
PROMPTED: Mapping[str, Schema] = {**SEEDED, "negativePrompt": AVOID}
FILM = _item("Film", "film", "One of your library, generated or uploaded.")
VISIBLE = _item("Film or picture", "visible", "One of your library, generated or uploaded.")
STYLES = {
    "cartoon": "Cartoon",
    "sketch": "Pencil sketch",
    "oil": "Oil painting",
    "pixel": "Pixels",
    "vintage": "Vintage film",
    "neon": "Neon",
}

MAKERS: tuple[Maker, ...] = (
    Maker(
        "video", "Video", "film", "Create video",
        "Describe a shot: what is seen, where, how it moves.",
        C.TEXT_TO_VIDEO, "/api/videos/create",
        {
            "prompt": _prompt("Prompt", "A lighthouse at dusk, waves rolling in, the camera slowly rises"),
            "referenceImageId": _item("First picture", "image", "The film begins with it."),
            "seconds": SECONDS,
            "enhancePrompt": ENHANCE,
        },
        PROMPTED, ("prompt",), FILM_SIZES, C.IMAGE_TO_VIDEO,
    ),
    Maker(
        "image", "Image", "image", "Create image",
        "Describe a picture: its subject, its light, its style.",
        C.TEXT_TO_IMAGE, "/api/ai/image-generate",
        {
            "prompt": _prompt("Prompt", "A red sailing boat on a calm sea, golden morning light"),
            "referenceImageId": _item("Reference picture", "image", "The new one follows it."),
            "enhancePrompt": ENHANCE,
        },
        PROMPTED, ("prompt",), PICTURE_SIZES,
    ),
    Maker(
        "voice", "Voice", "mic", "Speak it",
        "Write what is to be said and choose who says it.",
        C.TEXT_TO_SPEECH, "/api/ai/voice-generation",
        {
            "text": {
                "type": "string", "title": "Text", "maxLength": LONGEST_TEXT,
                "example": "Welcome. In this film we visit the old harbour.",
            },
            "speed": {"type": "number", "title": "Speed", "minimum": 0.5, "maximum": 2, "default": 1},
        },
        required=("text",),
    ),
    Maker(
        "music", "Music", "music", "Compose",
        "Describe a mood, a tempo, the instruments.",
        C.MUSIC, "/api/ai/music-generate",
        {
            "prompt": _prompt("Prompt", "Calm piano with soft strings, slow, hopeful"),
            "seconds": SECONDS,
            "instrumental": {"type": "boolean", "title": "Without singing", "default": True},
            "enhancePrompt": ENHANCE,
        },
        SEEDED, ("prompt",),
    ),
    Maker(
        "sound", "Sound effect", "sound", "Make the sound",
        "Describe one sound, as you would to somebody who cannot see it.",
        C.SOUND_EFFECT, "/api/ai/sound-effect",
        {"prompt": _prompt("Prompt", "Rain on a tin roof, distant thunder"), "seconds": SECONDS},
        SEEDED, ("prompt",),
    ),
    Maker(
        "remix", "Remix", "sparkles", "Remix it",
        "A new film of a film: say what is to be different.",
        C.REMIX_VIDEO, "/api/videos/{videoId}/remix",
        {"videoId": FILM, "prompt": _prompt("What changes", "At night, under neon lights")},
        PROMPTED, ("videoId", "prompt"), needs="film",
    ),
    Maker(
        "extend", "Extend", "extend", "Extend it",
        "Lets a film go on where it ends.",
        C.EXTEND_VIDEO, "/api/videos/{videoId}/extend",
        {
            "videoId": FILM,
            "prompt": _prompt("What happens next", "The boat reaches the shore"),
            "seconds": SECONDS,
        },
        PROMPTED, ("videoId",), needs="film",
    ),
    Maker(
        "upscale", "Upscale", "resize", "Upscale it",
        "Makes a film or a picture larger and sharper.",
        C.UPSCALE, "/api/ai/upscale",
        {
            "videoId": VISIBLE,
            "scaleFactor": {
                "type": "integer", "title": "How much larger", "enum": [2, 4], "default": 2,
                "x-labels": {"2": "Twice as wide and high", "4": "Four times as wide and high"},
            },
        },
        required=("videoId",), needs="film or picture",
    ),
    Maker(
        "style", "Style", "brush", "Restyle it",
        "Gives a film or a picture another look.",
        C.STYLE_TRANSFER, "/api/ai/style-transfer",
        {
            "videoId": VISIBLE,
            "styleType": {
                "type": "string", "title": "Style", "enum": list(STYLES), "x-labels": STYLES,
                "default": "cartoon",
            },
            "intensity": {
                "type": "number", "title": "How strongly", "minimum": 0, "maximum": 1, "default": 1,
                "unit": "0-1",
            },
        },
        {"prompt": _prompt("More about the look", "Thick outlines, warm colours")},
        ("videoId",), needs="film or picture",
    ),
    Maker(
        "dubbing", "Dubbing", "dub", "Dub it",
        "Has the speaker of a film say what a sound says.",
        C.LIP_SYNC, "/api/ai/lip-sync",
        {
            "videoId": FILM,
            "audioId": _item("What is said", "audio", "A voice, a recording, or a film with sound."),
        },
        required=("videoId", "audioId"), needs="film",
    ),
)  # fmt: skip
BY_SLUG = {maker.slug: maker for maker in MAKERS}
BY_CAPABILITY = {capability: maker for maker in MAKERS for capability in maker.capabilities}
