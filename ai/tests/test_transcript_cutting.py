"""A film is cut by its words: what is struck out goes, its neighbours stay whole, and so do their times."""

import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from rest_framework.test import APIClient

from accounts.models import User
from ai.models import Transcript
from ai.services.transcripts import cutting, reading, writing
from conftest import client_of
from jobs.models import Job
from videos.models import Video
from videos.tests.films import a_video, finished

Word = tuple[str, float, float]


def transcript(*words: Word, language: str = "en", duration: float = 10.0) -> Transcript:
    """A transcript that nobody has stored."""
    rows = [
        {"text": text, "start": start, "end": end, "confidence": 1.0, "speaker": ""}
        for text, start, end in words
    ]
    return Transcript(video=Video(duration=duration), language=language, words=rows)


def spoken(text: str, *, pace: float = 0.3, pause: float = 0.05, language: str = "en") -> Transcript:
    """Words that follow each other evenly; `|` is a pause of half a second."""
    words, time = list[Word](), 0.5
    for word in text.split():
        if word == "|":
            time += 0.5
            continue
        words.append((word, time, time + pace))
        time += pace + pause
    return transcript(*words, language=language, duration=time + 0.5)


def said(strikes: Sequence[cutting.Strike]) -> list[tuple[str, str]]:
    return [(strike.text, strike.kind) for strike in strikes]


# -- which part goes with a word ---------------------------------------------------------------------------

FOUR = (("one", 1.0, 1.4), ("two", 2.0, 2.5), ("three", 2.5, 3.0), ("four", 3.4, 4.0))


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ([1], [(1.7, 2.47)]),  # half the pause before it; behind it no pause, so a guard
        ([1, 2], [(1.7, 3.2)]),
        ([2, 1, 2], [(1.7, 3.2)]),
        ([0], [(0.5, 1.7)]),
        ([3], [(3.2, 7.0)]),
        ([0, 3], [(0.5, 1.7), (3.2, 7.0)]),
        ([0, 1, 2, 3], [(0.5, 7.0)]),
        ([], []),
    ],
)
def test_a_word_takes_half_of_the_pauses_with_it(words: list[int], parts: list[tuple[float, float]]) -> None:
    assert cutting.parts_without(transcript=transcript(*FOUR), words=words) == parts


def test_neighbours_are_never_clipped() -> None:
    """Where words touch or people speak at once, what goes is less than the word, or nothing."""
    dense = transcript(("a", 1.0, 1.3), ("b", 1.3, 1.6), ("c", 1.58, 2.0), ("d", 2.0, 2.05), ("e", 2.05, 2.4))
    assert cutting.parts_without(transcript=dense, words=[1]) == [(1.33, 1.55)]
    assert cutting.parts_without(transcript=dense, words=[3]) == []
    assert cutting.parts_without(transcript=dense, words=[0, 2, 4])[1] == (1.63, 1.97)


def test_a_long_talk_is_cut_in_a_blink() -> None:
    """Every second of 40 000 words: one look at each, not at each beside all others."""
    long = spoken("word " * 40_000)
    parts = cutting.parts_without(transcript=long, words=range(0, 40_000, 2))
    assert len(parts) == 20_000


# -- what is suggested --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "So um we erm, go", [("um", "filler"), ("erm,", "filler")]),
        ("en", "Um, uh, we go", [("Um, uh,", "filler")]),
        ("en", "We go, you know, home", [("you know,", "filler")]),
        ("en", "We | you know | go home", [("you know", "filler")]),
        ("en", "Do you know him", []),
        ("en", "I know. You know. He knows.", []),
        ("en", "It is | sort of | blue and I mean it", [("sort of", "filler")]),
        ("en", "a kind of blue", []),
        ("en-GB", "I I I think the, the end", [("I I", "stutter"), ("the,", "stutter")]),
        ("en", "It was very very good that that went. Went home", []),
        ("en", "We re- remember", [("re-", "stutter")]),
        ("de", "Wir gehen um acht ähm nach Haus", [("ähm", "filler")]),
        ("vi", "Ờm tôi | thì là | đi chợ", [("Ờm", "filler"), ("thì là", "filler")]),
        ("vi", "Thế à bạn ừ đi từ từ thôi", []),
        ("vi", "À, tôi tôi đi", [("À,", "filler"), ("tôi", "stutter")]),
        ("xx", "um um er er", []),
    ],
)
def test_fillers_are_what_says_nothing(language: str, text: str, found: list[tuple[str, str]]) -> None:
    assert said(cutting.fillers(transcript=spoken(text, language=language))) == found


def test_long_pauses_leave_a_breath() -> None:
    talk = transcript(("one", 1.0, 2.0), ("two", 2.7, 3.0), ("at once", 2.8, 5.0), ("three", 6.0, 6.5))
    (pause,) = cutting.pauses(transcript=talk)
    assert (pause.start, pause.end, pause.words) == (5.125, 5.875, (3,))
    found = cutting.pauses(transcript=talk, minimum=0.5, leave=0.1)
    assert [(each.start, each.end) for each in found] == [(2.05, 2.65), (5.05, 5.95)]
    assert cutting.pauses(transcript=talk, minimum=0.5, leave=0.98) == []


# -- over the wire ------------------------------------------------------------------------------------------

WORDS = (
    ("Well", 0.2, 0.5), ("um", 0.6, 0.8), ("this", 0.84, 1.0), ("goes", 1.1, 1.4), ("away", 1.4, 1.8),
    ("here", 2.7, 2.9),
)  # fmt: skip


@pytest.fixture
def talk(alice: User) -> Video:
    """Three seconds at 25 frames a second, of which somebody knows the words."""
    video = a_video(alice)
    published(video, *WORDS)
    return video


def published(video: Video, *words: Word, language: str = "en") -> Transcript:
    rows = transcript(*words).words
    segment = {"text": " ".join(word[0] for word in words), "start": words[0][1], "end": words[-1][2]}
    return writing.publish(
        video=video, language=language, origin=Transcript.Origin.RECOGNISED, segments=[segment], words=rows
    )


def address(video: Video, name: str, language: str = "en") -> str:
    return f"/api/videos/{video.pk}/transcripts/{language}/{name}"


@pytest.mark.django_db(transaction=True)
def test_a_cut_is_shown_and_priced_before_it_is_made(api: APIClient, talk: Video) -> None:
    body = {"revision": 1, "strike": [[3, 4]], "fillers": True, "pauses": {"minimum": 0.8}, "dryRun": True}
    answer = api.post(address(talk, "cut"), body).json()
    assert answer["strikes"] == [
        {"startTime": 0.55, "endTime": 0.81, "text": "um", "kind": "filler", "words": [1]},
        {"startTime": 1.05, "endTime": 2.25, "text": "goes away", "kind": "words", "words": [3, 4]},
        {"startTime": 1.925, "endTime": 2.575, "text": "", "kind": "pause", "words": [5]},
    ]
    parts = [{"startTime": 0.55, "endTime": 0.81}, {"startTime": 1.05, "endTime": 2.575}]
    assert answer["operations"] == [{"operation": "remove-parts", "parts": parts}]
    assert answer["secondsRemoved"] == pytest.approx(1.76, abs=0.05)
    edit = {"videoId": str(talk.pk), "operations": answer["operations"]}
    assert answer["quote"] == api.post("/api/video/edit?dryRun=true", edit).json()["quote"]
    assert not Job.objects.filter(kind="video.edit").exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_left_keeps_its_words_and_their_times(api: APIClient, talk: Video) -> None:
    """The edit is an ordinary one; the new film brings its transcript with it, without listening again."""
    body = {"revision": 1, "strike": [1, [3, 4]]}
    first = api.post(address(talk, "cut"), body, headers={"Idempotency-Key": "cut-1"})
    again = api.post(address(talk, "cut"), body, headers={"Idempotency-Key": "cut-1"})
    assert (first.status_code, again.json()["id"]) == (202, first.json()["id"])
    job = finished(Job.objects.get(pk=first.json()["id"]))
    assert job.result["mode"] in {"smart", "encode"}
    made = Video.objects.get(pk=job.outputs[0]["id"])
    left = reading.current(video=made, language="en")
    assert left is not None
    assert (left.origin, [word["text"] for word in left.words]) == ("cut", ["Well", "this", "here"])
    # 0.56-0.8 and 1.04-2.24, on the frames, are gone.
    starts = [word["start"] for word in left.words]
    assert starts == pytest.approx([0.2, 0.6, 1.26], abs=0.04)
    assert made.duration == pytest.approx(talk.duration - 1.44, abs=0.05)


@pytest.mark.django_db(transaction=True)
def test_suggestions_can_be_taken_one_by_one(api: APIClient, talk: Video) -> None:
    found = api.get(address(talk, "suggestions") + "?minimum=0.5&leave=0.1").json()
    assert (found["revision"], [each["text"] for each in found["fillers"]]) == (1, ["um"])
    (pause,) = found["pauses"]
    wish = {"revision": 1, "dryRun": True, "pauses": {"minimum": 0.5, "leave": 0.1, "before": pause["words"]}}
    assert api.post(address(talk, "cut"), wish).json()["strikes"] == [pause]
    wish["pauses"] = {"before": []}
    refused = api.post(address(talk, "cut"), wish)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "nothing_struck")


REFUSED: list[tuple[dict[str, Any], int, str, str | None]] = [
    ({"revision": 2, "strike": [1]}, 409, "stale_revision", None),
    ({"strike": [1]}, 400, "required", "revision"),
    ({"revision": 1}, 400, "nothing_struck", "strike"),
    ({"revision": 1, "strike": [6]}, 400, "no_such_word", "strike"),
    ({"revision": 1, "strike": [[2, 1]]}, 400, "invalid", "strike.0"),
    ({"revision": 1, "strike": [True]}, 400, "invalid", "strike.0"),
    ({"revision": 1, "strike": [[0, 999_999]]}, 400, "too_many", "strike"),
    ({"revision": 1, "pauses": {"minimum": 0}}, 400, "min_value", "pauses.minimum"),
]


@pytest.mark.django_db(transaction=True)
def test_what_makes_no_sense_is_refused(api: APIClient, talk: Video) -> None:
    for body, status, code, attr in REFUSED:
        answer = api.post(address(talk, "cut"), body)
        error = answer.json()["errors"][0]
        assert (answer.status_code, error["code"], error["attr"]) == (status, code, attr), body


@pytest.mark.django_db(transaction=True)
def test_only_words_with_times_can_be_struck(alice: User, talk: Video) -> None:
    segments = [{"text": "Xin chào", "start": 0.0, "end": 2.0}]
    writing.publish(
        video=talk, language="vi", origin=Transcript.Origin.TRANSLATED, segments=segments, words=[]
    )
    with pytest.raises(ValidationError, match="cannot be cut by its words"):
        cutting.draft(user=alice, video_id=talk.pk, language="vi", wish=cutting.Wish(1, (0,)))


@pytest.mark.django_db(transaction=True)
def test_somebody_elses_words_do_not_exist(bob: User, talk: Video) -> None:
    client, other = client_of(bob), Video(pk=uuid.uuid4())
    for video in (talk, other):
        assert client.post(address(video, "cut"), {"revision": 1, "strike": [1]}).status_code == 404
        assert client.get(address(video, "suggestions")).status_code == 404
