"""The editor of a film: by mouse, by keyboard alone, and with films that are odd."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from config.tests.browser.conftest import Visitor, until
from config.tests.browser.test_accessibility import AXE, violations
from config.tests.browser.test_video_page import tab_to

STEPS = "() => [...document.querySelectorAll('.step')].map((each) => each.dataset.step)"
IS_DRAWN = "() => document.getElementById('strip-canvas').hasAttribute('data-drawn')"


def edit(visitor: Visitor, film: Path) -> None:
    """Uploads a film and opens its editor."""
    page = visitor.page
    page.goto(f"{visitor.url}/videos/")
    page.set_input_files("#upload-input", film)
    card = page.locator(".card[data-video]", has_text=film.stem)
    page.goto(f"{visitor.url}/videos/{card.get_attribute('data-video')}/edit/")
    # A film that is still being prepared lets its editor come by itself.
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Edit {film.stem}")
    expect(page.locator("#now")).not_to_have_text("0:00")  # from then on its scripts listen


def drag(page: Page, selector: str, *, right: float, down: float = 0) -> None:
    box = page.locator(selector).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=4)
    page.mouse.up()


def value(page: Page, step: str, field: str) -> float:
    return float(page.locator(f"[data-step={step}] [data-field={field}] input").first.input_value())


def test_a_film_is_edited_by_mouse_kept_over_a_reload_and_made(
    visitor: Visitor, clip: Path, shots: Path
) -> None:
    page = visitor.page
    edit(visitor, clip)
    until(page, IS_DRAWN)
    wide = page.locator("#strip-wide").bounding_box()
    assert wide
    drag(page, "#handle-in", right=wide["width"] / 4)
    expect(page.locator("#price")).to_contain_text("1 credit")
    page.locator("[data-add=crop]").click()
    page.locator("[data-step=crop]").get_by_role("button", name="Place it on the picture").click()
    page.locator(".place-box").wait_for()
    drag(page, ".place-grip[data-side=nw]", right=150, down=90)
    assert value(page, "crop", "x") > 0
    assert value(page, "crop", "width") < 320
    page.keyboard.press("Escape")
    page.locator("[data-add=add-text]").click()
    page.locator("[data-step=add-text] textarea").fill("By hand")
    page.locator("[data-add=apply-filter]").click()
    page.get_by_label("Look", exact=True).select_option("sepia")
    assert page.evaluate(STEPS) == ["trim", "crop", "add-text", "apply-filter"]
    page.get_by_label("Move up: Filter").click()
    page.get_by_label("Switch off: Text").click()
    page.locator("[data-step=apply-filter] .step-title").click()
    drag(page, "[data-step=crop] .step-grip", right=0, down=150)
    assert page.evaluate(STEPS) == ["trim", "apply-filter", "add-text", "crop"]
    expect(page.locator("#stage-badge")).to_have_text("Result")
    page.locator("#undo").click()
    page.locator("#undo").click()
    expect(page.locator("[data-step=add-text]")).not_to_have_attribute("data-off", "")
    page.locator("#redo").click()
    page.reload()
    assert page.evaluate(STEPS) == ["trim", "crop", "apply-filter", "add-text"]
    expect(page.locator("[data-step=add-text]")).to_have_attribute("data-off", "")
    expect(page.locator("#stage-badge")).to_have_text("Result")
    assert page.evaluate("() => document.getElementById('result').width") > 100
    page.screenshot(path=shots / "editor-1440.png")
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("link", name="Open the result").first.click()
    expect(page.get_by_role("heading", name="harbour (trim, crop, filter)")).to_be_visible()
    until(page, "() => Math.abs(player.duration - 3) < 0.2")


def test_a_film_is_edited_by_keyboard_alone(visitor: Visitor, clip: Path) -> None:
    page = visitor.page
    edit(visitor, clip)
    expect(page.locator("#now")).to_have_text("0:00·00")
    for key in (".", ".", ",", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("#now")).to_have_text("0:01·01")
    for key in ("i", "Shift+ArrowRight", "o", "x"):
        page.keyboard.press(key)
    expect(page.locator("#recipe-news")).to_contain_text("Cut out from 0:01·01 to 0:02·02.")
    tab_to(page, "#handle-out", key="Shift+Tab")
    page.keyboard.press("Shift+ArrowLeft")
    assert page.evaluate(STEPS) == ["remove-parts", "trim"]
    expect(page.locator("#handle-out")).to_have_attribute("aria-valuetext", "0:03·00")
    tab_to(page, "[data-add=add-text]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-step=add-text] textarea")).to_be_focused()
    page.keyboard.type("ijklx")  # letters of a field are no commands
    page.keyboard.press("Alt+ArrowUp")
    assert page.evaluate(STEPS) == ["remove-parts", "add-text", "trim"]
    expect(page.locator("[data-step=add-text] textarea")).to_be_focused()
    tab_to(page, ".step-place", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".place-pin")).to_be_focused()
    page.keyboard.press("ArrowRight")
    assert value(page, "add-text", "position] [data-field=x") == 34
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-step=add-text] [data-field=position] input").first).not_to_be_checked()
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#run-button")).to_be_enabled()
    tab_to(page, "#run-button")
    page.keyboard.press("Enter")
    page.locator("#open-result").wait_for()
    tab_to(page, "#open-result", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="harbour (remove parts, text, trim)")).to_be_visible()


def test_what_is_wrong_stands_beside_its_field_and_nothing_can_be_made(visitor: Visitor, clip: Path) -> None:
    page = visitor.page
    edit(visitor, clip)
    page.locator("[data-add=apply-filter]").click()
    page.locator("[data-add=trim]").click()
    end = page.locator("[data-step=trim] [data-field=endTime]")
    end.locator("input").fill("99")
    expect(end.locator(".field-error")).to_have_text("The film is only 4.00 seconds long.")
    expect(end.locator("input")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#run-button")).to_be_disabled()
    end.locator("input").fill("3")
    expect(end.locator(".field-error")).to_be_empty()
    expect(page.locator("#run-button")).to_be_enabled()
    page.get_by_role("button", name="Play a few seconds").click()
    expect(page.locator("#clip")).to_be_visible()
    until(page, "() => document.getElementById('clip').currentTime > 0.2")
    visitor.expect_refusals()


def test_a_running_edit_is_found_again_and_a_cancelled_one_costs_nothing(
    visitor: Visitor, long_clip: Path
) -> None:
    page = visitor.page
    edit(visitor, long_clip)
    before = page.locator("[data-credits-available]").inner_text()
    page.locator("[data-add=denoise]").click()
    page.get_by_label("Method").select_option("fine")  # slow enough to be watched
    page.locator("[data-add=export]").click()
    page.get_by_label("Codec").select_option("av1")
    page.get_by_label("Quality").select_option("high")
    page.get_by_role("button", name="Make it").click()
    page.locator("#run [data-job-cancel]").wait_for()
    page.reload()
    until(page, "() => document.querySelector('#run [data-job-bar]')?.value > 0")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#run [data-job-cancel]").wait_for()
    page.locator("#run").get_by_role("button", name="Cancel").click()
    for each in (other, page):
        expect(each.locator("#run")).to_contain_text("Cancelled. Nothing was charged.")
    expect(page.locator("[data-credits-available]")).to_have_text(before)


def silent_portrait(path: Path, *, frames: int) -> Path:
    source = ["-f", "lavfi", "-i", "testsrc2=size=180x320:rate=25", "-frames:v", str(frames)]
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-y",
        *source,
        "-pix_fmt",
        "yuv420p",
        str(path),
    ]
    subprocess.run(command, check=True, timeout=60)
    return path


def a_sound(path: Path) -> Path:
    source = ["-f", "lavfi", "-i", "sine=duration=3"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *source, str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path


def test_odd_files_say_what_can_be_done_to_them(visitor: Visitor, tmp_path: Path, shots: Path) -> None:
    page = visitor.page
    edit(visitor, silent_portrait(tmp_path / "frame.mp4", frames=1))
    expect(page.locator("#editor-by-words")).to_have_count(0)
    expect(page.locator("[data-add=volume]")).to_have_count(0)
    for key in (".", "Home", "End", "i", "o"):
        page.keyboard.press(key)
    page.locator("[data-add=apply-filter]").click()
    page.get_by_label("Look", exact=True).select_option("sepia")
    page.screenshot(path=shots / "editor-one-frame.png")
    edit(visitor, a_sound(tmp_path / "hum.mp3"))
    expect(page.locator(".stage-sound")).to_contain_text("sound only")
    expect(page.locator("[data-add=crop]")).to_have_count(0)
    page.locator("[data-add=volume]").click()
    page.get_by_label("Factor").fill("0.5")
    expect(page.locator("#price")).to_contain_text("1 credit")
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("() => document.documentElement.scrollWidth <= 375")
    page.screenshot(path=shots / "editor-sound-375.png", full_page=True)
    Image.new("RGB", (120, 80), (240, 120, 40)).save(tmp_path / "logo.png")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{visitor.url}/videos/")
    page.set_input_files("#upload-input", tmp_path / "logo.png")
    picture = page.locator(".card[data-video]", has_text="logo").get_attribute("data-video")
    page.goto(f"{visitor.url}/videos/{picture}/edit/")
    expect(page.get_by_role("heading", name="A picture is not cut like a film")).to_be_visible()
    visitor.expect_refusals()


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core comes with npm ci, which needs Node.")
def test_it_is_as_good_in_vietnamese_and_on_a_phone(
    visitor: Visitor, new_visitor: Callable[[], Visitor], clip: Path, shots: Path
) -> None:
    page = visitor.page
    edit(visitor, clip)
    stranger = new_visitor()
    stranger.sign_up()
    answer = stranger.page.goto(page.url)
    assert answer is not None
    assert answer.status == 404
    page.context.add_cookies([{"name": "language", "value": "vi", "url": visitor.url}])
    page.set_viewport_size({"width": 375, "height": 800})
    page.reload()
    page.locator("[data-add=trim]").click()
    expect(page.locator("[data-step=trim] .step-title")).to_contain_text("Cắt")
    page.locator("[data-step=trim] [data-field=endTime] input").fill("99")
    problem = page.locator("[data-step=trim] [data-field=endTime] .field-error")
    expect(problem).to_have_text("Phim chỉ dài 4.00 giây.")
    page.locator("[data-step=trim] [data-field=endTime] input").fill("2.5")
    expect(page.locator("#price")).to_contain_text("1 tín dụng")
    assert page.evaluate("() => document.documentElement.scrollWidth <= 375")
    page.screenshot(path=shots / "editor-vi-375.png", full_page=True)
    assert violations(page) == []
    visitor.expect_refusals()
