"""OpenAI at /openai/v1. `[[refuse]]` in a prompt is refused, `[[flag]]` is flagged by moderation, `[[tool]]`
calls the first tool with the JSON behind it. Settings: `video_seconds`, how long a film takes to make;
`flag_images`, whether moderation flags pictures.
"""

import base64
import json
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

from ai.emulator.wire import File, Refusal, Reply, Request
from ai.emulator.world import World
from ai.providers.fake import example, hashed
from ai.providers.samples import FORMATS

HEARD = "this is what the emulator heard"
SECONDS_PER_CHARACTER = 0.06


def _error(status: int, code: str, message: str) -> Reply:
    kind = "invalid_request_error"
    return Reply(status, {"error": {"message": message, "type": kind, "param": None, "code": code}})


def _checked(world: World, told: dict[str, Any], words: str) -> None:
    """What every request of this vendor is refused for."""
    model = str(told.get("model") or "")
    if not model:
        raise Refusal(_error(400, "missing_required_parameter", "you must provide a model parameter"))
    gone = f"The model `{model}` does not exist or you do not have access to it."
    world.must_have("openai", model, _error(404, "model_not_found", gone))
    if "[[refuse]]" in words:
        raise Refusal(_error(400, "moderation_blocked", "Your request was rejected by the safety system."))


def models(world: World, request: Request) -> Reply:
    ends = world.setting("ends", {})
    names = dict.fromkeys(row["model"] for row in world.models_of("openai"))
    rows = [{"id": name, "object": "model", "created": 1, "owned_by": "openai"} for name in names]
    for row in rows:
        if row["id"] in ends:
            row["shutdown_date"] = ends[row["id"]]
    return Reply(200, {"object": "list", "data": rows})


# -- chat ------------------------------------------------------------------------------------------------


def chat(world: World, request: Request) -> Reply:
    told = request.json()
    said = _said(told)
    _checked(world, told, said)
    world.bill("openai", "chat", model=told["model"], key=request.headers.get("idempotency-key", ""))
    message, finish = _reply_to(told, said)
    head = {"id": world.new_id("chatcmpl-"), "created": int(time.time()), "model": told["model"]}
    usage = {"prompt_tokens": len(said.split()), "completion_tokens": 7}
    usage["total_tokens"] = sum(usage.values())
    if told.get("stream"):
        wants_usage = bool((told.get("stream_options") or {}).get("include_usage"))
        pieces = _stream(head, message, finish, usage if wants_usage else None)
        return Reply(200, pieces, media_type="text/event-stream")
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    return Reply(200, {**head, "object": "chat.completion", "choices": [choice], "usage": usage})


def _said(told: dict[str, Any]) -> str:
    for message in reversed(told.get("messages") or []):
        if message.get("role") == "user":
            content = message.get("content")
            if isinstance(content, str):
                return content
            return " ".join(part.get("text", "") for part in content or [])
    return ""


def _reply_to(told: dict[str, Any], said: str) -> tuple[dict[str, Any], str]:
    before, mark, arguments = said.partition("[[tool]]")
    if mark and told.get("tools"):
        function = {"name": told["tools"][0]["function"]["name"], "arguments": arguments.strip() or "{}"}
        call = {"id": "call_1", "type": "function", "function": function}
        return {"role": "assistant", "content": before.strip() or None, "tool_calls": [call]}, "tool_calls"
    shape = told.get("response_format") or {}
    if shape.get("type") == "json_schema":
        found = example(shape["json_schema"]["schema"])
        if "texts" in found:
            found = {"texts": [f"translated: {text}" for text in json.loads(said)["texts"]]}
        return {"role": "assistant", "content": json.dumps(found)}, "stop"
    return {"role": "assistant", "content": f"You said: {said}"}, "stop"


def _stream(
    head: dict[str, Any], message: dict[str, Any], finish: str, usage: dict[str, int] | None
) -> Iterator[bytes]:
    def event(delta: dict[str, Any] | None, ended: str | None = None, **more: Any) -> bytes:
        choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": ended}]
        told = {**head, "object": "chat.completion.chunk", "choices": choices, **more}
        return b"data: " + json.dumps(told).encode() + b"\n\n"

    yield event({"role": "assistant", "content": ""})
    for word in (message.get("content") or "").split(" "):
        if word:
            yield event({"content": f"{word} "})
    for index, call in enumerate(message.get("tool_calls", ())):
        arguments = call["function"]["arguments"]
        named = {**call, "index": index, "function": {**call["function"], "arguments": ""}}
        yield event({"tool_calls": [named]})
        for piece in (arguments[: len(arguments) // 2], arguments[len(arguments) // 2 :]):
            yield event({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    yield event({}, finish)
    if usage:
        yield event(None, usage=usage)
    yield b"data: [DONE]\n\n"


# -- meaning ---------------------------------------------------------------------------------------------


def embeddings(world: World, request: Request) -> Reply:
    told = request.json()
    texts = told["input"] if isinstance(told.get("input"), list) else [told.get("input", "")]
    _checked(world, told, " ".join(texts))
    world.bill("openai", "embeddings", model=told["model"])
    rows = []
    for index, text in enumerate(texts):
        # Twice as long as a unit vector: clients have to bring it to length one.
        vector: Any = [2 * value for value in hashed(text)]
        if told.get("encoding_format") == "base64":
            vector = base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
        rows.append({"object": "embedding", "index": index, "embedding": vector})
    count = sum(len(text.split()) for text in texts)
    usage = {"prompt_tokens": count, "total_tokens": count}
    return Reply(200, {"object": "list", "model": told["model"], "data": rows, "usage": usage})


def moderations(world: World, request: Request) -> Reply:
    told = request.json()
    texts = told["input"] if isinstance(told.get("input"), list) else [told.get("input", "")]
    _checked(world, told, "")
    has_images = bool(texts) and isinstance(texts[0], dict)
    results = []
    for text in texts[:1] if has_images else texts:  # parts with pictures are one thing, with one verdict
        is_flagged = bool(world.setting("flag_images", None)) if has_images else "[[flag]]" in str(text)
        scores = {"violence": 0.98 if is_flagged else 0.01, "self-harm/intent": 0.0}
        categories = {name: score > 0.5 for name, score in scores.items()}
        results.append({"flagged": is_flagged, "categories": categories, "category_scores": scores})
        results[-1]["category_applied_input_types"] = {
            name: ["image" if has_images else "text"] for name in scores
        }
    return Reply(200, {"id": world.new_id("modr-"), "model": told["model"], "results": results})


# -- pictures and sound ----------------------------------------------------------------------------------


def images(world: World, request: Request) -> Reply:
    told = request.fields()
    _checked(world, told, str(told.get("prompt", "")))
    width, height = (int(side) for side in str(told.get("size") or "1024x1024").split("x"))
    world.bill("openai", "image", model=told["model"], size=told.get("size"))
    picture = base64.b64encode(world.picture(width=width, height=height)).decode()
    return Reply(200, {"created": int(time.time()), "output_format": "png", "data": [{"b64_json": picture}]})


def speech(world: World, request: Request) -> Reply:
    told = request.json()
    _checked(world, told, str(told.get("input", "")))
    if len(told.get("input", "")) > 4096:
        return _error(400, "string_above_max_length", "input is too long")
    world.bill("openai", "speech", model=told["model"], characters=len(told["input"]))
    suffix = f".{told.get('response_format', 'mp3')}"
    if suffix not in FORMATS:
        return _error(400, "invalid_value", f"response_format {suffix[1:]} is not known")
    kind = FORMATS[suffix][1]
    seconds = max(len(told["input"]) * SECONDS_PER_CHARACTER, 0.5) / float(told.get("speed", 1))
    return Reply(200, world.sound(seconds=round(seconds, 1), suffix=suffix), media_type=kind)


def transcriptions(world: World, request: Request) -> Reply:
    told = request.fields()
    _checked(world, told, "")
    if not isinstance(told.get("file"), File):
        return _error(400, "missing_required_parameter", "file is missing")
    world.bill("openai", "transcription", model=told["model"])
    words = HEARD.split()
    if told.get("response_format") == "diarized_json":
        parts = ((words[:3], "A", 0.0, 0.9), (words[3:], "B", 0.9, 1.8))
        segments = [
            {"id": f"seg_{who}", "type": "transcript.text.segment", "start": start, "end": end}
            | {"text": " ".join(said), "speaker": who}
            for said, who, start, end in parts
        ]
        return Reply(200, {"task": "transcribe", "duration": 1.8, "text": HEARD, "segments": segments})
    if told.get("response_format") == "verbose_json":
        times = [{"word": w, "start": n * 0.3, "end": n * 0.3 + 0.25} for n, w in enumerate(words)]
        segment = {
            "id": 0,
            "seek": 0,
            "start": 0.0,
            "end": 1.8,
            "text": HEARD,
            "tokens": [],
            "temperature": 0.0,
        }
        segment |= {"avg_logprob": -0.1, "compression_ratio": 1.0, "no_speech_prob": 0.0}
        told_of = {"language": "english", "duration": 1.8, "text": HEARD}
        return Reply(200, {"task": "transcribe", **told_of, "words": times, "segments": [segment]})
    return Reply(200, {"text": HEARD})


# -- films -----------------------------------------------------------------------------------------------


def create_video(world: World, request: Request) -> Reply:
    told = request.fields()
    _checked(world, told, str(told.get("prompt", "")))
    made = {"id": world.new_id("video_"), "created_at": time.time(), "model": told["model"]}
    made |= {"seconds": str(told.get("seconds", "4")), "size": told.get("size", "1280x720")}
    world.drawer("videos")[made["id"]] = made
    world.bill("openai", "video", model=told["model"], id=made["id"])
    return Reply(200, _video(world, made))


def get_video(world: World, request: Request, id: str) -> Reply:
    return Reply(200, _video(world, _kept_video(world, id)))


def video_content(world: World, request: Request, id: str) -> Reply:
    made = _kept_video(world, id)
    width, height = (int(side) for side in made["size"].split("x"))
    film = world.film(seconds=float(made["seconds"]), width=width, height=height)
    return Reply(200, film, media_type="video/mp4")


def delete_video(world: World, request: Request, id: str) -> Reply:
    world.drawer("videos").pop(id, None)
    return Reply(200, {"id": id, "object": "video.deleted", "deleted": True})


def _kept_video(world: World, id: str) -> dict[str, Any]:
    found: dict[str, Any] | None = world.drawer("videos").get(id)
    if found is None:
        raise Refusal(_error(404, "not_found", f"No video {id}."))
    return found


def _video(world: World, made: dict[str, Any]) -> dict[str, Any]:
    share = (time.time() - made["created_at"]) / max(world.setting("video_seconds", 0.3), 0.001)
    state = "completed" if share >= 1 else "in_progress" if share > 0.1 else "queued"
    error = world.setting("video_error", None)
    told = {
        **made,
        "created_at": int(made["created_at"]),
        "object": "video",
        "progress": min(int(share * 100), 100),
    }
    return {**told, "status": "failed" if error else state, "error": error}


ROUTES: list[tuple[str, str, Callable[..., Reply]]] = [
    ("GET", r"/v1/models", models),
    ("POST", r"/v1/chat/completions", chat),
    ("POST", r"/v1/embeddings", embeddings),
    ("POST", r"/v1/moderations", moderations),
    ("POST", r"/v1/images/(generations|edits)", images),
    ("POST", r"/v1/audio/speech", speech),
    ("POST", r"/v1/audio/transcriptions", transcriptions),
    ("POST", r"/v1/videos(/edits|/extensions)?", create_video),
    ("GET", r"/v1/videos/(?P<id>\w+)", get_video),
    ("GET", r"/v1/videos/(?P<id>\w+)/content", video_content),
    ("DELETE", r"/v1/videos/(?P<id>\w+)", delete_video),
]
