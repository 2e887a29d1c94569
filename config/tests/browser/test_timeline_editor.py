"""The timeline editor: cut by mouse and by keyboard, kept on the server, edited in two places at once."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, FilePayload, Locator, Page, expect

from config.tests.browser.conftest import PATIENCE, Visitor, film, listen, until
from projects.timeline.checking import read

TOKEN = "document.querySelector('meta[name=csrf-token]').content"


def ask(page: Page, url: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the API answers to the page's own session."""
    token = page.evaluate(TOKEN)
    headers = {"X-CSRFToken": token, "Referer": url}
    if body is None:
        answer = page.request.get(url + path)
    else:
        answer = page.request.post(url + path, data=body, headers=headers)
    assert answer.ok, answer.text()
    return dict(answer.json())


NAMES = ("harbour", "market")


@pytest.fixture(scope="module")
def owner(browser: Browser, address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """Somebody with two films in their library."""
    folder = tmp_path_factory.mktemp("timeline")
    paths = [film(folder / f"{name}.mp4", size="160x90", seconds=4) for name in NAMES]
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    owner = Visitor(context.new_page(), address, f"editor-{uuid.uuid4().hex[:12]}@example.com")
    owner.sign_up()
    token = owner.page.evaluate(TOKEN)
    for path in paths:
        file: FilePayload = {"name": path.name, "mimeType": "video/mp4", "buffer": path.read_bytes()}
        headers = {"X-CSRFToken": token, "Referer": address}
        answer = owner.page.request.post(
            f"{address}/api/videos/upload", multipart={"file": file}, headers=headers
        )
        assert answer.ok, answer.text()
    until_ready(owner)
    yield owner
    context.close()


def until_ready(owner: Visitor) -> None:
    deadline = time.monotonic() + 2 * PATIENCE / 1000
    while {each["status"] for each in ask(owner.page, owner.url, "/api/videos")["results"]} != {"ready"}:
        assert time.monotonic() < deadline, "The films are not ready."
        owner.page.wait_for_timeout(100)


def window(owner: Visitor) -> Visitor:
    """Another browser of the same person."""
    browser, state = owner.page.context.browser, owner.page.context.storage_state()
    assert browser
    context = browser.new_context(
        storage_state=state, color_scheme="dark", viewport={"width": 1440, "height": 900}, has_touch=True
    )
    context.set_default_timeout(PATIENCE)
    visitor = Visitor(context.new_page(), owner.url, owner.email)
    listen(visitor)
    return visitor


@pytest.fixture
def visitor(owner: Visitor) -> Iterator[Visitor]:
    """At the end without one complaint in the browser's console."""
    visitor = window(owner)
    yield visitor
    visitor.page.context.close()
    assert visitor.complaints == []


@pytest.fixture
def project(owner: Visitor, visitor: Visitor) -> str:
    """A project with both films on its timeline."""
    page, url = visitor.page, visitor.url
    videos = {
        each["title"]: each["id"] for each in ask(owner.page, url, "/api/videos?source=upload")["results"]
    }
    project_id = str(ask(owner.page, url, "/api/projects", {"name": "Harbour at dawn"})["id"])
    shown = [
        {"id": name, "name": name, "videoId": videos[name], "start": 4 * place, "duration": 4}
        for place, name in enumerate(NAMES)
    ]
    track = {"kind": "video", "id": "shots", "clips": shown}
    answer = owner.page.request.put(
        f"{url}/api/projects/{project_id}/timeline",
        data={"timeline": {"schema": 1, "tracks": [track]}},
        headers={"X-CSRFToken": owner.page.evaluate(TOKEN), "Referer": url},
    )
    assert answer.ok, answer.text()
    page.goto(f"{url}/projects/{project_id}/edit/")
    expect(clips(page)).to_have_count(2)
    return project_id


def saved(page: Page) -> None:
    expect(page.locator("#tl-saving")).to_have_text("Saved")  # on a phone it is not shown, but is there


def clips(page: Page) -> Locator:
    return page.locator("[data-kind=video] .tl-face")


def told(page: Page, url: str, project_id: str) -> list[tuple[str, float, float]]:
    """Name, start and duration of the clips of the main track, as the server keeps them."""
    saved(page)
    timeline = ask(page, url, f"/api/projects/{project_id}/timeline")["timeline"]
    (track,) = (each for each in timeline["tracks"] if each["kind"] == "video")
    return [(clip["name"], clip["start"], clip["duration"]) for clip in track["clips"]]


def pull(page: Page, handle: Locator, by: float) -> None:
    """Drags by so many pixels."""
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by / 2, y, steps=3)
    page.mouse.move(x + by, y, steps=3)
    page.mouse.up()


def pixels(page: Page) -> float:
    """Pixels of a second."""
    box = clips(page).first.bounding_box()
    assert box
    return (box["width"] + 1) / 4


def draw_box(page: Page, first: Locator, last: Locator) -> None:
    """A box from the empty room below the tracks to the last clip, over all that lies between."""
    begin, end = first.bounding_box(), last.bounding_box()
    bottom = page.locator("#tl-rows").bounding_box()
    assert begin
    assert end
    assert bottom
    page.mouse.move(begin["x"] + 5, bottom["y"] + bottom["height"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 5, steps=4)
    page.mouse.up()


def selected(page: Page) -> Locator:
    return page.locator(".tl-clip[data-selected]")


def test_several_clips_are_selected_by_a_box_and_by_keys_and_words_are_placed_on_the_picture(
    visitor: Visitor, project: str
) -> None:
    page, url = visitor.page, visitor.url
    draw_box(page, clips(page).first, clips(page).nth(1))
    expect(selected(page)).to_have_count(2)
    expect(page.get_by_role("heading", name="2 clips")).to_be_visible()
    pull(page, clips(page).first, 2 * pixels(page))
    moved = told(page, url, project)
    assert moved[0][1] == pytest.approx(2, abs=0.2)
    assert moved[1][1] - moved[0][1] == pytest.approx(4, abs=1e-5), "they move together"
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_have_attribute("title", "Undo: Moved 2 clips (Ctrl + Z)")
    undo.click()
    expect(page.locator("#tl-news")).to_have_text("Undone: Moved 2 clips.")
    assert told(page, url, project) == [("harbour", 0, 4), ("market", 4, 4)]

    clips(page).first.focus()
    page.keyboard.press("Escape")
    expect(selected(page)).to_have_count(0)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+A")
    expect(selected(page)).to_have_count(1)
    clips(page).first.focus()
    page.keyboard.press("Shift+Enter")
    expect(selected(page)).to_have_count(2)

    page.keyboard.press("w")
    page.get_by_role("textbox", name="Text").blur()
    place = page.get_by_role("button", name="Place of Your text")
    before = place.bounding_box()
    assert before
    pull(page, place, 40)
    saved(page)
    place.focus()
    page.keyboard.press("ArrowUp")
    saved(page)
    (words,) = (
        clip
        for track in ask(page, url, f"/api/projects/{project}/timeline")["timeline"]["tracks"]
        for clip in track["clips"]
        if clip.get("text")
    )
    frame = page.locator("#tl-stage").bounding_box()
    assert frame
    scale = 1280 / frame["width"]
    assert words["position"]["x"] == pytest.approx((before["x"] - frame["x"] + 40) * scale, abs=3)
    assert words["position"]["y"] == pytest.approx((before["y"] - frame["y"]) * scale - 7, abs=3)


def test_a_film_is_cut_by_mouse_and_by_keyboard_and_all_of_it_is_kept(visitor: Visitor, project: str) -> None:
    page, url = visitor.page, visitor.url
    page.locator("[data-media]", has_text="harbour").drag_to(
        page.locator("[data-kind=video] .tl-lane"), target_position={"x": 8.1 * pixels(page), "y": 20}
    )
    expect(clips(page)).to_have_count(3)
    assert told(page, url, project) == [("harbour", 0, 4), ("market", 4, 4), ("harbour", 8, 4)]

    clips(page).nth(1).hover()
    pull(page, page.locator(".tl-clip").nth(1).locator("[data-edge=end]"), -pixels(page))
    name, start, duration = told(page, url, project)[1]
    assert (name, start) == ("market", 4)
    assert duration == pytest.approx(3, abs=0.2)
    assert duration == pytest.approx(round(duration * 30) / 30, abs=1e-5), "not on a frame"

    clips(page).first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("s")
    expect(clips(page)).to_have_count(4)
    halves = [number for each in told(page, url, project)[:2] for number in each[1:]]
    assert halves == pytest.approx([0, 2.033333, 2.033333, 1.966667], abs=1e-5)
    page.keyboard.press("Control+z")
    expect(clips(page)).to_have_count(3)
    page.keyboard.press("Control+Shift+z")
    expect(clips(page)).to_have_count(4)

    clips(page).nth(1).focus()
    page.keyboard.press("Shift+Delete")
    expect(clips(page)).to_have_count(3)
    assert [each[1] for each in told(page, url, project)][1] == pytest.approx(2.033333, abs=1e-5)
    page.keyboard.press("w")
    page.get_by_role("textbox", name="Text").fill("At dawn")
    page.get_by_role("textbox", name="Text").blur()
    expect(page.locator("[data-kind=text] .tl-face")).to_have_attribute("title", "At dawn")
    expect(page.locator("#tl-exactness")).to_have_text("Exact picture")
    before = told(page, url, project)
    page.reload()
    expect(clips(page)).to_have_count(3)
    expect(page.locator("[data-kind=text] .tl-face")).to_have_attribute("title", "At dawn")
    assert told(page, url, project) == before
    page.keyboard.press("Space")
    until(page, "() => document.getElementById('tl-time').textContent > '0:00:03'")
    page.get_by_role("button", name="Add market to the timeline").focus()
    page.keyboard.press("Enter")
    expect(clips(page)).to_have_count(4)


@pytest.fixture
def elsewhere(owner: Visitor, visitor: Visitor, project: str) -> Iterator[Page]:
    """The same timeline somewhere else."""
    other = window(owner).page
    other.goto(visitor.page.url)
    expect(clips(other)).to_have_count(2)
    yield other
    other.context.close()


def set_duration(page: Page, number: int, seconds: str) -> None:
    """Of one of the main track's clips, by the details panel."""
    clips(page).nth(number).focus()
    page.keyboard.press("Enter")
    field = page.locator("#inspector [data-field=duration] input")
    field.fill(seconds)
    field.press("Enter")


def test_two_places_see_each_other_and_a_clash_after_a_lost_connection_is_settled(
    visitor: Visitor, project: str, elsewhere: Page
) -> None:
    page, url = visitor.page, visitor.url
    set_duration(page, 0, "3")
    expect(clips(elsewhere).first).to_have_attribute("aria-label", "harbour, from 0 seconds, 3 seconds long")

    elsewhere.context.set_offline(offline=True)
    set_duration(elsewhere, 0, "1")
    set_duration(elsewhere, 1, "2")
    expect(elsewhere.locator("#tl-saving")).to_contain_text("Offline")
    set_duration(page, 0, "2.5")
    assert told(page, url, project) == [("harbour", 0, 2.5), ("market", 4, 4)]
    elsewhere.context.set_offline(offline=False)

    clash = elsewhere.get_by_role("dialog", name="Somebody else changed this too")
    expect(clash.get_by_role("group")).to_have_count(1)
    expect(clash.get_by_role("group")).to_contain_text("harbour: changed by both of you")
    clash.get_by_label("Take theirs").check()
    clash.get_by_role("button", name="Go on").click()
    expect(clips(page).nth(1)).to_have_attribute("aria-label", "market, from 4 seconds, 2 seconds long")
    assert told(page, url, project) == [("harbour", 0, 2.5), ("market", 4, 2)]
    saved(elsewhere)


def test_the_film_is_rendered_at_its_price_and_plays(visitor: Visitor, project: str) -> None:
    page = visitor.page
    page.get_by_role("button", name="Render", exact=True).click()
    expect(page.locator("#render-price")).to_contain_text("1 credit for a film of 0:08")
    page.locator("#render-go").click()
    expect(page.locator("#tl-render")).to_contain_text("Harbour at dawn")
    page.reload()
    expect(page.locator("#tl-render")).to_contain_text("Harbour at dawn")
    expect(page.locator("#tl-open-result")).to_be_visible()
    page.locator("#tl-open-result").click()
    page.wait_for_url("**/videos/*/")
    until(page, "() => document.querySelector('video')?.readyState >= 2")


class Finger:
    """Touches the page as a person's finger does: by the browser's own events, not by the page's."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)

    def put(self, kind: str, *points: tuple[float, float]) -> None:
        touching = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touching})

    def drag(self, element: Locator, by: float) -> None:
        box = element.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.put("touchStart", (x, y))
        for step in range(1, 9):
            self.put("touchMove", (x + by * step / 8, y))
        self.put("touchEnd")

    def spread(self, element: Locator, wide: float) -> None:
        """Two fingers go apart."""
        box = element.bounding_box()
        assert box
        x, y = box["x"] + 120, box["y"] + box["height"] / 2
        self.put("touchStart", (x, y), (x + 40, y))
        self.put("touchMove", (x, y), (x + 40 + wide / 2, y))
        self.put("touchMove", (x, y), (x + 40 + wide, y))
        self.put("touchEnd")


def test_on_a_phone_clips_are_moved_by_a_finger_and_the_details_come_up_from_below(
    visitor: Visitor, project: str
) -> None:
    page, url = visitor.page, visitor.url
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Fit").tap()
    page.keyboard.press("Escape")
    finger = Finger(page)
    finger.drag(clips(page).nth(1), 60)
    assert told(page, url, project)[1] == ("market", 4, 4), "a finger pans until the clip is selected"
    clips(page).nth(1).tap()
    second = pixels(page)
    finger.drag(clips(page).nth(1), 2 * second)
    assert told(page, url, project)[1][1] == pytest.approx(6, abs=0.25)
    finger.spread(page.locator("[data-kind=video] .tl-bed"), 60)
    assert pixels(page) == pytest.approx(2.5 * second, rel=0.1)
    details = page.get_by_role("complementary")
    expect(details).to_be_hidden()
    clips(page).nth(1).tap()
    field = details.locator("[data-field=duration] input")
    field.fill("2")
    field.press("Enter")
    assert told(page, url, project)[1][2] == 2
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(details).to_be_hidden()
    page.get_by_role("button", name="Media").tap()
    page.get_by_role("button", name="Add market to the timeline").tap()
    expect(clips(page)).to_have_count(3)
    saved(page)


# Edits by chance, as a person might do them one after another; what comes of each goes back.
PLAY = """async ([seed, fps, rounds]) => {
  const [model, cutting, merging] = await Promise.all(
    ["model", "cutting", "merging"].map((name) => import(`/static/js/projects/timeline/${name}.js`)));
  let state = seed;
  const chance = (most) => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648 * most;
  const one = (list) => list[Math.floor(chance(list.length))];
  const files = ["video", "video", "audio", "image"].map((mediaType, place) => ({
    id: `00000000-0000-4000-8000-00000000000${place}`, title: mediaType, mediaType,
    duration: mediaType === "image" ? 0 : 3 + place * 4.37, audioCodec: "aac" }));
  const mediaOf = (id) => files.find((file) => file.id === id);
  const ids = (timeline) => model.clipsOf(timeline).map((clip) => clip.id);
  const some = (timeline) => [one(ids(timeline)), one(ids(timeline))];
  const any = (timeline) => chance(model.durationOf(timeline) + 2);
  const edits = [
    (now) => model.addMedia(now, one(files), { trackId: one(now.tracks).id, at: any(now) }).timeline,
    (now) => model.addText(now, any(now)).timeline,
    (now) => model.addTrack(now, one(["video", "overlay", "text", "audio"])).timeline,
    (now) => model.move(now, some(now), chance(8) - 4, { trackId: one(now.tracks).id, mediaOf }),
    (now) => model.move(now, some(now), chance(2) - 1, { meet: false }),
    (now) => cutting.trim(now, some(now)[0], one(["start", "end"]), any(now), mediaOf),
    (now) => cutting.split(now, [], any(now), mediaOf).timeline,
    (now) => cutting.setTransition(now, some(now)[0], chance(3), { mediaOf, kind: "wipe-left" }),
    (now) => cutting.setTransition(now, some(now)[0], 0, { mediaOf }),
    (now) => {
      const { clip } = model.locate(now, some(now)[0]);
      const moves = clip.videoId && mediaOf(clip.videoId).mediaType !== "image";
      return moves ? cutting.setSpeed(now, clip.id, 0.5 + chance(3)) : now;
    },
    (now) => model.duplicate(now, some(now)).timeline,
    (now) => model.removeAndClose(now, [some(now)[0]]),
    (now) => {
      const [mine, theirs] = some(now);
      const trimmed = cutting.trim(now, theirs, "end", any(now), mediaOf);
      return merging.carried(now, model.move(now, [mine], chance(4)), trimmed);
    },
  ];
  let now = edits[0](model.begun({ fps }));
  const all = [];
  for (let round = 0; round < rounds; round += 1) {
    const next = one(edits)(now);
    now = ids(next).length && ids(next).length < 25 ? next : edits[0](model.begun({ fps }));
    all.push(now);
  }
  return all;
}"""


@pytest.mark.parametrize("fps", [24, 29.97, 30])
def test_whatever_is_edited_the_server_takes_it_as_it_is(owner: Visitor, fps: float) -> None:
    for seed in range(1, 6):
        for number, made in enumerate(owner.page.evaluate(PLAY, [seed, fps, 40])):
            kept = read(made).to_json()
            ours = {clip["id"]: clip for track in made["tracks"] for clip in track["clips"]}
            theirs = {clip["id"]: clip for track in kept["tracks"] for clip in track["clips"]}
            assert ours.keys() == theirs.keys(), (seed, number)
            for clip_id, clip in ours.items():
                for name in ("start", "duration"):
                    assert clip[name] == pytest.approx(theirs[clip_id][name], abs=2e-6), (seed, number, clip)
                assert bool(clip.get("transition")) == bool(theirs[clip_id].get("transition")), (seed, number)
