import math
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ai.capabilities import (
    Call,
    ChatInput,
    ChatResult,
    ImageInput,
    Media,
    Message,
    ProviderError,
    RecognitionInput,
    Refused,
    SpeechInput,
    Started,
    Stopped,
    Tool,
    TranslationInput,
    Unsupported,
    VideoInput,
    VisionInput,
)
from ai.emulator.world import World
from ai.providers.openai import Provider
from ai.providers.tests.logs import asked, body_of

Make = Callable[..., Call]
CUT = Tool("cut", "Cuts a film", {"type": "object", "properties": {"start": {"type": "number"}}})


@pytest.fixture
def openai(world: World) -> Iterator[Provider]:
    with closing(Provider(key="sk-test", base_url=f"{world.address}/openai/v1", has_videos=True)) as made:
        yield made


def said(text: str, **more: object) -> ChatInput:
    return ChatInput([Message("system", "Be brief."), Message("user", text)], **more)  # type: ignore[arg-type]


def test_chat_sends_what_the_vendor_documents(
    openai: Provider, world: World, call: Make, picture: Path
) -> None:
    history = (
        Message("user", "What is this?", images=(picture,)),
        Message(
            "assistant", "", tool_calls=openai.chat(said("[[tool]]{}", tools=[CUT]), call("m")).tool_calls
        ),
        Message("tool", "done", tool_call_id="call_1"),
        Message("user", "Thanks"),
    )
    result = openai.chat(
        ChatInput(history, tools=[CUT], max_tokens=9), call("gpt-6-luna", options={"top_p": 0.5})
    )
    assert (result.text, result.finish, result.usage.amounts["call"]) == ("You said: Thanks", "stop", 1)
    sent = asked(world, "/chat/completions")[-1]
    body = body_of(sent)
    assert (body["model"], body["max_completion_tokens"], body["top_p"]) == ("gpt-6-luna", 9, 0.5)
    assert sent["headers"]["authorization"] == "Bearer sk-test"
    assert sent["headers"]["idempotency-key"].startswith("job-")
    image = body["messages"][0]["content"][1]
    assert image["image_url"]["url"].startswith("data:image/png;base64,iVBOR")
    assert body["messages"][1]["tool_calls"][0]["function"] == {"name": "cut", "arguments": "{}"}
    assert body["messages"][2] == {"role": "tool", "tool_call_id": "call_1", "content": "done"}
    assert body["tools"][0]["function"]["parameters"] == CUT.parameters


def test_a_stream_gives_pieces_and_then_the_same_as_without(openai: Provider, call: Make) -> None:
    wish = said('Yes: [[tool]]{"start": 1.5}', tools=[CUT])
    *pieces, last = openai.stream_chat(wish, call("gpt-6-luna"))
    assert isinstance(last, ChatResult)
    assert "".join(str(piece) for piece in pieces) == last.text == "Yes: "
    assert last.finish == "tools"
    assert [(each.name, each.arguments) for each in last.tool_calls] == [("cut", {"start": 1.5})]
    assert last.usage.amounts["input_token"] == 3
    assert last.tool_calls == openai.chat(wish, call("gpt-6-luna")).tool_calls


def test_a_stream_is_left_when_it_shall_stop(openai: Provider, call: Make) -> None:
    stops = iter([False, False, True])
    stream = openai.stream_chat(said("one two three four"), call("m", should_stop=lambda: next(stops)))
    with pytest.raises(Stopped):
        list(stream)


def test_translation_and_vision_are_read_from_structured_answers(
    openai: Provider, world: World, call: Make, picture: Path
) -> None:
    texts = openai.translation(TranslationInput(["One", "Two"], target="de"), call("gpt-6-luna")).texts
    assert texts == ("translated: One", "translated: Two")
    seen = openai.vision(VisionInput([picture]), call("gpt-6-luna"))
    assert (seen.labels, seen.objects[0].width) == (("fake",), 1.0)
    shape = body_of(asked(world, "/chat/completions")[-1])["response_format"]
    assert (shape["type"], shape["json_schema"]["strict"]) == ("json_schema", True)


def test_vectors_have_length_one_and_verdicts_their_scores(openai: Provider, call: Make) -> None:
    found = openai.embeddings(["red fox", "red fox", "blue sky"], call("text-embedding-3-small"))
    assert all(math.isclose(math.fsum(x * x for x in vector), 1, rel_tol=1e-6) for vector in found.vectors)
    assert found.vectors[0] == found.vectors[1] != found.vectors[2]
    fine, bad = openai.moderation(["hello", "[[flag]]"], call("omni-moderation-latest"))
    assert (fine.is_flagged, bad.is_flagged, bad.categories["violence"]) == (False, True, 0.98)


def test_pictures_and_speech_become_measured_files(
    openai: Provider, world: World, call: Make, picture: Path
) -> None:
    made = openai.text_to_image(ImageInput("a cat", width=96, height=64), call("gpt-image-2.6-flare"))
    assert isinstance(made, Media)
    assert (made.width, made.height, made.media_type) == (96, 64, "image/png")
    openai.text_to_image(ImageInput("it, but blue", width=96, height=64, reference=picture), call("m"))
    assert b'name="image' in asked(world, "/images/edits")[0]["body"].encode()
    spoken = openai.text_to_speech(SpeechInput("Good morning to all of you", speed=1.25), call("tts-1"))
    assert isinstance(spoken, Media)
    assert spoken.duration == pytest.approx(26 * 0.06 / 1.25, abs=0.15)
    assert body_of(asked(world, "/audio/speech")[0])["speed"] == 1.25
    for wish, option in (
        (ImageInput("x", seed=1), "seed"),
        (ImageInput("x", negative_prompt="y"), "negative_prompt"),
    ):
        with pytest.raises(Unsupported) as refused:
            openai.text_to_image(wish, call("m"))
        assert refused.value.option == option


def test_recognition_asks_for_what_the_model_has(openai: Provider, call: Make, speech: Path) -> None:
    def formats(*names: str) -> dict[str, object]:
        return {"properties": {"response_format": {"enum": list(names)}}}

    timed = openai.speech_to_text(RecognitionInput(speech), call("w", schema=formats("json", "verbose_json")))
    assert (timed.words[2].text, timed.words[2].start) == ("what", 0.6)
    speakers = openai.speech_to_text(
        RecognitionInput(speech, speakers=True), call("d", schema=formats("json", "diarized_json"))
    )
    assert [part.speaker for part in speakers.segments] == ["A", "B"]
    plain = openai.speech_to_text(RecognitionInput(speech), call("p", schema=formats("json")))
    assert (plain.words, len(plain.notes)) == ((), 1)
    with pytest.raises(Unsupported, match="speakers"):
        openai.speech_to_text(RecognitionInput(speech, speakers=True), call("p"))


def test_films_of_a_compatible_server(openai: Provider, world: World, call: Make, picture: Path) -> None:
    wish = VideoInput("a cat", seconds=4, width=320, height=180, image=picture)
    started = openai.image_to_video(wish, call("sora-2"))
    assert isinstance(started, Started)
    sent = asked(world, "/videos")[0]["body"]
    assert 'name="input_reference"' in sent
    assert 'name="seconds"\r\n\r\n4' in sent
    world.script({"settings": {"video_seconds": 60}})
    heard: list[float] = []
    assert (
        openai.follow(started.remote_id, call("m", progress=lambda percent, _: heard.append(percent))) is None
    )
    assert len(heard) == 1
    world.script({"settings": {"video_seconds": 0}})
    made = openai.follow(started.remote_id, call("m"))
    assert made is not None
    assert (made.width, made.height) == (320, 180)
    assert made.duration == pytest.approx(4, abs=0.1)
    openai.cancel(started.remote_id)
    openai.cancel("video_forgotten")
    assert len(asked(world, started.remote_id, "DELETE")) == 1
    with pytest.raises(ProviderError, match="2026-09-24"):
        Provider(key="k").text_to_video(wish, call("sora-2"))


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (429, {"message": "slow down", "code": "rate_limit_exceeded"}, ("busy", False, 7.0, False)),
        (429, {"message": "no money", "code": "insufficient_quota"}, ("vendor_unpaid", True, None, False)),
        (401, {"message": "Incorrect API key provided: sk-abc123def"}, ("key_refused", True, None, False)),
        (404, {"message": "The model `m` does not exist"}, ("model_gone", True, None, True)),
        (404, {"message": "no such path"}, ("request_refused", True, None, False)),
        (400, {"message": "no", "code": "moderation_blocked"}, ("content_refused", True, None, False)),
        (409, {"message": "again"}, ("busy", False, 7.0, False)),
        (503, {"message": "overloaded"}, ("vendor_failed", False, 7.0, False)),
        (422, {"message": "wrong size"}, ("request_refused", True, None, False)),
    ],
)
def test_errors_are_told_apart(
    openai: Provider,
    world: World,
    call: Make,
    status: int,
    error: dict[str, str],
    expected: tuple[object, ...],
) -> None:
    rule = {"match": "POST /openai/v1/chat/completions", "status": status, "body": {"error": error}}
    world.script({"rules": [{**rule, "headers": {"Retry-After": "7"}}]})
    with pytest.raises(ProviderError) as failed:
        openai.chat(said("hello"), call("m"))
    found = failed.value
    assert (found.code, found.permanent, found.retry_after, found.model_gone) == expected
    assert isinstance(found, Refused) == (found.code == "content_refused")
    assert "sk-abc" not in found.message
    assert len(asked(world, "/chat/completions")) == 1, "the SDK tries nothing again by itself"


def test_a_lost_answer_is_told_from_a_vendor_that_is_away(openai: Provider, world: World, call: Make) -> None:
    world.script({"rules": [{"match": "POST .*", "reset": "after"}]})
    with pytest.raises(ProviderError) as lost:
        openai.chat(said("hello"), call("m"))
    assert (lost.value.code, lost.value.permanent) == ("unanswered", False)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = Provider(key="k", base_url=f"http://127.0.0.1:{nobody.getsockname()[1]}/v1")
        with pytest.raises(ProviderError) as unreachable:
            away.chat(said("hello"), call("m"))
    assert (unreachable.value.code, unreachable.value.permanent) == ("unreachable", False)
    world.script({"rules": [{"match": "POST .*", "delay": 1.0}]})
    with pytest.raises(ProviderError) as slow:
        openai.chat(said("hello"), call("m", deadline=0.2))
    assert slow.value.code == "unanswered"


def test_the_vendor_tells_which_models_it_has_and_when_they_end(openai: Provider, world: World) -> None:
    world.script({"settings": {"retired": ["gpt-4.1-mini"], "ends": {"gpt-5.1": "2027-04-01"}}})
    known = {model.id: model.ends_on for model in openai.known_models(["gpt-5.1", "gpt-4.1-mini", "tts-1"])}
    assert set(known) == {"gpt-5.1", "tts-1"}
    assert str(known["gpt-5.1"]) == "2027-04-01"
