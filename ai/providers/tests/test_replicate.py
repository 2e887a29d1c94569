import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from replicate.webhook import Webhooks, WebhookSigningSecret

from ai.capabilities import (
    Call,
    ImageInput,
    LipSyncInput,
    Media,
    MusicInput,
    Outcome,
    ProviderError,
    Refused,
    Started,
    Stopped,
    StyleInput,
    Unsupported,
    UpscaleInput,
    VideoInput,
)
from ai.emulator.replicate import SECRET
from ai.emulator.world import World
from ai.providers.replicate import Provider
from ai.providers.replicate.form import seed_of
from ai.providers.tests.logs import asked, body_of
from videos.media.probe import probe

Make = Callable[..., Call]
SEEDANCE = "bytedance/seedance-1-pro"
WISH = VideoInput("a fox in the snow", seconds=2, width=854, height=480)
HAILUO = "minimax/hailuo-02"  # takes no seed


@pytest.fixture
def replicate(world: World) -> Provider:
    return Provider(key="r8-test", base_url=f"{world.address}/replicate")


def ended(replicate: Provider, started: Outcome, call: Call) -> Media:
    assert isinstance(started, Started)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if made := replicate.follow(started.remote_id, call):
            return made
        time.sleep(0.02)
    raise AssertionError("The prediction did not end.")


def test_a_film_is_submitted_as_documented_and_copied(replicate: Provider, world: World, call: Make) -> None:
    heard: list[float] = []
    work = call(
        SEEDANCE, webhook="http://127.0.0.1:9/x", deadline=90.0, progress=lambda p, _: heard.append(p)
    )
    wish = VideoInput("a fox", seconds=2, width=1280, height=720)
    made = ended(replicate, replicate.text_to_video(wish, work), work)
    sent = asked(world, f"/models/{SEEDANCE}/predictions")[0]
    assert (sent["headers"]["authorization"], sent["headers"]["cancel-after"]) == ("Bearer r8-test", "90s")
    body = body_of(sent)
    seed = seed_of(work.key)
    inputs = {"prompt": "a fox", "duration": 2, "aspect_ratio": "16:9", "resolution": "720p", "seed": seed}
    assert body == {"input": inputs, "webhook": work.webhook, "webhook_events_filter": ["completed"]}
    assert (made.width, made.height, made.seed) == (1280, 720, seed)
    assert made.usage.amounts["second"] == made.duration == pytest.approx(2, abs=0.1)
    assert made.path.parent == work.folder
    assert probe(made.path).audio is not None
    assert 50.0 in heard


def test_files_are_uploaded_and_reach_the_models_own_parameters(
    replicate: Provider, world: World, call: Make, film: Path, picture: Path, speech: Path
) -> None:
    def inputs(started: Outcome) -> dict[str, Any]:
        assert isinstance(started, Started)
        found: dict[str, Any] = replicate._predictions.get(started.remote_id)["input"]
        return found

    kling = call("kwaivgi/kling-v2.1")
    first = inputs(replicate.image_to_video(VideoInput("it moves", seconds=5, image=picture), kling))
    uploaded = first.pop("start_image")
    assert first == {"prompt": "it moves", "duration": 5}
    uploads = [row for row in asked(world, "/v1/files") if "picture.png" in row["body"]]
    assert len(uploads) == 1
    assert uploaded.startswith(f"{world.address}/replicate/v1/files/file-")
    synced = inputs(replicate.lip_sync(LipSyncInput(film, speech), call("kwaivgi/kling-lip-sync")))
    assert set(synced) == {"video_url", "audio_file"}
    larger = inputs(replicate.upscale(UpscaleInput(film, scale=4), call("topazlabs/video-upscale")))
    assert larger["target_resolution"] == "720p"
    styled = inputs(replicate.style_transfer(StyleInput(film, "oil"), call("runwayml/gen4-aleph")))
    assert "oil painting" in styled["prompt"]
    frames = inputs(replicate.text_to_video(VideoInput("x", seconds=6), call("wan-video/wan-2.2-t2v-fast")))
    assert (frames["num_frames"], frames["frames_per_second"]) == (97, 16)


@pytest.mark.parametrize(
    ("model", "wish", "option"),
    [
        (SEEDANCE, VideoInput("x", seconds=13), "seconds"),
        (SEEDANCE, VideoInput("x", seconds=2.5), "seconds"),
        (SEEDANCE, VideoInput("x", negative_prompt="y"), "negative_prompt"),
        (SEEDANCE, VideoInput("x", width=1000, height=700), "width"),
        (SEEDANCE, VideoInput("x", width=3840, height=2160), "height"),
        ("google/veo-3-fast", VideoInput("x", seconds=5), "seconds"),
        (HAILUO, VideoInput("x", seconds=6, seed=1), "seed"),
        (HAILUO, VideoInput("x", seconds=6, width=720, height=1280), "width"),
        ("google/lyria-2", MusicInput("x", seconds=20), "seconds"),
        ("google/lyria-2", MusicInput("x", instrumental=False), "instrumental"),
        ("google/imagen-4", ImageInput("x", reference=Path("y.png")), "reference"),
    ],
)
def test_what_a_model_has_no_place_for_is_refused(
    replicate: Provider, world: World, call: Make, model: str, wish: Any, option: str
) -> None:
    methods = {VideoInput: "text_to_video", MusicInput: "music", ImageInput: "text_to_image"}
    with pytest.raises(Unsupported) as refused:
        getattr(replicate, methods[type(wish)])(wish, call(model))
    assert refused.value.option == option
    assert world.billed == []


def test_music_and_pictures_come_as_what_they_are(replicate: Provider, call: Make) -> None:
    work = call("stability-ai/stable-audio-2.5")
    music = ended(replicate, replicate.music(MusicInput("calm", seconds=3), work), work)
    assert (music.media_type, round(music.duration), music.width) == ("audio/mpeg", 3, 0)
    work = call("black-forest-labs/flux-1.1-pro")
    image = ended(replicate, replicate.text_to_image(ImageInput("x", width=512, height=256), work), work)
    assert (image.media_type, image.width, image.usage.amounts) == ("image/png", 512, {"image": 1})


@pytest.mark.parametrize("webhook", ["", "http://127.0.0.1:9/hook?job={key}"])
def test_a_submit_whose_answer_was_lost_is_found_and_not_billed_twice(
    replicate: Provider, world: World, call: Make, webhook: str
) -> None:
    other = call(SEEDANCE, key="another job")
    replicate.text_to_video(WISH, other)
    work = call(SEEDANCE)
    work = call(SEEDANCE, webhook=webhook.format(key=work.key))
    world.script({"rules": [{"match": "POST .*/predictions", "reset": "after"}]})
    started = replicate.text_to_video(WISH, work)
    assert isinstance(started, Started)
    assert started.remote_id == world.billed[1]["id"]
    again = replicate.text_to_video(WISH, call(SEEDANCE, webhook=work.webhook, attempt=2))
    assert again == started
    assert len(world.billed) == 2
    assert ended(replicate, started, work).duration > 1


def test_a_submit_that_was_not_accepted_is_to_be_tried_again(
    replicate: Provider, world: World, call: Make
) -> None:
    world.script({"rules": [{"match": "POST .*/predictions", "reset": "before"}]})
    with pytest.raises(ProviderError) as lost:
        replicate.text_to_video(WISH, call(SEEDANCE))
    assert (lost.value.code, lost.value.permanent) == ("unanswered", False)
    assert isinstance(replicate.text_to_video(WISH, call(SEEDANCE, attempt=2)), Started)
    assert len(world.billed) == 1


def test_what_cannot_be_found_again_is_not_sent_again(replicate: Provider, world: World, call: Make) -> None:
    world.script({"rules": [{"match": "POST .*/predictions", "reset": "after"}]})
    with pytest.raises(ProviderError) as unclear:
        replicate.text_to_video(VideoInput("x", seconds=6), call(HAILUO))
    assert (unclear.value.code, unclear.value.permanent) == ("submit_unclear", True)


@pytest.mark.parametrize(
    ("end", "error", "code", "permanent"),
    [
        ("aborted", "", "too_slow", False),
        ("canceled", "", "vendor_cancelled", False),
        ("failed", "CUDA out of memory", "vendor_failed", True),
        ("failed", "Prediction flagged as sensitive (E005)", "content_refused", True),
    ],
)
def test_every_end_is_an_end(
    replicate: Provider, world: World, call: Make, end: str, error: str, code: str, permanent: bool
) -> None:
    world.script({"settings": {"takes": 0, "end": end, "error": error}})
    started = replicate.text_to_video(WISH, call(SEEDANCE))
    assert isinstance(started, Started)
    with pytest.raises(ProviderError) as failed:
        replicate.follow(started.remote_id, call(SEEDANCE))
    assert (failed.value.code, failed.value.permanent) == (code, permanent)
    assert isinstance(failed.value, Refused) == (code == "content_refused")


def test_a_result_that_was_removed_is_lost(replicate: Provider, world: World, call: Make) -> None:
    world.script({"settings": {"takes": 0, "removed": True}})
    started = replicate.text_to_video(WISH, call(SEEDANCE))
    assert isinstance(started, Started)
    with pytest.raises(ProviderError, match="removed"):
        replicate.follow(started.remote_id, call(SEEDANCE))


def test_to_stop_reaches_the_vendor_once_and_late_is_no_error(
    replicate: Provider, world: World, call: Make
) -> None:
    world.script({"settings": {"takes": 60}})
    started = replicate.text_to_video(WISH, call(SEEDANCE))
    assert isinstance(started, Started)
    with pytest.raises(Stopped):
        replicate.follow(started.remote_id, call(SEEDANCE, should_stop=lambda: True))
    assert replicate._predictions.get(started.remote_id)["status"] == "canceled"
    replicate.cancel(started.remote_id)
    replicate.cancel("forgotten")


@pytest.mark.parametrize(
    ("status", "told", "header", "expected"),
    [
        (429, "Request was throttled. Your rate limit resets in ~12s.", "", ("busy", 12.0, False)),
        (429, "Too many", "30", ("busy", 30.0, False)),
        (402, "Insufficient credit", "", ("vendor_unpaid", None, False)),
        (422, "input.prompt is required", "", ("request_refused", None, False)),
        (500, "Internal", "2", ("vendor_failed", 2.0, False)),
    ],
)
def test_errors_are_told_apart_and_not_repeated_by_the_sdk(
    replicate: Provider,
    world: World,
    call: Make,
    status: int,
    told: str,
    header: str,
    expected: tuple[object, ...],
) -> None:
    rule: dict[str, Any] = {
        "match": ".*/predictions.*",
        "status": status,
        "times": 2,
        "body": {"detail": told},
    }
    world.script({"rules": [{**rule, "headers": {"Retry-After": header} if header else {}}]})
    for ask in (
        lambda: replicate.text_to_video(WISH, call(SEEDANCE)),
        lambda: replicate.follow("p1", call(SEEDANCE)),
    ):
        with pytest.raises(ProviderError) as failed:
            ask()
        found = failed.value
        assert (found.code, found.retry_after, found.model_gone) == expected
    assert len([row for row in world.log if row["rule"]]) == 2


def test_what_is_not_found_is_the_model_at_a_submit_and_the_work_at_a_look(
    replicate: Provider, world: World, call: Make
) -> None:
    world.script({"settings": {"retired": [SEEDANCE]}})
    with pytest.raises(ProviderError) as gone:
        replicate.text_to_video(WISH, call(SEEDANCE, schema={"properties": {"prompt": {}, "duration": {}}}))
    with pytest.raises(ProviderError) as lost:
        replicate.follow("p1", call(SEEDANCE))
    assert (gone.value.code, gone.value.model_gone) == ("model_gone", True)
    assert (lost.value.code, lost.value.model_gone) == ("work_lost", False)


def test_a_models_own_schema_is_read_with_its_choices(replicate: Provider, world: World) -> None:
    world.script({"settings": {"retired": [HAILUO]}})
    (known,) = replicate.known_models([SEEDANCE, HAILUO])
    assert known.id == SEEDANCE
    assert known.schema["properties"]["resolution"]["enum"] == ["480p", "720p", "1080p"]
    assert known.schema["properties"]["duration"]["maximum"] == 12


@pytest.mark.parametrize(
    ("modes", "expected"),
    [(["send"], [0]), (["twice"], [0, 0]), (["lose"], []), (["later", "send"], [1, 0])],
)
def test_the_emulator_calls_back_signed_and_as_it_is_told(
    replicate: Provider, world: World, call: Make, modes: list[str], expected: list[int]
) -> None:
    inbox = world.drawer("inbox").setdefault("/_inbox/hook", [])
    world.script({"settings": {"takes": 0}, "callbacks": modes})
    ids = []
    for left in range(len(modes), 0, -1):
        work = call(SEEDANCE, webhook=f"{world.address}/_inbox/hook")
        started = replicate.text_to_video(WISH, work)
        assert isinstance(started, Started)
        ids.append(started.remote_id)
        until(lambda left=left: len(world.callbacks) < left)  # type: ignore[misc]
    until(lambda: len(inbox) >= len(expected))
    assert [json.loads(row["body"])["id"] for row in inbox] == [ids[number] for number in expected]
    secret = WebhookSigningSecret(key=SECRET)
    for row in inbox:
        Webhooks.validate(headers=row["headers"], body=row["body"], secret=secret, tolerance=300)
    assert len({row["headers"]["webhook-id"] for row in inbox}) == len(set(expected))


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)
