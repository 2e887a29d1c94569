"""Films that are written here without a model: what is said, and whether it can be drawn."""

from itertools import pairwise

import pytest

from ai.capabilities import CAMERAS, Screenplay, ScreenplayWish, Stopped
from ai.language.languages import language_of
from ai.language.pace import seconds_to_say
from ai.providers.local import LocalProvider
from ai.providers.local.painting.reading import Vision, read
from ai.providers.local.painting.shots import plan
from ai.providers.local.screenwriting import explained
from ai.providers.local.screenwriting.arcs import THEMES
from ai.providers.local.screenwriting.wishing import read_wish, topic_of
from ai.providers.local.tests.conftest import Calling


def played(local: LocalProvider, calling: Calling, prompt: str, **fields: object) -> Screenplay:
    return local.screenplay(ScreenplayWish(prompt, **fields), calling())  # type: ignore[arg-type]


def seen(play: Screenplay) -> list[Vision]:
    return [read(shot.picture)[0] for shot in play.shots]


@pytest.mark.parametrize("seconds", [10.0, 31.5, 60.0, 180.0])
def test_a_film_lasts_as_asked_and_says_nothing_twice(
    local: LocalProvider, calling: Calling, seconds: float
) -> None:
    play = played(local, calling, "A lighthouse keeper's last night before the storm", seconds=seconds)
    assert sum(shot.seconds for shot in play.shots) == pytest.approx(seconds, abs=0.01)
    assert min(shot.seconds for shot in play.shots) > 1.5
    assert all(shot.camera in CAMERAS for shot in play.shots)
    assert all(one.camera != other.camera for one, other in pairwise(play.shots))
    assert len({shot.text for shot in play.shots}) == len(play.shots)
    said = sum(seconds_to_say(shot.text) for shot in play.shots)
    assert 0.6 * seconds < said < 1.12 * seconds
    assert play.is_draft
    assert "local writer" in play.notes[0]
    again = played(local, calling, "A lighthouse keeper's last night before the storm", seconds=seconds)
    assert again == play


def test_a_story_is_about_its_hero_its_place_and_its_weather(local: LocalProvider, calling: Calling) -> None:
    play = played(local, calling, "A lighthouse keeper's last night before the storm")
    assert play.title == "A Lighthouse Keeper's Last Night before the Storm"
    assert play.shots[0].text.startswith("A lighthouse keeper's last night before the storm.")
    assert sum("the lighthouse keeper" in shot.text.lower() for shot in play.shots) >= 3
    visions = seen(play)
    assert [vision.place for vision in visions].count("sea") >= 4
    assert "storm" in {vision.weather for vision in visions[-2:]}
    assert [visions[0].time, visions[-1].time] == ["dusk", "night"]
    assert any("lighthouse" in vision.things for vision in visions)


def test_a_day_passes_in_vietnamese(local: LocalProvider, calling: Calling) -> None:
    play = played(local, calling, "Một ngày ở phố cổ Hội An", language="vi", seconds=30)
    assert (play.language, play.title) == ("vi", "Một ngày ở phố cổ Hội An")
    assert all(language_of(shot.text) == "vi" for shot in play.shots)
    visions = seen(play)
    assert [vision.place for vision in visions].count("oldtown") >= 4
    assert [visions[0].time, visions[-1].time] == ["dawn", "night"]
    assert "lanterns" in visions[-1].things
    assert language_of(" ".join(shot.picture for shot in play.shots)) == "en"


@pytest.mark.parametrize(
    ("prompt", "place", "words"),
    [
        ("Explain why the sky is blue for children", "diagram", "shorter|short"),
        ("How coffee gets from the farm to your cup", "table", "roast|fire|brown"),
        ("A 40 second video about the water cycle", "diagram", "vapour"),
        ("Vì sao bầu trời có màu xanh?", "diagram", "sóng"),
    ],
)
def test_what_is_known_is_explained_step_by_step(
    local: LocalProvider, calling: Calling, prompt: str, place: str, words: str
) -> None:
    language = "vi" if prompt.startswith("Vì") else "en"
    play = played(local, calling, prompt, seconds=35, language=language)
    assert place in {vision.place for vision in seen(play)}
    assert any(word in " ".join(shot.text for shot in play.shots) for word in words.split("|"))
    assert play.shots[-1].text != play.shots[0].text


def test_a_story_told_in_the_wish_is_told_in_its_own_words(local: LocalProvider, calling: Calling) -> None:
    own = [
        "A boy finds a boat on the beach.",
        "He rows out to the island.",
        "At night he sees the lighthouse.",
    ]
    play = played(local, calling, " ".join(own), seconds=30)
    said = [shot.text for shot in play.shots]
    assert [text for text in said if text in own] == own
    assert [said[0], said[-1]] == [own[0], own[2]]


def test_a_language_it_has_not_is_said_so(local: LocalProvider, calling: Calling) -> None:
    play = played(local, calling, "Eine Nacht im Wald, und die Sterne sind zu sehen", language="de")
    assert play.language == "en"
    assert "English and Vietnamese only" in play.notes[1]
    assert language_of(" ".join(shot.text for shot in play.shots)) == "en"


@pytest.mark.parametrize(
    ("prompt", "topic", "hero"),
    [
        ("Make a short video about a small robot in the city, in anime style", "A small robot in the city",
         "the small robot"),
        ("create a 30 second film about the sea", "The sea", ""),
        ("A lighthouse keeper's last night", "A lighthouse keeper's last night", "the lighthouse keeper"),
        ("The end of the world and a dog", "The end of the world and a dog", ""),
        ("Explain why it rains for kids", "Why it rains", ""),
    ],
)  # fmt: skip
def test_a_wish_is_read(prompt: str, topic: str, hero: str) -> None:
    assert topic_of(prompt) == topic
    found = read_wish(ScreenplayWish(prompt)).hero
    assert found in {hero, "the dog"}


def test_every_scene_that_it_knows_can_be_drawn_in_one_take() -> None:
    beats = [beat for theme in THEMES.values() for beat in theme.beats]
    beats += [beat for subject in explained.SUBJECTS for beat in subject.beats] + list(explained.ANY)
    for beat in beats:
        assert read(beat.picture)[0].place != "abstract", beat.picture
        assert language_of(beat.english) in {"en", ""}, beat.english
        assert language_of(beat.vietnamese) == "vi", beat.vietnamese
        assert bool(beat.hero) == bool(beat.hero_vi), beat.english
        assert max(seconds_to_say(beat.english), seconds_to_say(beat.vietnamese)) < 7, beat.english
    prompt = "waves on the sea. A boat passes. Gulls rise, slow pan left"
    (shot,) = plan(prompt, negative="", seconds=8.0, seed=1)
    assert (shot.move, shot.vision.things >= {"boat", "birds"}) == ("left", True)


def test_it_stops_when_told(local: LocalProvider, calling: Calling) -> None:
    with pytest.raises(Stopped):
        local.screenplay(ScreenplayWish("The sea"), calling(should_stop=lambda: True))
