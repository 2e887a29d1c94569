"""Every capability of every vendor, through its real SDK: the request that it documents, and what comes.

One literal table; a row of `registry.PROVIDERS` without a line here fails (ai/tests/test_catalogue.py).
"""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ai.capabilities import (
    Call,
    Capability,
    ChatInput,
    ImageInput,
    LipSyncInput,
    Media,
    Message,
    MusicInput,
    RecognitionInput,
    SoundInput,
    SpeechInput,
    Started,
    StyleInput,
    Tool,
    TranslationInput,
    UpscaleInput,
    VideoInput,
    VisionInput,
)
from ai.emulator.world import SEED, World
from ai.providers.elevenlabs import Provider as ElevenLabs
from ai.providers.openai import Provider as OpenAI
from ai.providers.replicate import Provider as Replicate

C = Capability
Make = Callable[..., Call]
FILM, PICTURE, SOUND, FOUND = "film", "picture", "sound", "found"
TOOL = Tool("cut", "Cuts", {"type": "object", "properties": {"start": {"type": "number"}}})
FILE = "a file"  # an upload: an address at Replicate, a part with a file name elsewhere
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/replicate/v1/files/file-\w+")


@dataclass(frozen=True)
class Line:
    """`wish` names files by their fixture. `sent` is the body in full, where it is not a form with files.

    `gives` is what comes: a kind of media, or FOUND for words, vectors and verdicts.
    """

    model: str
    wish: Any
    path: str
    sent: Mapping[str, Any]
    gives: str
    seconds: float | None = None
    size: tuple[int, int] | None = None
    schema: Mapping[str, Any] = field(default_factory=dict)


def film(**more: Any) -> VideoInput:
    return VideoInput("it moves", **{"width": 1280, "height": 720, **more})


FOUR = {"model": "sora-2", "prompt": "it moves", "seconds": "4"}
CLEAN = "The same scene and motion as a pencil sketch on white paper. at night"
LINES: dict[tuple[str, Capability], Line] = {
    ("openai", C.CHAT): Line(
        "gpt-6-luna", ChatInput([Message("user", "hello")], tools=[TOOL], max_tokens=9), "/chat/completions",
        {"model": "gpt-6-luna", "max_completion_tokens": 9,
         "messages": [{"role": "user", "content": "hello"}],
         "tools": [{"type": "function", "function": {"name": "cut", "description": "Cuts",
                                                     "parameters": TOOL.parameters}}]}, FOUND),
    ("openai", C.TRANSLATION): Line(
        "gpt-6-luna", TranslationInput(["One"], target="de"), "/chat/completions",
        {"model": "gpt-6-luna"}, FOUND),
    ("openai", C.VISION): Line(
        "gpt-6-luna", VisionInput([Path("picture")]), "/chat/completions", {"model": "gpt-6-luna"}, FOUND),
    ("openai", C.EMBEDDINGS): Line(
        "text-embedding-3-small", ["red fox"], "/embeddings",
        {"model": "text-embedding-3-small", "input": ["red fox"], "encoding_format": "base64"}, FOUND),
    ("openai", C.MODERATION): Line(
        "omni-moderation-latest", ["hello"], "/moderations",
        {"model": "omni-moderation-latest", "input": ["hello"]}, FOUND),
    ("openai", C.TEXT_TO_IMAGE): Line(
        "gpt-image-2.6-flare", ImageInput("a hill", width=96, height=64), "/images/generations",
        {"model": "gpt-image-2.6-flare", "prompt": "a hill", "size": "96x64"}, PICTURE, size=(96, 64)),
    ("openai", C.TEXT_TO_SPEECH): Line(
        "tts-1", SpeechInput("Good morning", voice="nova", speed=1.25), "/audio/speech",
        {"model": "tts-1", "input": "Good morning", "voice": "nova", "speed": 1.25,
         "response_format": "mp3"}, SOUND),
    ("openai", C.SPEECH_TO_TEXT): Line(
        "whisper-1", RecognitionInput(Path("speech"), language="en"), "/audio/transcriptions",
        {"model": "whisper-1", "language": "en", "response_format": "verbose_json", "file": FILE,
         "timestamp_granularities[]": "segment"}, FOUND,
        schema={"properties": {"response_format": {"enum": ["json", "verbose_json"]}}}),
    ("openai", C.TEXT_TO_VIDEO): Line(
        "sora-2", film(seconds=4), "/videos", {**FOUR, "size": "1280x720"}, FILM, 4, (1280, 720)),
    ("openai", C.IMAGE_TO_VIDEO): Line(
        "sora-2", film(seconds=4, image=Path("picture")), "/videos",
        {**FOUR, "size": "1280x720", "input_reference": FILE}, FILM, 4, (1280, 720)),
    ("openai", C.REMIX_VIDEO): Line(
        "sora-2", film(source=Path("film")), "/videos/edits",
        {"model": "sora-2", "prompt": "it moves", "video": FILE}, FILM),
    ("openai", C.EXTEND_VIDEO): Line(
        "sora-2", film(seconds=4, source=Path("film")), "/videos/extensions", {**FOUR, "video": FILE}, FILM),
    ("replicate", C.TEXT_TO_VIDEO): Line(
        "google/veo-3-fast", film(seconds=4, seed=7), "/models/google/veo-3-fast/predictions",
        {"prompt": "it moves", "duration": 4, "resolution": "720p", "aspect_ratio": "16:9", "seed": 7},
        FILM, 4, (1280, 720)),
    ("replicate", C.IMAGE_TO_VIDEO): Line(
        "bytedance/seedance-1-pro", film(seconds=2, seed=7, image=Path("picture")),
        "/models/bytedance/seedance-1-pro/predictions",
        {"prompt": "it moves", "image": FILE, "duration": 2, "resolution": "720p", "aspect_ratio": "16:9",
         "seed": 7},
        FILM, 2, (1280, 720)),
    ("replicate", C.REMIX_VIDEO): Line(
        "runwayml/gen4-aleph", film(seed=7, source=Path("film")), "/models/runwayml/gen4-aleph/predictions",
        {"prompt": "it moves", "video": FILE, "seed": 7}, FILM),
    ("replicate", C.EXTEND_VIDEO): Line(
        "some/extender", film(seconds=3, seed=7, source=Path("film")), "/models/some/extender/predictions",
        {"prompt": "it moves", "video": FILE, "duration": 3, "seed": 7}, FILM, 3,
        schema={"properties": {"prompt": {"type": "string"}, "video": {"type": "string", "format": "uri"},
                               "duration": {"type": "integer"}, "seed": {"type": "integer"}}}),
    ("replicate", C.TEXT_TO_IMAGE): Line(
        "black-forest-labs/flux-1.1-pro", ImageInput("a hill", width=512, height=256, seed=7),
        "/models/black-forest-labs/flux-1.1-pro/predictions",
        {"prompt": "a hill", "width": 512, "height": 256, "aspect_ratio": "custom", "seed": 7},
        PICTURE, size=(512, 256)),
    ("replicate", C.UPSCALE): Line(
        "topazlabs/video-upscale", UpscaleInput(Path("film"), scale=4),
        "/models/topazlabs/video-upscale/predictions",
        {"video": FILE, "target_resolution": "720p"}, FILM, size=(1280, 720)),
    ("replicate", C.STYLE_TRANSFER): Line(
        "runwayml/gen4-aleph", StyleInput(Path("film"), "sketch", prompt="at night"),
        "/models/runwayml/gen4-aleph/predictions", {"video": FILE, "prompt": CLEAN, "seed": None}, FILM),
    ("replicate", C.LIP_SYNC): Line(
        "sync/lipsync-2", LipSyncInput(Path("film"), Path("speech")), "/models/sync/lipsync-2/predictions",
        {"video": FILE, "audio": FILE}, FILM),
    ("replicate", C.MUSIC): Line(
        "stability-ai/stable-audio-2.5", MusicInput("calm", seconds=3, seed=7),
        "/models/stability-ai/stable-audio-2.5/predictions",
        {"prompt": "calm", "duration": 3, "seed": 7}, SOUND, 3),
    ("elevenlabs", C.TEXT_TO_SPEECH): Line(
        "eleven_multilingual_v2", SpeechInput("Good morning", voice="voice-ben", speed=1.2),
        "/text-to-speech/voice-ben/with-timestamps",
        {"text": "Good morning", "model_id": "eleven_multilingual_v2", "voice_settings": {"speed": 1.2}},
        SOUND),
    ("elevenlabs", C.SPEECH_TO_TEXT): Line(
        "scribe_v2", RecognitionInput(Path("speech"), language="en", speakers=True), "/speech-to-text",
        {"model_id": "scribe_v2", "file": FILE, "language_code": "en", "diarize": "true",
         "timestamps_granularity": "word"}, FOUND),
    ("elevenlabs", C.MUSIC): Line(
        "music_v2", MusicInput("calm", seconds=3), "/music",
        {"prompt": "calm", "music_length_ms": 3000, "model_id": "music_v2", "force_instrumental": True},
        SOUND, 3),
    ("elevenlabs", C.SOUND_EFFECT): Line(
        "eleven_text_to_sound_v2", SoundInput("rain", seconds=1.5), "/sound-generation",
        {"text": "rain", "duration_seconds": 1.5, "model_id": "eleven_text_to_sound_v2"}, SOUND, 1.5),
}  # fmt: skip


@pytest.mark.parametrize(("row", "line"), LINES.items(), ids=[f"{name} {each}" for name, each in LINES])
def test_a_capability_sends_what_its_vendor_documents_and_gives_what_was_wished(
    world: World,
    call: Make,
    request: pytest.FixtureRequest,
    row: tuple[str, Capability],
    line: Line,
) -> None:
    name, capability = row
    world.script({"settings": {"takes": 0, "video_seconds": 0, "extra_models": [extender()]}})
    made_call = call(line.model, schema=line.schema or schema_of(name, capability, line.model))
    with ExitStack() as stack:
        vendor = provider(name, world, stack)
        method = getattr(vendor, capability.replace("-", "_"))
        found = method(with_files(line.wish, request), made_call)
        if isinstance(found, Started):
            found = vendor.follow(found.remote_id, made_call)
    (sent,) = [row for row in world.log if row["method"] == "POST" and row["path"].endswith(line.path)]
    check_sent(sent, line, made_call)
    if line.gives == FOUND:
        assert found
        return
    assert isinstance(found, Media)
    assert found.media_type.split("/")[0] == {FILM: "video", PICTURE: "image", SOUND: "audio"}[line.gives]
    assert line.seconds is None or found.duration == pytest.approx(line.seconds, abs=0.15)
    assert line.size in {None, (found.width, found.height)}
    assert found.usage.amounts
    assert [each["vendor"] for each in world.billed] == [name]


@pytest.mark.parametrize(
    ("name", "model", "option", "shape", "kind"),
    [
        *[("openai", "tts-1", "response_format", shape, kind) for shape, kind in (
            ("mp3", "mpeg"), ("wav", "wav"), ("flac", "flac"), ("aac", "aac"), ("opus", "ogg"))],
        *[("elevenlabs", "eleven_v3", "output_format", shape, kind) for shape, kind in (
            ("mp3_44100_64", "mpeg"), ("wav_44100", "wav"), ("opus_48000_64", "ogg"))],
    ],
)  # fmt: skip
def test_speech_comes_in_every_format_that_a_player_knows(
    world: World, call: Make, name: str, model: str, option: str, shape: str, kind: str
) -> None:
    with ExitStack() as stack:
        vendor = provider(name, world, stack)
        wish = SpeechInput("Good morning", voice={"openai": "nova"}.get(name, "voice-ben"))
        made = vendor.text_to_speech(wish, call(model, options={option: shape}))
        with pytest.raises(Exception, match="here"):
            vendor.text_to_speech(wish, call(model, options={option: "pcm_8000"}))
    assert (made.media_type, made.path.suffix) == (f"audio/{kind}", f".{shape.partition('_')[0]}")
    assert made.duration > 0.3
    assert len(world.billed) == 1


def extender() -> dict[str, Any]:
    """No such model is in the catalogue: none at Replicate only makes films longer."""
    schema = LINES["replicate", C.EXTEND_VIDEO].schema
    row = {"model": "some/extender", "provider": "replicate", "capability": "extend-video"}
    return {**row, "name": "Extender", "schema": schema}


def schema_of(name: str, capability: Capability, model: str) -> Mapping[str, Any]:
    rows: list[dict[str, Any]] = json.loads(SEED.read_text())
    wanted = (name, capability.value, model)
    found = [row for row in rows if (row["provider"], row["capability"], row["model"]) == wanted]
    return found[0]["schema"] if found else {}


def provider(name: str, world: World, stack: ExitStack) -> Any:
    if name == "replicate":
        return Replicate(key="r8-test", base_url=f"{world.address}/replicate")
    if name == "elevenlabs":
        made: Any = ElevenLabs(key="xi-test", base_url=f"{world.address}/elevenlabs")
    else:
        made = OpenAI(key="sk-test", base_url=f"{world.address}/openai/v1", has_videos=True)
    stack.callback(made.close)
    return made


def with_files(wish: Any, request: pytest.FixtureRequest) -> Any:
    """The wish with real files in the place of their names."""
    if isinstance(wish, list):
        return wish
    fields = dict(vars(wish))
    for name, value in fields.items():
        if isinstance(value, Path):
            fields[name] = request.getfixturevalue(value.name)
        if name == "images":
            fields[name] = [request.getfixturevalue(each.name) for each in value]
    return type(wish)(**fields)


def check_sent(sent: dict[str, Any], line: Line, made_call: Call) -> None:
    key = {"openai": "authorization", "replicate": "authorization"}.get(
        sent["path"].split("/")[1], "xi-api-key"
    )
    assert sent["headers"][key].removeprefix("Bearer ") in {"sk-test", "r8-test", "xi-test"}
    if sent["headers"]["content-type"].startswith("multipart/"):
        for name, value in line.sent.items():
            expected = f'name="{name}"; filename=' if value == FILE else f'name="{name}"\r\n\r\n{value}\r\n'
            assert expected in sent["body"], name
        return
    body = json.loads(sent["body"])
    if "/predictions" in line.path:
        assert sent["headers"]["cancel-after"] == f"{made_call.deadline:.0f}s"
        body = body["input"]
    for name, value in line.sent.items():
        if value == FILE:
            assert ADDRESS.fullmatch(body.pop(name)), name
        elif value is None:
            assert isinstance(body.pop(name), int)
        else:
            assert body.pop(name) == value, name
    assert line.gives == FOUND or body == {}, "nothing else is sent"
