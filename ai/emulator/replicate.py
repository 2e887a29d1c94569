"""Replicate at /replicate/v1. Settings: `takes` (seconds that a prediction works, 0.3), `end` (how it ends:
succeeded, failed, canceled, aborted; `error` says why), `removed` (its output is gone). `[[fail]]` and
`[[refuse]]` in a prompt end it so. Callbacks are signed with the secret of /v1/webhooks/default/secret.
"""

import base64
import json
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ai.emulator.callbacks import call_back, standard_webhook
from ai.emulator.wire import File, Refusal, Reply, Request
from ai.emulator.world import World

SECRET = "whsec_" + base64.b64encode(b"the emulator signs with this").decode()
ENDED = frozenset({"succeeded", "failed", "canceled", "aborted"})
LINES = {"480p": 480, "512p": 512, "720p": 720, "768p": 768, "1080p": 1080, "4k": 2160}
STEP = 0.02
LISTED = 100


def _problem(status: int, title: str, detail: str, **headers: str) -> Reply:
    return Reply(status, {"title": title, "detail": detail, "status": status}, headers)


def _row(world: World, name: str) -> dict[str, Any]:
    for row in world.models_of("replicate"):
        if row["model"].partition(":")[0] == name:
            return row
    raise Refusal(_problem(404, "Not found", "The requested resource could not be found."))


# -- models, files, secret -------------------------------------------------------------------------------


def model(world: World, request: Request, name: str) -> Reply:
    row = _row(world, name)
    owner, short = name.split("/")
    schema: dict[str, Any] = {"type": "object", "title": "Input", "properties": {}}
    schemas: dict[str, Any] = {"Input": schema}
    for key, declared in row["schema"].get("properties", {}).items():
        fields = dict(declared)
        if "enum" in fields:  # Replicate writes choices as schemas of their own
            schemas[key] = {"title": key, "enum": fields.pop("enum"), "type": fields.pop("type", "string")}
            fields["allOf"] = [{"$ref": f"#/components/schemas/{key}"}]
        schema["properties"][key] = fields
    if required := row["schema"].get("required"):
        schema["required"] = required
    version: dict[str, Any] = {
        "id": "a" * 64,
        "created_at": _now(),
        "cog_version": "0.16",
        "openapi_schema": None,
    }
    version["openapi_schema"] = {"components": {"schemas": schemas}}
    told = {"url": f"{request.address}/{name}", "owner": owner, "name": short, "description": row["name"]}
    told |= {"visibility": "public", "github_url": None, "paper_url": None, "license_url": None}
    told |= {"run_count": 1, "cover_image_url": None, "default_example": None, "latest_version": version}
    return Reply(200, told)


def upload(world: World, request: Request) -> Reply:
    given = request.fields().get("content")
    if not isinstance(given, File):
        return _problem(400, "Bad request", "content is missing")
    key = world.new_id("file-")
    world.drawer("files")[key] = given
    told = {"id": key, "name": given.name, "content_type": given.media_type, "size": len(given.content)}
    told |= {"etag": key, "checksums": {}, "metadata": {}, "created_at": _now(), "expires_at": _now()}
    return Reply(201, {**told, "urls": {"get": f"{request.address}/replicate/v1/files/{key}"}})


def download(world: World, request: Request, id: str) -> Reply:
    given = world.drawer("files").get(id)
    if given is None:
        return _problem(404, "Not found", "No such file.")
    return Reply(200, given.content, media_type=given.media_type)


def secret(world: World, request: Request) -> Reply:
    return Reply(200, {"key": SECRET})


# -- predictions -----------------------------------------------------------------------------------------


def create(world: World, request: Request, name: str = "") -> Reply:
    told = request.json()
    if not name:
        name = next(
            (row["model"] for row in world.models_of("replicate") if row["model"].endswith(told["version"])),
            "",
        )
        name = name.partition(":")[0]
    row = _row(world, name)
    given = told.get("input") or {}
    if wrong := _wrong_input(row["schema"], given):
        return _problem(422, "Input validation failed", wrong)
    made = {"id": world.new_id("p"), "model": name, "version": told.get("version") or "hidden"}
    made |= {"input": given, "kind": row["capability"], "began": time.time(), "cancelled": None}
    made |= {"webhook": told.get("webhook") or "", "filter": told.get("webhook_events_filter")}
    made["cancel_after"] = request.headers.get("cancel-after", "")
    with world.lock:
        world.drawer("predictions")[made["id"]] = made
        world.bill("replicate", "prediction", id=made["id"], model=name, input=given)
    if made["webhook"]:
        threading.Thread(target=_tell, args=(world, made, request.address), daemon=True).start()
    return Reply(201, _shown(world, made, request.address))


def _wrong_input(schema: dict[str, Any], given: dict[str, Any]) -> str:
    properties = schema.get("properties", {})
    for key, value in given.items():
        if key not in properties:
            return f"- input.{key}: Additional property {key} is not allowed"
        if "enum" in properties[key] and value not in properties[key]["enum"]:
            return f"- input.{key}: must be one of {properties[key]['enum']}"
    missing = [key for key in schema.get("required", ()) if key not in given]
    return f"- input: {missing[0]} is required" if missing else ""


def listing(world: World, request: Request) -> Reply:
    newest = sorted(world.drawer("predictions").values(), key=lambda made: -made["began"])
    start = int(request.query.get("cursor") or 0)
    rows = [_shown(world, made, request.address) for made in newest[start : start + LISTED]]
    for row in rows:
        row.pop("webhook")  # the list does not tell it
    more = f"{request.address}/replicate/v1/predictions?cursor={start + LISTED}"
    return Reply(
        200, {"previous": None, "next": more if len(newest) > start + LISTED else None, "results": rows}
    )


def get(world: World, request: Request, id: str) -> Reply:
    return Reply(200, _shown(world, _kept(world, id), request.address))


def cancel(world: World, request: Request, id: str) -> Reply:
    made = _kept(world, id)
    if _state(world, made) not in ENDED:
        made["cancelled"] = time.time()
    return Reply(200, _shown(world, made, request.address))


def output(world: World, request: Request, id: str) -> Reply:
    made = _kept(world, id)
    given = made["input"]
    if made["kind"] == "music":
        return Reply(200, world.sound(seconds=float(given.get("duration", 30))), media_type="audio/mpeg")
    width, height = _size(given)
    if made["kind"] == "text-to-image":
        return Reply(200, world.picture(width=width, height=height), media_type="image/png")
    frames, rate = float(given.get("num_frames", 0)), float(given.get("frames_per_second", 16))
    seconds = float(given.get("duration") or (frames - 1) / rate if frames else given.get("duration", 5))
    film = world.film(seconds=seconds, width=width, height=height)
    return Reply(200, film, media_type="video/mp4")


def _size(given: dict[str, Any]) -> tuple[int, int]:
    if "width" in given:
        return int(given["width"]), int(given["height"])
    lines = LINES.get(str(given.get("resolution") or given.get("target_resolution") or "720p").lower(), 720)
    found = re.fullmatch(r"(\d+):(\d+)", str(given.get("aspect_ratio", "")))
    across, down = (int(found[1]), int(found[2])) if found else (16, 9)
    longer = round(lines * max(across, down) / min(across, down) / 2) * 2
    return (longer, lines) if across >= down else (lines, longer)


def at_work(world: World) -> list[str]:
    """The predictions that have not ended: what a client that is done with everything should not leave."""
    with world.lock:
        predictions = list(world.drawer("predictions").values())
    return [made["id"] for made in predictions if _state(world, made) not in ENDED]


def _kept(world: World, id: str) -> dict[str, Any]:
    found: dict[str, Any] | None = world.drawer("predictions").get(id)
    if found is None:
        raise Refusal(_problem(404, "Not found", "The requested resource could not be found."))
    return found


def _state(world: World, made: dict[str, Any]) -> str:
    if made["cancelled"]:
        return "canceled"
    age, takes = time.time() - made["began"], float(world.setting("takes", 0.3))
    if age < takes:
        return "processing" if age > takes / 4 else "starting"
    words = str(made["input"].get("prompt", ""))
    if "[[fail]]" in words or "[[refuse]]" in words:
        return "failed"
    return str(world.setting("end", "succeeded"))


def _shown(world: World, made: dict[str, Any], address: str) -> dict[str, Any]:
    state = _state(world, made)
    home = f"{address}/replicate"
    suffix = {"music": "mp3", "text-to-image": "png"}.get(made["kind"], "mp4")
    has_output = state == "succeeded" and not world.setting("removed", None)
    told = {"id": made["id"], "model": made["model"], "version": made["version"], "input": made["input"]}
    told |= {
        "status": state,
        "logs": "50%|#####     | 5/10" if state == "processing" else "",
        "source": "api",
    }
    told["output"] = f"{home}/out/{made['id']}/output.{suffix}" if has_output else None
    refused = "[[refuse]]" in str(made["input"].get("prompt", ""))
    why = (
        "The input was flagged as sensitive. (E005)"
        if refused
        else world.setting("error", "CUDA out of memory")
    )
    told["error"] = why if state == "failed" else None
    told |= {"created_at": _stamp(made["began"]), "data_removed": False, "webhook": made["webhook"]}
    told |= {"started_at": None if state in {"starting", "aborted"} else _stamp(made["began"])}
    told |= {"completed_at": _now() if state in ENDED else None}
    told["metrics"] = {"predict_time": float(world.setting("takes", 0.3))} if state in ENDED else {}
    one = f"{home}/v1/predictions/{made['id']}"
    return {**told, "urls": {"get": one, "cancel": f"{one}/cancel"}}


def _tell(world: World, made: dict[str, Any], address: str) -> None:
    """Calls back once it has ended."""
    while _state(world, made) not in ENDED:
        time.sleep(STEP)
    body = json.dumps(_shown(world, made, address)).encode()
    message = world.new_id("msg_")
    call_back(
        world,
        url=made["webhook"],
        body=body,
        headers=lambda: standard_webhook(id=message, body=body, secret=SECRET),
    )


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def _now() -> str:
    return _stamp(time.time())


ONE = r"/v1/predictions/(?P<id>\w+)"
ROUTES: list[tuple[str, str, Callable[..., Reply]]] = [
    ("GET", r"/v1/models/(?P<name>[\w.-]+/[\w.-]+)", model),
    ("POST", r"/v1/models/(?P<name>[\w.-]+/[\w.-]+)/predictions", create),
    ("POST", r"/v1/predictions", create),
    ("GET", r"/v1/predictions", listing),
    ("GET", ONE, get),
    ("POST", ONE + r"/cancel", cancel),
    ("POST", r"/v1/files", upload),
    ("GET", r"/v1/files/(?P<id>[\w-]+)", download),
    ("GET", r"/v1/webhooks/default/secret", secret),
    ("GET", r"/out/(?P<id>\w+)/output\.\w+", output),
]
