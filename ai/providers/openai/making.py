"""What OpenAI makes and hears: pictures, speech, and what was said."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

from ai.capabilities import (
    Call,
    ImageInput,
    Outcome,
    RecognitionInput,
    Segment,
    SpeechInput,
    Transcription,
    Unsupported,
    Usage,
    Voice,
    Word,
)
from ai.providers import answers, outputs
from ai.providers.openai.asking import VENDOR, Speaking, asking, once, refuse
from videos.media.said import gettext as _

SPEECH_CHARACTERS = 4096
SPEECH_FORMAT = "mp3"
# "pcm" is left out: bare samples say nothing of themselves, and nothing plays them.
SPEECH_TYPES = {
    "mp3": "audio/mpeg", "wav": "audio/wav", "flac": "audio/flac", "aac": "audio/aac", "opus": "audio/ogg",
}  # fmt: skip
VOICES = (
    "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer",
    "verse",
)  # fmt: skip


class Making(Speaking):
    """Pictures, speech and recognition."""

    def text_to_image(self, wish: ImageInput, call: Call) -> Outcome:
        refuse(wish.seed is not None, "seed", _("OpenAI's image models take no seed."))
        refuse(
            bool(wish.negative_prompt), "negative_prompt", _("OpenAI's image models take no negative prompt.")
        )
        asked: dict[str, Any] = {
            "model": call.model,
            "prompt": wish.prompt,
            "size": f"{wish.width}x{wish.height}",
        }
        images = self.client_for(call).images
        with asking():
            if wish.reference:
                answer = images.edit(
                    image=wish.reference, **asked, extra_body=dict(call.options), extra_headers=once(call)
                )
            else:
                answer = images.generate(**asked, extra_body=dict(call.options), extra_headers=once(call))
        if not answer.data:
            raise answers.malformed(VENDOR, "a picture")
        path, found = call.folder / "image.png", answer.data[0]
        if found.b64_json:
            outputs.save_base64(found.b64_json, vendor=VENDOR, path=path)
        else:
            own = str(self.client.base_url)
            outputs.download(vendor=VENDOR, url=found.url or "", path=path, call=call, base_url=own)
        kind = f"image/{answer.output_format or 'png'}"
        return outputs.received(path, vendor=VENDOR, media_type=kind, usage=Usage({"image": 1}))

    def text_to_speech(self, wish: SpeechInput, call: Call) -> Outcome:
        too_long = _("OpenAI speaks at most %(speech_characters)s characters at once.") % {
            "speech_characters": SPEECH_CHARACTERS
        }
        refuse(len(wish.text) > SPEECH_CHARACTERS, "text", too_long)
        options = dict(call.options)
        suffix = str(options.pop("response_format", SPEECH_FORMAT))
        if suffix not in SPEECH_TYPES:
            raise Unsupported(
                "options.response_format",
                _("OpenAI speaks %(speech_types)s here.") % {"speech_types": ", ".join(SPEECH_TYPES)},
            )
        path, until = call.folder / f"speech.{suffix}", time.monotonic() + call.deadline
        with (
            asking(),
            self.client_for(call).audio.speech.with_streaming_response.create(
                model=call.model,
                input=wish.text,
                voice=wish.voice or VOICES[0],
                speed=wish.speed,
                response_format=cast(Any, suffix),
                extra_body=options,
                extra_headers=once(call),
            ) as answer,
        ):
            pieces = answer.iter_bytes()
            outputs.save(pieces, vendor=VENDOR, path=path, until=until, should_stop=call.should_stop)
        usage = Usage({"character": len(wish.text)})
        return outputs.received(path, vendor=VENDOR, media_type=SPEECH_TYPES[suffix], usage=usage)

    def voices(self) -> Sequence[Voice]:
        return [Voice(id=name, name=name.capitalize(), language="") for name in VOICES]

    def speech_to_text(self, wish: RecognitionInput, call: Call) -> Transcription:
        """Words and speakers where the model's schema says that it has a format with them."""
        refuse(bool(wish.script), "script", _("OpenAI cannot align a given text."))
        shape = _transcript_format(wish, call)
        asked: dict[str, Any] = {"model": call.model, "file": wish.source, "response_format": shape}
        if shape == "verbose_json":
            asked["timestamp_granularities"] = ["word", "segment"]
        if shape == "diarized_json":
            asked["chunking_strategy"] = "auto"
        if wish.language:
            asked["language"] = wish.language
        with asking():
            answer = self.client_for(call).audio.transcriptions.create(
                **asked, extra_body=dict(call.options), extra_headers=once(call)
            )
        return _transcription(json.loads(answer.model_dump_json()), wish)


def _transcript_format(wish: RecognitionInput, call: Call) -> str:
    properties = call.schema.get("properties", {})
    has = properties.get("response_format", {}).get("enum", ())
    if wish.speakers and "diarized_json" not in has:
        raise Unsupported("speakers", _("This model does not tell speakers apart."))
    if wish.speakers:
        return "diarized_json"
    return "verbose_json" if "verbose_json" in has else "json"


def _transcription(found: Mapping[str, Any], wish: RecognitionInput) -> Transcription:
    segments = tuple(
        Segment(
            text=str(each["text"]).strip(),
            start=float(each["start"]),
            end=float(each["end"]),
            speaker=str(each.get("speaker") or ""),
        )
        for each in found.get("segments") or ()
    )
    words = tuple(
        Word(text=str(each["word"]), start=float(each["start"]), end=float(each["end"]))
        for each in found.get("words") or ()
    )
    seconds = float(found.get("duration") or (segments[-1].end if segments else 0))
    notes = () if words else (_("This model does not tell when each word is said."),)
    return Transcription(
        text=str(found.get("text") or "").strip(),
        language=str(found.get("language") or wish.language),
        segments=segments,
        words=words,
        duration=seconds,
        usage=Usage({"second": seconds}),
        notes=notes,
    )
