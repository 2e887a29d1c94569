"""The timeline editor: cut by mouse and by keyboard, kept on the server, edited in two places at once."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

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
    ids = [each["id"] for each in ask(owner.page, url, "/api/videos?source=upload")["results"]]
    project_id = str(ask(owner.page, url, "/api/projects", {"name": "Harbour at dawn"})["id"])
    ask(owner.page, url, f"/api/projects/{project_id}/videos", {"videoIds": ids})
    page.goto(f"{url}/projects/{project_id}/edit/")
    for name in NAMES:
        page.get_by_role("button", name=f"Add {name} to the timeline").focus()
        page.keyboard.press("Enter")
    saved(page)
    return project_id


def saved(page: Page) -> None:
    expect(page.locator("#tl-saving")).to_have_text("Saved")


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


def test_the_film_is_rendered_at_its_price_and_everything_is_reachable_on_a_phone(
    visitor: Visitor, project: str
) -> None:
    page = visitor.page
    page.get_by_role("button", name="Render", exact=True).click()
    expect(page.locator("#render-price")).to_contain_text("1 credit for a film of 0:08")
    page.locator("#render-go").click()
    expect(page.locator("#tl-render")).to_contain_text("Harbour at dawn")
    page.reload()
    expect(page.locator("#tl-render")).to_contain_text("Harbour at dawn")
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    clips(page).nth(1).tap()
    field = page.locator("#inspector [data-field=duration] input")
    field.fill("2")
    field.press("Enter")
    expect(clips(page).nth(1)).to_have_attribute("aria-label", "market, from 4 seconds, 2 seconds long")
    assert clips(page).nth(1).evaluate("row => row.offsetWidth") > 300, "it is no row of a list"
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
