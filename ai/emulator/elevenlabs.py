"""ElevenLabs at /elevenlabs. `[[refuse]]` in a prompt is refused."""

import base64
import time
from collections.abc import Callable
from typing import Any

from ai.emulator.wire import File, Refusal, Reply, Request
from ai.emulator.world import World
from ai.providers.samples import FORMATS

HEARD = "Hello there. This is the emulator."
CHARACTER_SECONDS = 0.06
VOICES = (("voice-anna", "Anna", "female"), ("voice-ben", "Ben", "male"))
SPEEDS = (0.7, 1.2)


def _problem(status: int, word: str, message: str) -> Reply:
    return Reply(status, {"detail": {"status": word, "message": message}})


def _checked(world: World, model: str, words: str) -> None:
    world.must_have(
        "elevenlabs", model, _problem(400, "model_not_found", f"A model with ID {model} was not found.")
    )
    if "[[refuse]]" in words:
        raise Refusal(_problem(400, "bad_prompt", "Your prompt is against our terms."))


def models(world: World, request: Request) -> Reply:
    rows = [row for row in world.models_of("elevenlabs") if row["capability"] == "text-to-speech"]
    told = [{"model_id": row["model"], "name": row["name"], "can_do_text_to_speech": True} for row in rows]
    return Reply(200, told)


def voices(world: World, request: Request) -> Reply:
    size = int(request.query.get("page_size") or 10)
    start = int(request.query.get("next_page_token") or 0)
    rows = [
        {"voice_id": voice, "name": name, "labels": {"gender": gender, "language": "en"}, "description": None}
        for voice, name, gender in VOICES
    ]
    more = start + size < len(rows)
    told = {"voices": rows[start : start + size], "has_more": more, "total_count": len(rows)}
    return Reply(200, {**told, "next_page_token": str(start + size) if more else None})


def speech_with_times(world: World, request: Request, voice: str) -> Reply:
    told, sound, each, _ = _spoken(world, request, voice)
    characters = list(told["text"])
    alignment = {
        "characters": characters,
        "character_start_times_seconds": [round(n * each, 3) for n in range(len(characters))],
        "character_end_times_seconds": [round((n + 1) * each, 3) for n in range(len(characters))],
    }
    encoded = base64.b64encode(sound).decode()
    told_back = {"audio_base64": encoded, "alignment": alignment, "normalized_alignment": alignment}
    return Reply(200, told_back, _remembered(world, told, voice))


def speech(world: World, request: Request, voice: str) -> Reply:
    told, sound, _, kind = _spoken(world, request, voice)
    return Reply(200, sound, _remembered(world, told, voice), media_type=kind)


def _remembered(world: World, told: dict[str, Any], voice: str) -> dict[str, str]:
    """Puts speech into the history; gives the headers by which it is found there."""
    item: dict[str, Any] = {"history_item_id": world.new_id("hist"), "request_id": world.new_id("req")}
    item |= {"voice_id": voice, "model_id": told["model_id"], "text": told["text"], "source": "TTS"}
    count = len(told["text"])
    item |= {"date_unix": int(time.time()), "content_type": "audio/mpeg", "state": "created"}
    item |= {"character_count_change_from": 0, "character_count_change_to": count}
    with world.lock:
        world.drawer("history")[item["history_item_id"]] = item
    return {"request-id": item["request_id"], "character-cost": str(count)}


def history(world: World, request: Request) -> Reply:
    """Newest first; `date_after_unix` and `date_before_unix` are not in it themselves."""
    after = int(request.query.get("date_after_unix") or 0)
    before = int(request.query.get("date_before_unix") or 2**40)
    with world.lock:
        rows = [row for row in world.drawer("history").values() if after < row["date_unix"] < before]
    rows.reverse()
    names = [row["history_item_id"] for row in rows]
    last = request.query.get("start_after_history_item_id")
    start = names.index(last) + 1 if last in names else 0
    page = rows[start : start + int(request.query.get("page_size") or 100)]
    told = {"history": page, "has_more": start + len(page) < len(rows), "scanned_until": None}
    return Reply(200, {**told, "last_history_item_id": page[-1]["history_item_id"] if page else None})


def forget(world: World, request: Request, item: str) -> Reply:
    with world.lock:
        gone = world.drawer("history").pop(item, None)
    if gone is None:
        return _problem(404, "history_item_not_found", f"History item {item} was not found.")
    return Reply(200, {"status": "ok"})


def _spoken(world: World, request: Request, voice: str) -> tuple[dict[str, Any], bytes, float, str]:
    told = request.json()
    model = told.get("model_id", "")
    _checked(world, model, told.get("text", ""))
    if voice not in {known for known, _, _ in VOICES}:
        raise Refusal(_problem(400, "voice_not_found", f"A voice with ID {voice} was not found."))
    speed = (told.get("voice_settings") or {}).get("speed") or 1.0
    if not SPEEDS[0] <= speed <= SPEEDS[1]:
        raise Refusal(_problem(400, "invalid_voice_settings", "speed is out of range"))
    suffix = f".{request.query.get('output_format', 'mp3').partition('_')[0]}"
    if suffix not in FORMATS:
        raise Refusal(_problem(400, "invalid_output_format", "output_format is not known"))
    world.bill("elevenlabs", "speech", model=model, characters=len(told["text"]))
    each = CHARACTER_SECONDS / speed
    sound = world.sound(seconds=round(max(len(told["text"]) * each, 0.3), 2), suffix=suffix)
    return told, sound, each, FORMATS[suffix][1]


def recognition(world: World, request: Request) -> Reply:
    told = request.fields()
    model = str(told.get("model_id", ""))
    _checked(world, model, "")
    if not isinstance(told.get("file"), File):
        return _problem(400, "invalid_file", "file is missing")
    world.bill("elevenlabs", "recognition", model=model)
    has_speakers = told.get("diarize") == "true"
    words = []
    for place, word in enumerate(HEARD.split()):
        at = place * 0.4
        speaker = ("speaker_0" if place < 2 else "speaker_1") if has_speakers else None
        words.append({"text": word, "start": at, "end": at + 0.35, "type": "word", "speaker_id": speaker})
        words.append(
            {"text": " ", "start": at + 0.35, "end": at + 0.4, "type": "spacing", "speaker_id": speaker}
        )
    words[-1] = {"text": "(laughs)", "start": 2.4, "end": 3.0, "type": "audio_event", "speaker_id": None}
    for row in words:
        row["logprob"] = -0.105
    head = {"language_code": told.get("language_code") or "eng", "language_probability": 0.98}
    return Reply(200, {**head, "text": HEARD, "words": words, "audio_duration_secs": 3.0})


def music(world: World, request: Request) -> Reply:
    told = request.json()
    _checked(world, told.get("model_id", ""), told.get("prompt", ""))
    world.bill("elevenlabs", "music", model=told.get("model_id"), milliseconds=told["music_length_ms"])
    return Reply(200, world.sound(seconds=told["music_length_ms"] / 1000), media_type="audio/mpeg")


def effect(world: World, request: Request) -> Reply:
    told = request.json()
    _checked(world, told.get("model_id", ""), told.get("text", ""))
    world.bill("elevenlabs", "effect", model=told.get("model_id"))
    return Reply(200, world.sound(seconds=float(told.get("duration_seconds") or 2)), media_type="audio/mpeg")


ROUTES: list[tuple[str, str, Callable[..., Reply]]] = [
    ("GET", r"/v1/models", models),
    ("GET", r"/v2/voices", voices),
    ("POST", r"/v1/text-to-speech/(?P<voice>[\w-]+)/with-timestamps", speech_with_times),
    ("POST", r"/v1/text-to-speech/(?P<voice>[\w-]+)", speech),
    ("GET", r"/v1/history", history),
    ("DELETE", r"/v1/history/(?P<item>\w+)", forget),
    ("POST", r"/v1/speech-to-text", recognition),
    ("POST", r"/v1/music", music),
    ("POST", r"/v1/sound-generation", effect),
]
