"""What a person wishes of a film, and what follows from it: its size, its language, its voice."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ai.capabilities import Capability, ScreenplayWish
from ai.language.languages import language_of
from ai.models import Narration
from ai.services import catalogue, speaking
from ai.services.insights import narrations
from ai.services.transcripts import tongues
from projects.models import Film

SHORTEST, LONGEST, USUAL = 10.0, 180.0, 30.0  # seconds
FPS = 30
NO_MUSIC = "none"
ASPECTS = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1), "4:5": (4, 5)}
# What models can be wished for, by the names of the API.
MODELS = {
    "chat": (Capability.CHAT,),
    "image": (Capability.TEXT_TO_IMAGE,),
    "video": (Capability.TEXT_TO_VIDEO, Capability.IMAGE_TO_VIDEO),
    "speech": (Capability.TEXT_TO_SPEECH,),
    "music": (Capability.MUSIC,),
}


@dataclass(frozen=True)
class FilmWish:
    """`music`: "" by the story, "none", or words for a composer. `language` "": that of the prompt."""

    prompt: str
    style: str = ""
    seconds: float = USUAL
    voice: str = ""
    voice_type: str = Narration.VoiceType.ANY
    music: str = ""
    aspect: str = "16:9"
    language: str = ""
    captions: bool = True
    use_library: bool = False
    gates: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, both even."""
        across, down = ASPECTS[self.aspect]
        short = settings.FILM_SHORT_SIDE
        scale = short / min(across, down)
        return _even(across * scale), _even(down * scale)

    @property
    def has_music(self) -> bool:
        return self.music.strip().lower() != NO_MUSIC

    @property
    def has_images(self) -> bool:
        """Whether each shot has a picture first, of which its film is made: somebody looks at them."""
        return Film.Gate.STORYBOARD in self.gates

    @property
    def screenplay(self) -> ScreenplayWish:
        return ScreenplayWish(
            prompt=self.prompt,
            style=self.style,
            seconds=self.seconds,
            language=self.language or "en",
            aspect=self.aspect,
        )

    def model(self, name: str) -> str:
        """`provider/model`, or "" for the usual one; `name` is of MODELS."""
        return self.models.get(name, "")

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "gates": list(self.gates)}


def wish_of(film: Film) -> FilmWish:
    """The wish that a film keeps; of one that was laid by hand, the usual."""
    kept = film.wish or {"prompt": ""}
    return FilmWish(**{**kept, "gates": tuple(kept.get("gates", ()))})


def settled(wish: FilmWish) -> FilmWish:
    """The wish with its language and its voice's own name; ValidationError naming the field."""
    language = tongues.checked(wish.language) if wish.language else language_of(wish.prompt) or "en"
    for name, model in wish.models.items():
        _must_be_known(name, model)
    voices = speaking.voices()
    if wish.voice:
        return _with_voice(replace(wish, language=language), voices)
    if not any(narrations.speaks(each["language"], language) for each in voices):
        message = _("No voice here speaks “%(language)s”.") % {"language": language}
        raise ValidationError({"language": ValidationError(message, code="no_voice")})
    return replace(wish, language=language)


def _even(length: float) -> int:
    return max(round(length / 2) * 2, 16)


def _must_be_known(name: str, model: str) -> None:
    """Of the capabilities that a name stands for, one must have the model."""
    if not model:
        return
    for capability in MODELS[name]:
        try:
            catalogue.choose(capability=capability, wish=model)
        except catalogue.UnknownModel as error:
            unknown = str(error)
        else:
            return
    raise ValidationError({f"models.{name}": ValidationError(unknown, code="unknown_model")})


def _with_voice(wish: FilmWish, voices: list[dict[str, Any]]) -> FilmWish:
    """With the voice's own name, and a model of whose voice it is."""
    found = next((each for each in voices if each["id"].lower() == wish.voice.strip().lower()), None)
    if found is None:
        message = _("There is no voice called “%(voice)s” here.") % {"voice": wish.voice}
        raise ValidationError({"voice": ValidationError(message, code="unknown_voice")})
    models = dict(wish.models)
    if not models.get("speech"):
        choice = catalogue.choose(capability=Capability.TEXT_TO_SPEECH)
        own = [spec for spec in choice.candidates if spec.provider == found["provider"]]
        models |= {"speech": f"{own[0].provider}/{own[0].model_id}"} if own else {}
    return replace(wish, voice=str(found["id"]), models=models)
