"""Moments are found by what is said and seen: the right ones first, one's own only, nothing for nonsense."""

import uuid
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.conf import settings as platform
from django.db import connection
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.capabilities import Call, SpeechInput, Word
from ai.models import EmbeddedText, FrameDescription, IndexedVideo, ModelSpec, Passage, Transcript
from ai.providers.local import provider
from ai.services.searching import finding, indexing, marking, nearness, relating, spaces, windows
from ai.services.searching.finding import Moment
from ai.services.searching.terms import lexemes, terms_of
from ai.services.transcripts import writing
from ai.signals import frames_described
from ai.tests.talking import film_with
from conftest import client_of
from jobs.models import OutboxMessage
from videos.models import Video
from videos.services import library
from videos.tests.films import a_video

pytestmark = pytest.mark.django_db(transaction=True)

TALKS = {
    "Team meeting": "Let us talk about money first. The new plan costs twelve dollars a month. "
    "Students keep the free plan. We will open the office in Berlin in spring.",
    "Kitchen": "Mix the flour with warm water and some salt. Let the dough rest for an hour. "
    "Then bake the loaf in a very hot oven. The crust should sound hollow.",
    "Ocean": "Humpback whales travel thousands of miles every year. They sing long songs under water. "
    "The calf stays with its mother for a year.",
}
Segment = tuple[float, float, str]


def spoken(text: str) -> tuple[Path, tuple[Word, ...]]:
    """A film in which a voice says the text, and when each word comes."""
    folder = Path(mkdtemp(prefix="spoken-", dir=platform.HOME_DIR))
    sound = provider().text_to_speech(SpeechInput(text), Call(model="local", key="search", folder=folder))
    return film_with(sound.path, seconds=sound.words[-1].end + 1), sound.words


def said(video: Video, *segments: Segment, language: str = "en") -> Transcript:
    rows = [{"start": start, "end": end, "text": text} for start, end, text in segments]
    origin = Transcript.Origin.ALIGNED
    return writing.publish(video=video, language=language, origin=origin, segments=rows, words=[])


def work_through() -> None:
    """What the workers do once the messages reach them."""
    for row in IndexedVideo.objects.exclude(due_at=None):
        indexing.index(video_id=row.pk)


def bare_video(user: User, title: str, *, seconds: float = 120) -> Video:
    return Video.objects.create(
        owner=user, title=title, source=Video.Source.UPLOAD, file="none.mp4", size=1, duration=seconds,
        status=Video.Status.READY,
    )  # fmt: skip


def titles(moments: list[Moment]) -> list[str]:
    return [moment.title for moment in moments]


def test_on_real_speech_the_moments_of_known_phrases_come_first(api: APIClient, alice: User) -> None:
    said_at: dict[str, float] = {}
    for title, text in TALKS.items():
        film, words = spoken(text)
        video = a_video(alice, source=film, title=title)
        rows = [{"start": words[0].start, "end": words[-1].end, "text": text}]
        writing.publish(
            video=video, language="en", origin=Transcript.Origin.ALIGNED, segments=rows, words=words
        )
        said_at |= {f"{title}: {word.text}": word.start for word in reversed(words)}
    work_through()
    for query, title, sentence in [
        ("costs twelve dollars", "Team meeting", said_at["Team meeting: The"]),
        ("the dough rest", "Kitchen", said_at["Kitchen: Let"]),
        ("long songs under water", "Ocean", said_at["Ocean: They"]),
        # Not one word of these is said.
        ("subscription price", "Team meeting", None),
        ("how to make bread", "Kitchen", None),
        ("sea animals", "Ocean", None),
    ]:
        answer = api.get("/api/videos/search", {"q": query})
        assert answer.status_code == 200, answer.content
        best = answer.json()["results"][0]
        assert (best["title"], best["kind"]) == (title, "speech"), (query, answer.json())
        assert (best["score"] > 0.75) is (sentence is not None), (query, best)
        if sentence is not None:  # where its sentence begins, not where the stretch does
            assert best["matchTime"] == pytest.approx(sentence, abs=0.01), query
    picture = api.get(best["thumbnailUrl"])
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/jpeg")


def test_nonsense_finds_nothing_and_what_is_asked_must_make_sense(api: APIClient, alice: User) -> None:
    for title, text in TALKS.items():
        said(bare_video(alice, title), (0, 20, text))
    work_through()
    for query in ("asdkjh qwoeiu", "kubernetes ingress controller", "zzz", "knitting a scarf", "?!", "\0"):
        found = finding.find(user=alice, query=query)
        assert found == [], (query, found)
    assert api.get("/api/videos/search").status_code == 400
    assert api.get("/api/videos/search?q=x&kind=smell").status_code == 400
    assert api.get("/api/videos/search?q=x&limit=0").status_code == 400


def test_one_finds_only_ones_own_and_within_the_film_that_is_asked(
    api: APIClient, alice: User, bob: User
) -> None:
    first, second = bare_video(alice, "One"), bare_video(alice, "Two")
    for video in (first, second):
        said(video, (0, 9, "The lighthouse keeper lights the lamp."))
    work_through()
    assert set(titles(finding.find(user=alice, query="lighthouse keeper"))) == {"One", "Two"}
    assert finding.find(user=bob, query="lighthouse keeper") == []
    only = api.get("/api/videos/search", {"q": "lighthouse", "videoId": str(second.pk)}).json()
    assert [each["title"] for each in only["results"]] == ["Two"]
    assert only["total"] == 1
    foreign = client_of(bob).get("/api/videos/search", {"q": "lighthouse", "videoId": str(second.pk)})
    assert foreign.status_code == 404
    library.delete(user=alice, video_id=first.pk)
    assert titles(finding.find(user=alice, query="lighthouse keeper")) == ["Two"]


def test_words_are_found_without_marks_in_scripts_without_spaces_and_while_typing(alice: User) -> None:
    video = bare_video(alice, "Lời nói")
    said(video, (3, 9, "Bây giờ chúng ta nói về giá cả của gói mới."), language="vi")
    said(video, (20, 25, "Gia ca la mot tu khac."), language="vi-x")
    said(bare_video(alice, "話"), (0, 5, "今日は新しい料金について話します。"), language="ja")
    work_through()
    assert [moment.start for moment in finding.find(user=alice, query="gia ca")] == [20, 3]
    assert [moment.start for moment in finding.find(user=alice, query="giá cả")] == [3, 20]
    assert [moment.start for moment in finding.find(user=alice, query="giá cả", language="vi")] == [3]
    assert titles(finding.find(user=alice, query="料金")) == ["話"]
    said(video, (0, 5, "The photosynthesis of plants."))
    work_through()
    assert [moment.text[:9] for moment in finding.find(user=alice, query="photosyn")] == ["The photo"]
    finished = terms_of("photosyn ")
    assert finished is not None
    assert not finished.beginning
    # A word that is not said does not hide the rest of what is asked.
    assert finding.find(user=alice, query="photosynthesis of green plants")[0].kind == "speech"


def test_what_is_seen_and_read_is_found_and_titles_follow_their_changes(alice: User) -> None:
    video = bare_video(alice, "Untitled")
    FrameDescription.objects.create(video=video, time=12, text="A red bicycle leans on a wall", ocr="EXIT 23")
    FrameDescription.objects.create(video=video, time=14, text="A street at night", ocr="EXIT 23")
    frames_described.send(sender=FrameDescription, video=video)
    work_through()
    seen = finding.find(user=alice, query="red bicycle")[0]
    assert (seen.kind, seen.start, seen.end) == ("frame", 12, 14)
    assert [moment.start for moment in finding.find(user=alice, query="exit 23", kind="text")] == [12]
    assert finding.find(user=alice, query="harbour") == []
    library.update(user=alice, video_id=video.pk, changes={"title": "Harbour at dawn"})
    work_through()
    assert [moment.kind for moment in finding.find(user=alice, query="harbour")] == ["title"]
    assert finding.find(user=alice, query="harbour", video_id=video.pk) == []
    assert finding.find(user=alice, query="untitled") == []


def test_a_changed_transcript_lays_out_only_what_changed(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = bare_video(alice, "Talk", seconds=400)
    rows = [(at * 40.0, at * 40.0 + 9, f"Chapter {at} is about the number {at * 7}.") for at in range(5)]
    said(video, *rows)
    work_through()
    before = dict(Passage.objects.values_list("text", "pk"))
    laid: list[str] = []
    ask = spaces.ask

    def listening(spec: ModelSpec, texts: list[str]) -> object:
        laid.extend(texts)
        return ask(spec, texts)

    monkeypatch.setattr(spaces, "ask", listening)
    rows[2] = (*rows[2][:2], "Chapter two is about something else.")
    said(video, *rows)
    work_through()
    assert laid == ["Chapter two is about something else."]
    after = dict(Passage.objects.values_list("text", "pk"))
    assert len(after) == len(before) == 6
    assert {text for text in after if after[text] != before.get(text)} == set(laid)
    indexing.index(video_id=video.pk)
    assert dict(Passage.objects.values_list("text", "pk")) == after
    # The same words in another film have the same vector; no model is asked.
    said(bare_video(alice, "Talk"), *rows)
    work_through()
    assert laid == ["Chapter two is about something else."]
    writing.remove(video=video, language="en")
    work_through()
    assert not Passage.objects.filter(video=video, kind="speech").exists()


def test_what_changes_while_it_is_indexed_is_left_to_the_next_worker(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = bare_video(alice, "Talk")
    said(video, (0, 5, "The old words."))
    lay_out = spaces.lay_out

    def slow(**asked: object) -> object:
        monkeypatch.setattr(spaces, "lay_out", lay_out)
        said(video, (0, 5, "The new words."))
        return lay_out(**asked)  # type: ignore[arg-type]

    monkeypatch.setattr(spaces, "lay_out", slow)
    assert not indexing.index(video_id=video.pk)
    assert not Passage.objects.exists()
    assert indexing.index(video_id=video.pk)
    assert "The new words." in Passage.objects.values_list("text", flat=True)
    row = IndexedVideo.objects.get()
    assert (row.done, row.due_at) == (row.asked, None)


def test_lost_messages_and_forgotten_films_are_caught_up(alice: User) -> None:
    video, other = bare_video(alice, "Talk"), bare_video(alice, "Forgotten")
    said(video, (0, 5, "Some words."))
    OutboxMessage.objects.all().delete()
    assert indexing.sweep() == 0  # a worker may still be at it
    IndexedVideo.objects.update(due_at="2020-01-01T00:00:00Z")
    assert (indexing.sweep(), indexing.sweep()) == (1, 0)
    assert (indexing.catch_up(), indexing.catch_up()) == (1, 0)
    assert IndexedVideo.objects.filter(video=other).exists()


def test_another_model_takes_over_in_the_background_while_the_old_one_answers(
    alice: User, settings: Settings
) -> None:
    film = bare_video(alice, "Ocean")
    said(film, (0, 20, TALKS["Ocean"]))
    work_through()
    old = IndexedVideo.objects.get().space
    settings.AI_FAKE = settings.SEARCH_PAID_EMBEDDINGS = True
    ModelSpec.objects.filter(capability="embeddings").update(is_default=False)
    ModelSpec.objects.filter(capability="embeddings", provider="fake").update(
        is_default=True, limits={"leastScore": 0.2}
    )
    assert titles(finding.find(user=alice, query="sea animals"))[0] == "Ocean"
    assert (indexing.catch_up(), indexing.catch_up()) == (1, 0)
    assert titles(finding.find(user=alice, query="sea animals"))[0] == "Ocean"
    work_through()
    row = IndexedVideo.objects.get()
    assert row.space != old
    # One word is no meaning: the title is found as a word only.
    assert set(Passage.objects.values_list("kind", "space")) == {("speech", row.space), ("title", "")}
    settings.AI_FAKE = False  # a model that does not answer: words still find, and nothing is thrown away
    said(film, (0, 20, TALKS["Ocean"]), (40, 45, "A new sentence about corals."))
    work_through()
    assert finding.find(user=alice, query="corals")[0].start == 40


FILL = """
INSERT INTO ai_passage
(user_id, video_id, kind, language, start, "end", text, times, digest,
 words, spec_id, space, dimensions, vector)
SELECT %s, %s, 'speech', 'en', n, n + 1, 'made up', '[]', n, '', %s, %s, 384,
       (SELECT array_agg(sin(n * 7.1 + d * d)) FROM generate_series(1, 384) d)::halfvec
FROM generate_series(1, %s) n
"""


def fill(user: User, video: Video, count: int) -> None:
    """Passages with made-up vectors, all of one space."""
    space = spaces.current()
    assert space is not None
    with connection.cursor() as cursor:
        cursor.execute(FILL, [user.pk, video.pk, space.spec.pk, space.name, count])
        cursor.execute("ANALYZE ai_passage")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearness, "LOOKED_THROUGH", 50)


def test_many_rows_go_through_the_index_and_one_persons_do_not_hide_anothers(
    alice: User, bob: User, few: None
) -> None:
    fill(alice, bare_video(alice, "Many"), 2000)
    fill(bob, bare_video(bob, "Some"), 60)
    for user, count in ((alice, 10), (bob, 10)):
        rows = Passage.objects.for_user(user)
        point = list(rows.get(start=7).vector or [])
        exact = nearness.nearest(rows=rows, vector=point, limit=count, is_exact=True)
        through = nearness.nearest(rows=rows, vector=point, limit=count, is_exact=False)
        assert len({key for key, _ in exact} & {key for key, _ in through}) >= 9
        assert exact[0][1] == pytest.approx(1, abs=1e-3)
    assert not nearness.are_few(Passage.objects.for_user(alice))
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN SELECT id FROM ai_passage WHERE user_id = %s AND dimensions = 384"
            " ORDER BY vector::halfvec(384) <=> %s LIMIT 10",
            [alice.pk, str(point)],
        )
        assert "ai_passages_near_384" in str(cursor.fetchall())


def test_ones_own_texts_are_found_through_the_index_too(api: APIClient, alice: User, few: None) -> None:
    api.post("/api/embeddings/create", {"text": "The cat sleeps on the warm sofa."})
    row = EmbeddedText.objects.get()
    for number in range(60):
        row.pk, row.vector = uuid.uuid4(), [float((number * at) % 7 - 3) for at in range(1, 385)]
        row.save(force_insert=True)
    found = api.post("/api/embeddings/search", {"query": "a cat on the sofa", "limit": 5}).json()["results"]
    assert found[0]["text"] == "The cat sleeps on the warm sofa."
    assert found[0]["score"] > 0.7
    assert len(found) == 5


def test_related_films_say_why(alice: User, bob: User) -> None:
    ocean = bare_video(alice, "Ocean")
    said(ocean, (0, 20, TALKS["Ocean"]))
    said(bare_video(alice, "Divers"), (0, 9, "Divers listened to the songs of whales under water."))
    said(bare_video(alice, "Kitchen"), (0, 20, TALKS["Kitchen"]))
    said(bare_video(bob, "Foreign"), (0, 20, TALKS["Ocean"]))
    copy = bare_video(alice, "Ocean (cut)")
    Video.objects.filter(pk=copy.pk).update(parent=ocean)
    said(copy, (0, 20, TALKS["Ocean"]))
    work_through()
    found = relating.related(user=alice, video_id=ocean.pk)
    assert [each.title for each in found] == ["Divers"]
    assert "whales" in found[0].reason
    with pytest.raises(Video.DoesNotExist):
        relating.related(user=bob, video_id=ocean.pk)


def test_the_library_shows_moments_with_the_match_marked(alice: User) -> None:
    browser = APIClient()
    browser.force_login(alice)
    video = bare_video(alice, "Talk <1>")
    said(video, (0, 5, "It begins with <b>words</b>."), (30, 35, "Then a lighthouse & its keeper come."))
    work_through()
    shown = browser.get("/videos/moments/", {"search": "lighthouse & its"}).content.decode()
    assert "<mark>lighthouse &amp; its</mark> keeper" in shown
    assert f'href="/videos/{video.pk}/?t=30"' in shown
    assert "Talk &lt;1&gt;" in shown
    none = browser.get("/videos/moments/", {"search": "<i>nobody</i>"}).content.decode()
    assert "“&lt;i&gt;nobody&lt;/i&gt;”" in none
    assert not browser.get("/videos/moments/", {"search": "x"}).content.strip()


def test_stretches_overlap_by_a_sentence_and_know_when_each_is_said() -> None:
    segments = [
        {"text": f"Sentence {n} is here. And more {n}!", "start": n * 8, "end": n * 8 + 7} for n in range(6)
    ]
    found = windows.windows(segments=segments, words=[])
    assert found[0].text == "Sentence 0 is here. And more 0! Sentence 1 is here."
    assert found[1].text.startswith("Sentence 1 is here. And more 1!")
    for one, following in pairwise(found):
        assert one.text.endswith(following.text[: following.times[1][0]].strip())
        assert one.end - one.start <= windows.MOST_SECONDS
    starts = {window.text[letter:].split()[0] for window in found for letter, _ in window.times}
    assert starts == {"Sentence", "And"}
    assert found[0].times[2] == (32, 8.0)
    endless = [{"text": " ".join(["word"] * 400), "start": 0, "end": 160}]
    longest = max(len(window.text) for window in windows.windows(segments=endless, words=[]))
    assert longest <= windows.MOST_LETTERS
    assert windows.windows(segments=[{"text": " ", "start": 0, "end": 1}], words=[]) == []
    apart = [{"text": "Here.", "start": 0, "end": 1}, {"text": "There.", "start": 9, "end": 10}]
    assert [window.text for window in windows.windows(segments=apart, words=[])] == ["Here.", "There."]


def test_any_text_can_be_stored_and_asked_for(alice: User) -> None:
    odd = "It's 3.5 o'clock: mail a.b@c.de \\ 'quoted' | & ! <-> :* ½ ﬁne ŉ e\u0301 \U0001f600"
    video = bare_video(alice, "Odd")
    said(video, (0, 5, odd))
    work_through()
    for query in (odd, "3.5 o'clock", "a.b@c.de", "'quoted' | &", "fine", "é", "½", "it's"):
        assert finding.find(user=alice, query=query), query
    assert lexemes("Bread, warm bread") == "'bread':1,3 'warm':2"
    terms = terms_of("warm bread")
    assert terms is not None
    assert marking.matches("A Warm  bréad and warm tea", terms) == [(2, 13)]
    long = "word " * 60 + "needle " + "word " * 60
    needle = terms_of("needle")
    assert needle is not None
    shown = marking.snippet(long, marking.matches(long, needle))
    assert ("needle", True) in shown
    assert len("".join(text for text, _ in shown)) < 200
