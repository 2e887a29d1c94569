"""ElevenLabs: speech with the time of each word, recognition with words and speakers, music, sound effects.

Dubbing is not offered as lip-sync: it speaks another language over the film and moves no mouth.
"""

import dataclasses
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal, cast

import httpx
from elevenlabs import SpeechToTextWordResponseModel, VoiceSettings
from elevenlabs.client import ElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.core.request_options import RequestOptions
from elevenlabs.types import CharacterAlignmentResponseModel

from ai.capabilities import (
    Call,
    MusicInput,
    Outcome,
    ProviderError,
    RecognitionInput,
    Segment,
    SoundInput,
    SpeechInput,
    Stopped,
    Transcription,
    Unsupported,
    Usage,
    VendorModel,
    Voice,
    Word,
)
from ai.providers import answers, outputs
from videos.media.said import gettext, gettext_noop

VENDOR = "ElevenLabs"
BASE_URL = "https://api.elevenlabs.io"
AUDIO: Literal["mp3_44100_128"] = "mp3_44100_128"
SPEECH_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav", "opus": "audio/ogg"}
SPEEDS = (0.7, 1.2)
SOUND_SECONDS = (0.5, 30.0)
MUSIC_SECONDS = (3.0, 600.0)
USUAL_SECONDS = 60.0  # for an answer, where a call does not say
VOICE_PAGES = 5  # of 100
HISTORY_WINDOW, HISTORY_PAGE, HISTORY_PAGES = 900, 1000, 5  # seconds around the answer; items; pages
PAUSE = 0.8  # seconds of silence that end a segment
SENTENCE_ENDS = (".", "!", "?", "…", "。", "\uff01", "\uff1f")
STATES: answers.States = {
    401: ("key_refused", gettext_noop("The key for ElevenLabs is not accepted.")),
    402: ("vendor_unpaid", gettext_noop("The account at ElevenLabs has no money left.")),
    403: ("key_refused", gettext_noop("The key for ElevenLabs does not allow this.")),
    410: ("model_gone", gettext_noop("ElevenLabs no longer has this model.")),
    413: ("too_large", gettext_noop("This is too large for ElevenLabs.")),
    422: ("request_refused", gettext_noop("ElevenLabs does not accept this request.")),
    429: ("busy", gettext_noop("ElevenLabs is busy at the moment.")),
}
# ElevenLabs puts its own word for what went wrong into detail.status.
# https://elevenlabs.io/docs/developers/resources/error-messages
REFUSALS = frozenset({"bad_prompt", "content_against_policy", "content_policy_violation"})
GONE = frozenset({"model_not_found", "model_deprecated", "invalid_model_id"})
UNPAID = frozenset({"quota_exceeded", "payment_required"})


class Provider:
    """The capabilities of ElevenLabs."""

    def __init__(self, *, key: str, base_url: str = "") -> None:
        self._http = httpx.Client(timeout=USUAL_SECONDS, follow_redirects=True)
        self._client = ElevenLabs(api_key=key, base_url=base_url or BASE_URL, httpx_client=self._http)

    def close(self) -> None:
        self._http.close()

    # -- sound -----------------------------------------------------------------------------------------

    def text_to_speech(self, wish: SpeechInput, call: Call) -> Outcome:
        _within(
            SPEEDS, wish.speed, "speed", gettext("ElevenLabs speaks at a speed of %(least)s to %(most)s.")
        )
        options: dict[str, Any] = dict(call.options)
        shape = str(options.pop("output_format", AUDIO))
        suffix = shape.partition("_")[0]
        if suffix not in SPEECH_TYPES:
            raise Unsupported(
                "options.output_format",
                gettext("ElevenLabs speaks %(speech_types)s here.")
                % {"speech_types": ", ".join(SPEECH_TYPES)},
            )
        if "language_code" in call.schema.get("properties", {}):
            options["language_code"] = wish.language
        _may_go_on(call)
        with _asking():
            told = self._client.text_to_speech.with_raw_response.convert_with_timestamps(
                wish.voice or self._first_voice(),
                text=wish.text,
                model_id=call.model,
                output_format=cast(Any, shape),
                voice_settings=VoiceSettings(speed=wish.speed),
                request_options=_once(call),
                **options,
            )
        answer, path = told.data, call.folder / f"speech.{suffix}"
        outputs.save_base64(answer.audio_base_64, vendor=VENDOR, path=path)
        words = _words_of(answer.alignment) if answer.alignment else ()
        usage = Usage({"character": len(wish.text)})
        kind = SPEECH_TYPES[suffix]
        made = outputs.received(path, vendor=VENDOR, media_type=kind, usage=usage, words=words)
        return dataclasses.replace(made, remote_id=told.headers.get("request-id", ""))

    def voices(self) -> Sequence[Voice]:
        found: list[Voice] = []
        token: str | None = None
        for _ in range(VOICE_PAGES):
            with _asking():
                page = self._client.voices.search(
                    page_size=100, next_page_token=token, request_options={"max_retries": 0}
                )
            for voice in page.voices:
                labels = voice.labels or {}
                gender = labels.get("gender", "")
                found.append(
                    Voice(
                        id=voice.voice_id,
                        name=voice.name or voice.voice_id,
                        language=labels.get("language", ""),
                        gender=cast(
                            'Literal["female", "male", ""]', gender if gender in {"female", "male"} else ""
                        ),
                        description=voice.description or "",
                    )
                )
            token = page.next_page_token
            if not page.has_more or not token:
                break
        return found

    def music(self, wish: MusicInput, call: Call) -> Outcome:
        _without_seed(wish.seed)
        _within(
            MUSIC_SECONDS,
            wish.seconds,
            "seconds",
            gettext("ElevenLabs makes music of %(least)s to %(most)s seconds."),
        )
        with _asking():
            pieces = self._client.music.compose(
                prompt=wish.prompt,
                music_length_ms=round(wish.seconds * 1000),
                model_id=cast(Any, call.model),
                force_instrumental=wish.instrumental,
                output_format=AUDIO,
                request_options=_once(call),
                **call.options,
            )
            return _sound(pieces, "music.mp3", call)

    def sound_effect(self, wish: SoundInput, call: Call) -> Outcome:
        _without_seed(wish.seed)
        _within(
            SOUND_SECONDS,
            wish.seconds,
            "seconds",
            gettext("ElevenLabs makes sounds of %(least)s to %(most)s seconds."),
        )
        with _asking():
            pieces = self._client.text_to_sound_effects.convert(
                text=wish.prompt,
                duration_seconds=wish.seconds,
                model_id=cast(Any, call.model),
                output_format=AUDIO,
                request_options=_once(call),
                **call.options,
            )
            return _sound(pieces, "sound.mp3", call)

    def forget(self, remote_id: str, *, made_at: datetime) -> None:
        """Removes speech from the history, where it is found by the id of its request, some time around then.

        Music and sounds are in no history that the API tells of.
        """
        after, before = (round(made_at.timestamp()) + off for off in (-HISTORY_WINDOW, HISTORY_WINDOW))
        last: str | None = None
        for _ in range(HISTORY_PAGES):
            with _asking():
                page = self._client.history.list(
                    page_size=HISTORY_PAGE,
                    start_after_history_item_id=last,
                    date_after_unix=after,
                    date_before_unix=before,
                    request_options={"max_retries": 0},
                )
            for item in page.history:
                if item.request_id == remote_id:
                    self._remove(item.history_item_id)
                    return
            last = page.last_history_item_id
            if not page.has_more or not last:
                return

    def _remove(self, history_item_id: str) -> None:
        try:
            with _asking():
                self._client.history.delete(history_item_id, request_options={"max_retries": 0})
        except ProviderError as error:
            if error.code not in answers.NOT_THERE:
                raise

    # -- recognition -----------------------------------------------------------------------------------

    def speech_to_text(self, wish: RecognitionInput, call: Call) -> Transcription:
        if wish.script:
            raise Unsupported("script", gettext("This is recognition only: it cannot align a given text."))
        options: dict[str, Any] = dict(call.options)
        if wish.language:
            options["language_code"] = wish.language
        _may_go_on(call)
        with _asking(), wish.source.open("rb") as file:
            answer = self._client.speech_to_text.convert(
                model_id=call.model,
                file=(wish.source.name, file),
                diarize=wish.speakers,
                timestamps_granularity="word",
                request_options=_once(call),
                **options,
            )
        told = cast(list[SpeechToTextWordResponseModel], getattr(answer, "words", None) or [])
        words = tuple(_heard(word) for word in told if word.type == "word")
        seconds = getattr(answer, "audio_duration_secs", None) or (words[-1].end if words else 0.0)
        return Transcription(
            text=str(getattr(answer, "text", "")),
            language=str(getattr(answer, "language_code", "") or wish.language),
            segments=_segments(words),
            words=words,
            duration=float(seconds),
            usage=Usage({"second": float(seconds)}),
        )

    # -- the vendor's models ---------------------------------------------------------------------------

    def known_models(self, wanted: Sequence[str]) -> Sequence[VendorModel]:
        """Its list has the models for speech only; of the others it tells nothing, so they count as there."""
        with _asking():
            listed = {
                model.model_id for model in self._client.models.list(request_options={"max_retries": 0})
            }
        return [
            VendorModel(id=model) for model in wanted if model in listed or not model.startswith("eleven_")
        ]

    def _first_voice(self) -> str:
        with _asking():
            page = self._client.voices.search(page_size=1, request_options={"max_retries": 0})
        if not page.voices:
            raise ProviderError("no_voice", gettext("The account at ElevenLabs has no voice."))
        return str(page.voices[0].voice_id)


# -- requests --------------------------------------------------------------------------------------------


def _once(call: Call) -> RequestOptions:
    return {"max_retries": 0, "timeout_in_seconds": max(1, math.ceil(call.deadline))}


def _may_go_on(call: Call) -> None:
    if call.should_stop():
        raise Stopped


def _within(limits: tuple[float, float], value: float, option: str, told: str) -> None:
    least, most = limits
    if not least <= value <= most:
        raise Unsupported(option, told % {"least": f"{least:g}", "most": f"{most:g}"})


def _without_seed(seed: int | None) -> None:
    if seed is not None:
        raise Unsupported("seed", gettext("ElevenLabs takes no seed beside a prompt."))


# -- answers ---------------------------------------------------------------------------------------------


@contextmanager
def _asking() -> Iterator[None]:
    """Raises what the SDK raises as what it means for us."""
    try:
        yield
    except ApiError as error:
        raise _failure(error) from None
    except (httpx.ConnectError, httpx.ConnectTimeout):
        raise answers.unreachable(VENDOR) from None
    except httpx.HTTPError:
        raise answers.unanswered(VENDOR) from None


def _failure(error: ApiError) -> ProviderError:
    detail = error.body.get("detail") if isinstance(error.body, dict) else None
    told = detail if isinstance(detail, dict) else {"message": str(detail or "")}
    word, said = str(told.get("status") or told.get("code") or ""), str(told.get("message") or "")
    if word in REFUSALS:
        return answers.refusal(vendor=VENDOR, said=said)
    if word in GONE:
        return ProviderError("model_gone", gettext("ElevenLabs no longer has this model."), model_gone=True)
    if word in UNPAID:
        return ProviderError("vendor_unpaid", gettext("The account at ElevenLabs has no credits left."))
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    return answers.failure(
        vendor=VENDOR,
        status=error.status_code or 500,
        said=said,
        retry_after=headers.get("retry-after"),
        states=STATES,
    )


def _sound(pieces: Iterator[bytes], name: str, call: Call) -> Outcome:
    path, until = call.folder / name, time.monotonic() + call.deadline
    outputs.save(pieces, vendor=VENDOR, path=path, until=until, should_stop=call.should_stop)
    made = outputs.received(path, vendor=VENDOR, media_type="audio/mpeg", usage=Usage({}))
    return outputs.used(made, second=made.duration)


def _words_of(alignment: CharacterAlignmentResponseModel) -> tuple[Word, ...]:
    """Characters with their times, put together to words."""
    words: list[Word] = []
    text, start, end = "", 0.0, 0.0
    times = zip(
        alignment.characters,
        alignment.character_start_times_seconds,
        alignment.character_end_times_seconds,
        strict=True,
    )
    for character, begins, ends in [*times, (" ", 0.0, 0.0)]:
        if not character.isspace():
            start = begins if not text else start
            text, end = text + character, ends
        elif text:
            words.append(Word(text=text, start=start, end=end))
            text = ""
    return tuple(words)


def _heard(word: SpeechToTextWordResponseModel) -> Word:
    return Word(
        text=word.text,
        start=float(word.start or 0),
        end=float(word.end or 0),
        confidence=math.exp(min(word.logprob or 0.0, 0.0)),
        speaker=word.speaker_id or "",
    )


def _segments(words: Sequence[Word]) -> tuple[Segment, ...]:
    """Sentences: they end with their mark, at a pause, or when another person speaks."""
    groups: list[list[Word]] = []
    for word in words:
        last = groups[-1][-1] if groups else None
        if (
            last is None
            or last.text.endswith(SENTENCE_ENDS)
            or word.start - last.end > PAUSE
            or word.speaker != last.speaker
        ):
            groups.append([])
        groups[-1].append(word)
    return tuple(
        Segment(" ".join(word.text for word in group), group[0].start, group[-1].end, group[0].speaker)
        for group in groups
    )
