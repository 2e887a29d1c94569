"""A vendor for trials and tests, with real small files and errors on demand. The same wish gives the same.

Marks in the prompt (or in the text to speak, the style, the name of a file) say how it goes:
[[fail]] fails for good, [[refuse]] is refused, [[busy]] is told to come back, [[gone]] has no such model,
[[slow 3]] takes three seconds, [[async]] works on by itself and is followed.
"""

import json
import re
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ai.capabilities import (
    Box,
    Call,
    ChatInput,
    ChatResult,
    Embeddings,
    ImageInput,
    LipSyncInput,
    Media,
    MusicInput,
    Outcome,
    ProviderError,
    RecognitionInput,
    Refused,
    Segment,
    SoundInput,
    SpeechInput,
    Started,
    Stopped,
    StyleInput,
    ToolCall,
    Transcription,
    Translation,
    TranslationInput,
    UpscaleInput,
    Usage,
    VendorModel,
    Verdict,
    VideoInput,
    VisionInput,
    VisionResult,
    Voice,
    Word,
)
from ai.providers import outputs, samples
from videos.media.images import looks_like_image, probe_image
from videos.media.probe import MediaInfo, probe
from videos.media.sniff import MediaRejected

VENDOR = "The fake vendor"
MARK = re.compile(r"\[\[(\w+)(?: ([\d.]+))?\]\]")
BUSY_SECONDS = 1.0
SECONDS_PER_WORD = 0.4
DIMENSIONS = 64
TICK = 0.05
# Made anew each time: an exception that is raised again keeps what it saw before.
FAILURES: dict[str, Callable[[], ProviderError]] = {
    "fail": lambda: ProviderError("vendor_failed", "The fake vendor fails, as it was told."),
    "refuse": lambda: Refused("The fake vendor refuses, as it was told."),
    "busy": lambda: ProviderError(
        "busy", "The fake vendor is busy.", permanent=False, retry_after=BUSY_SECONDS
    ),
    "gone": lambda: ProviderError("model_gone", "The fake vendor no longer has this model.", model_gone=True),
}


class Provider:
    """Every capability. The remote id holds all that is to be made, so that any process can follow."""

    # -- films and pictures ----------------------------------------------------------------------------

    def text_to_video(self, wish: VideoInput, call: Call) -> Outcome:
        return self._film(wish.prompt, call, wish.seconds, wish.width, wish.height, wish.seed)

    def image_to_video(self, wish: VideoInput, call: Call) -> Outcome:
        return self.text_to_video(wish, call)

    def remix_video(self, wish: VideoInput, call: Call) -> Outcome:
        source = _looked_at(wish.source)
        return self._film(wish.prompt, call, source.duration, *_size(source), wish.seed)

    def extend_video(self, wish: VideoInput, call: Call) -> Outcome:
        source = _looked_at(wish.source)
        return self._film(wish.prompt, call, source.duration + wish.seconds, *_size(source), wish.seed)

    def text_to_image(self, wish: ImageInput, call: Call) -> Outcome:
        return self._picture(wish.prompt, call, wish.width, wish.height, wish.seed)

    def upscale(self, wish: UpscaleInput, call: Call) -> Outcome:
        source = _looked_at(wish.source)
        width, height = (side * wish.scale for side in _size(source))
        if source.duration == 0:
            return self._picture(wish.source.name, call, width, height, None)
        return self._film(wish.source.name, call, source.duration, width, height, None)

    def style_transfer(self, wish: StyleInput, call: Call) -> Outcome:
        source, words = _looked_at(wish.source), f"{wish.style} {wish.prompt}"
        if source.duration == 0:
            return self._picture(words, call, *_size(source), None)
        return self._film(words, call, source.duration, *_size(source), None)

    def lip_sync(self, wish: LipSyncInput, call: Call) -> Outcome:
        seconds = _looked_at(wish.audio).duration
        return self._film(wish.source.name, call, seconds, *_size(_looked_at(wish.source)), None)

    # -- sound -----------------------------------------------------------------------------------------

    def text_to_speech(self, wish: SpeechInput, call: Call) -> Outcome:
        words = tuple(_spoken(MARK.sub("", wish.text).split(), SECONDS_PER_WORD / wish.speed))
        if not words:
            raise ProviderError("nothing_to_do", "There is nothing to speak.")
        _obey(wish.text, call)
        made = self._sound(wish.text, call, words[-1].end, {"character": len(wish.text)})
        return Media(**{**vars(made), "words": words})

    def voices(self) -> Sequence[Voice]:
        return [Voice(id="fake-1", name="Fake", language="en", gender="female")]

    def music(self, wish: MusicInput, call: Call) -> Outcome:
        return self._sound(wish.prompt, call, wish.seconds, {"second": wish.seconds})

    def sound_effect(self, wish: SoundInput, call: Call) -> Outcome:
        return self._sound(wish.prompt, call, wish.seconds, {"second": wish.seconds})

    def speech_to_text(self, wish: RecognitionInput, call: Call) -> Transcription:
        _obey(wish.source.name, call)
        seconds = _looked_at(wish.source).duration
        said = (wish.script or "this is what the fake vendor heard").split()
        words = tuple(_spoken(said, seconds / len(said)))
        speaker = "speaker_0" if wish.speakers else ""
        text = " ".join(said)
        return Transcription(
            text=text,
            language=wish.language or "en",
            segments=(Segment(text, 0.0, seconds, speaker),),
            words=words,
            duration=seconds,
            usage=Usage({"second": seconds}),
        )

    # -- words -----------------------------------------------------------------------------------------

    def chat(self, wish: ChatInput, call: Call) -> ChatResult:
        """Repeats what was said; `[[tool]]` calls the first tool with what follows as its arguments."""
        said = next((each.content for each in reversed(wish.messages) if each.role == "user"), "")
        _obey(said, call)
        usage = Usage({"call": 1, "input_token": len(said.split()), "output_token": len(said.split())})
        before, mark, after = said.partition("[[tool]]")
        if mark and wish.tools:
            arguments = json.loads(after) if after.strip() else {}
            called = ToolCall(id=f"fake-{_number(said)}", name=wish.tools[0].name, arguments=arguments)
            return ChatResult(text=before.strip(), usage=usage, tool_calls=(called,), finish="tools")
        if wish.response_schema is not None:
            return ChatResult(text=json.dumps(example(wish.response_schema)), usage=usage)
        return ChatResult(text=f"You said: {MARK.sub('', said).strip()}", usage=usage)

    def stream_chat(self, wish: ChatInput, call: Call) -> Iterator[str | ChatResult]:
        result = self.chat(wish, call)
        yield from (piece for piece in re.findall(r"\S+\s*", result.text))
        yield result

    def vision(self, wish: VisionInput, call: Call) -> VisionResult:
        _obey(wish.prompt, call)
        box = Box(label="stripes", x=0.25, y=0.25, width=0.5, height=0.5)
        text = f"{len(wish.images)} picture(s) with stripes."
        return VisionResult(text=text, labels=("stripes",), objects=(box,), usage=Usage({"call": 1}))

    def embeddings(self, texts: Sequence[str], call: Call) -> Embeddings:
        """Counts of words by their hash: equal texts are equal, and those that share words are near."""
        vectors = tuple(hashed(text) for text in texts)
        count = sum(len(text.split()) for text in texts)
        return Embeddings(vectors=vectors, dimensions=DIMENSIONS, usage=Usage({"input_token": count}))

    def moderation(self, texts: Sequence[str], call: Call) -> Sequence[Verdict]:
        flags = ["[[flag]]" in text for text in texts]
        return [Verdict(flag, {"violence": 1.0 if flag else 0.0}, Usage({"call": 1})) for flag in flags]

    def translation(self, wish: TranslationInput, call: Call) -> Translation:
        _obey(" ".join(wish.texts), call)
        texts = tuple(f"[{wish.target}] {text}" for text in wish.texts)
        return Translation(texts, Usage({"character": sum(map(len, wish.texts))}))

    # -- what works on by itself -----------------------------------------------------------------------

    def follow(self, remote_id: str, call: Call) -> Media | None:
        if call.should_stop():
            raise Stopped
        told = json.loads(remote_id)
        if time.time() < told["ready"]:
            call.progress(50.0, "The fake vendor is at work")
            return None
        return self._render_film(call, told["seconds"], told["width"], told["height"], told["seed"])

    def find(self, key: str, call: Call) -> Started | None:
        return None

    def cancel(self, remote_id: str) -> None:
        """There is nothing to stop: it is made only when it is fetched."""

    def known_models(self, wanted: Sequence[str]) -> Sequence[VendorModel]:
        return [VendorModel(id=model) for model in wanted]

    # -- inside ----------------------------------------------------------------------------------------

    def _film(
        self, words: str, call: Call, seconds: float, width: int, height: int, seed: int | None
    ) -> Outcome:
        marks = _obey(words, call)
        chosen = _number(words) if seed is None else seed
        if "async" not in marks:
            return self._render_film(call, seconds, width, height, chosen)
        told = {"ready": time.time() + float(marks["async"] or 0), "seconds": seconds, "width": width}
        return Started(json.dumps({**told, "height": height, "seed": chosen}), poll_after=TICK)

    def _render_film(self, call: Call, seconds: float, width: int, height: int, seed: int) -> Media:
        path = samples.film(call.folder / "fake.mp4", seconds=seconds, width=width, height=height, seed=seed)
        usage = Usage({"second": seconds})
        return outputs.received(path, vendor=VENDOR, media_type="video/mp4", usage=usage, seed=seed)

    def _picture(self, words: str, call: Call, width: int, height: int, seed: int | None) -> Media:
        _obey(words, call)
        chosen = _number(words) if seed is None else seed
        path = samples.picture(call.folder / "fake.png", width=width, height=height, seed=chosen)
        usage = Usage({"image": 1})
        return outputs.received(path, vendor=VENDOR, media_type="image/png", usage=usage, seed=chosen)

    def _sound(self, words: str, call: Call, seconds: float, amounts: dict[str, float]) -> Media:
        _obey(words, call)
        path = samples.sound(call.folder / "fake.wav", seconds=seconds, seed=_number(words))
        return outputs.received(path, vendor=VENDOR, media_type="audio/wav", usage=Usage(amounts))


def _obey(words: str, call: Call) -> dict[str, str]:
    """Does what the marks say, and gives them with their numbers."""
    marks = dict(MARK.findall(words))
    until = time.monotonic() + float(marks.get("slow") or 0)
    while (left := until - time.monotonic()) > 0:
        call.progress(10.0, "The fake vendor is slow")
        if call.should_stop():
            raise Stopped
        time.sleep(min(TICK, left))
    for mark in marks:
        if mark in FAILURES:
            raise FAILURES[mark]()  # noqa: RSE102 - a function that makes it
    return marks


def _number(words: str) -> int:
    return zlib.crc32(words.encode())


def _spoken(words: Sequence[str], each: float) -> Iterator[Word]:
    for place, word in enumerate(words):
        yield Word(text=word, start=place * each, end=(place + 1) * each)


def hashed(text: str) -> tuple[float, ...]:
    counts = [0.0] * DIMENSIONS
    for word in text.lower().split() or [""]:
        counts[_number(word) % DIMENSIONS] += 1
    length = sum(count * count for count in counts) ** 0.5
    return tuple(count / length for count in counts)


def example(schema: Any) -> Any:
    """The plainest value that a JSON Schema allows."""
    if choices := schema.get("enum"):
        return choices[0]
    kinds: dict[str, Any] = {
        "string": "fake", "number": 1.0, "integer": 1, "boolean": True, "array": [], "null": None,
    }  # fmt: skip
    if schema.get("type") == "array":
        return [example(schema["items"])] * int(schema.get("minItems", 1)) if "items" in schema else []
    if schema.get("type") != "object":
        return kinds.get(str(schema.get("type")), "fake")
    return {name: example(each) for name, each in schema.get("properties", {}).items()}


def _looked_at(path: Path | None) -> MediaInfo:
    if path is None:
        raise ProviderError("nothing_to_do", "There is no file to work on.")
    try:
        return probe_image(path) if looks_like_image(path) else probe(path)
    except MediaRejected as rejected:
        raise ProviderError("source_broken", str(rejected)) from None


def _size(info: MediaInfo) -> tuple[int, int]:
    return (info.video.width, info.video.height) if info.video else (320, 180)
