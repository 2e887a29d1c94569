import contextlib
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ai.capabilities import (
    Call,
    Media,
    MusicInput,
    ProviderError,
    RecognitionInput,
    SoundInput,
    SpeechInput,
    Unsupported,
)
from ai.emulator.world import World
from ai.providers.elevenlabs import Provider
from ai.providers.tests.logs import asked, body_of

Make = Callable[..., Call]
MODEL = "eleven_multilingual_v2"


@pytest.fixture
def elevenlabs(world: World) -> Iterator[Provider]:
    with contextlib.closing(Provider(key="xi-test", base_url=f"{world.address}/elevenlabs")) as made:
        yield made


def test_speech_tells_when_each_word_is_said(elevenlabs: Provider, world: World, call: Make) -> None:
    wish = SpeechInput("Good  morning,\neverybody", voice="voice-ben", language="de", speed=1.2)
    made = elevenlabs.text_to_speech(wish, call(MODEL, schema={"properties": {"language_code": {}}}))
    assert isinstance(made, Media)
    assert [word.text for word in made.words] == ["Good", "morning,", "everybody"]
    assert [round(word.start / 0.05) for word in made.words] == [0, 6, 15]
    assert made.words[-1].end == pytest.approx(made.duration, abs=0.1)
    sent = asked(world, "/voice-ben/with-timestamps")[0]
    body = body_of(sent)
    assert (sent["headers"]["xi-api-key"], sent["query"]) == ("xi-test", {"output_format": "mp3_44100_128"})
    assert (body["model_id"], body["language_code"], body["voice_settings"]) == (MODEL, "de", {"speed": 1.2})
    elevenlabs.text_to_speech(SpeechInput("Hi", language="de"), call(MODEL))
    assert "language_code" not in body_of(asked(world, "/voice-anna/with-timestamps")[0])
    assert [(voice.name, voice.gender) for voice in elevenlabs.voices()] == [
        ("Anna", "female"),
        ("Ben", "male"),
    ]


def test_recognition_gives_words_speakers_and_sentences(
    elevenlabs: Provider, world: World, call: Make, speech: Path
) -> None:
    found = elevenlabs.speech_to_text(
        RecognitionInput(speech, language="en", speakers=True), call("scribe_v2")
    )
    assert [word.text for word in found.words] == ["Hello", "there.", "This", "is", "the", "emulator."]
    assert found.words[0].confidence == pytest.approx(math.exp(-0.105))
    assert [(part.text, part.speaker) for part in found.segments] == [
        ("Hello there.", "speaker_0"),
        ("This is the emulator.", "speaker_1"),
    ]
    assert (found.duration, found.usage.amounts) == (3.0, {"second": 3.0})
    sent = asked(world, "/speech-to-text")[0]["body"]
    for name, value in (("diarize", "true"), ("timestamps_granularity", "word"), ("language_code", "en")):
        assert f'name="{name}"\r\n\r\n{value}' in sent


def test_music_and_sounds_have_the_asked_length(elevenlabs: Provider, world: World, call: Make) -> None:
    music = elevenlabs.music(MusicInput("calm piano", seconds=3.5), call("music_v2"))
    sound = elevenlabs.sound_effect(SoundInput("rain", seconds=1.5), call("eleven_text_to_sound_v2"))
    assert isinstance(music, Media)
    assert isinstance(sound, Media)
    assert music.duration == pytest.approx(3.5, abs=0.1)
    assert sound.duration == pytest.approx(1.5, abs=0.1)
    assert body_of(asked(world, "/music")[0]) == {
        "prompt": "calm piano",
        "music_length_ms": 3500,
        "model_id": "music_v2",
        "force_instrumental": True,
    }
    assert body_of(asked(world, "/sound-generation")[0])["duration_seconds"] == 1.5


@pytest.mark.parametrize(
    ("method", "wish", "option"),
    [
        ("text_to_speech", SpeechInput("x", speed=2), "speed"),
        ("music", MusicInput("x", seconds=601), "seconds"),
        ("music", MusicInput("x", seed=1), "seed"),
        ("sound_effect", SoundInput("x", seconds=31), "seconds"),
        ("speech_to_text", RecognitionInput(Path("x.wav"), script="y"), "script"),
    ],
)
def test_what_it_lacks_is_refused(
    elevenlabs: Provider, world: World, call: Make, method: str, wish: Any, option: str
) -> None:
    with pytest.raises(Unsupported) as refused:
        getattr(elevenlabs, method)(wish, call(MODEL))
    assert refused.value.option == option
    assert world.log == []


@pytest.mark.parametrize(
    ("status", "detail", "expected"),
    [
        (429, {"status": "too_many_concurrent_requests", "message": "x"}, ("busy", False, 3.0, False)),
        (401, {"status": "quota_exceeded", "message": "x"}, ("vendor_unpaid", True, None, False)),
        (401, {"status": "invalid_api_key", "message": "x"}, ("key_refused", True, None, False)),
        (400, {"status": "model_not_found", "message": "x"}, ("model_gone", True, None, True)),
        (400, {"status": "bad_prompt", "message": "x"}, ("content_refused", True, None, False)),
        (422, [{"loc": ["body"], "msg": "x"}], ("request_refused", True, None, False)),
        (500, "Internal Server Error", ("vendor_failed", False, 3.0, False)),
    ],
)
def test_errors_are_told_apart(
    elevenlabs: Provider, world: World, call: Make, status: int, detail: Any, expected: tuple[object, ...]
) -> None:
    rule = {"match": "POST .*", "status": status, "body": {"detail": detail}, "headers": {"Retry-After": "3"}}
    world.script({"rules": [rule]})
    with pytest.raises(ProviderError) as failed:
        elevenlabs.music(MusicInput("x"), call("music_v2"))
    found = failed.value
    assert (found.code, found.permanent, found.retry_after, found.model_gone) == expected
    assert len(asked(world, "/music")) == 1, "the SDK tries nothing again by itself"


def test_a_lost_answer_is_unanswered(elevenlabs: Provider, world: World, call: Make) -> None:
    world.script({"rules": [{"match": "POST .*", "reset": "after"}]})
    with pytest.raises(ProviderError) as lost:
        elevenlabs.sound_effect(SoundInput("x", seconds=1), call("eleven_text_to_sound_v2"))
    assert (lost.value.code, lost.value.permanent) == ("unanswered", False)


def test_its_list_tells_of_speech_only(elevenlabs: Provider, world: World) -> None:
    world.script({"settings": {"retired": ["eleven_v3"]}})
    known = {model.id for model in elevenlabs.known_models([MODEL, "eleven_v3", "music_v2", "scribe_v2"])}
    assert known == {MODEL, "music_v2", "scribe_v2"}
