"""Pictures in the dashboard, and the words of the forms that are drawn from the catalogue."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from config.tests.browser.conftest import Visitor


def a_logo(folder: Path) -> Path:
    path = folder / "logo.png"
    Image.new("RGBA", (120, 80), (240, 120, 40, 128)).save(path)
    return path


def test_a_picture_is_uploaded_and_chosen_for_a_film(visitor: Visitor, clip: Path, tmp_path: Path) -> None:
    page = visitor.page
    picture = visitor.upload(a_logo(tmp_path))
    expect(page.locator(".card .badge")).to_have_text("PNG")
    page.goto(f"{visitor.url}/videos/{picture}/")
    expect(page.get_by_role("img", name="logo")).to_be_visible()
    expect(page.locator("[data-add]")).to_have_count(0)
    page.goto(f"{visitor.url}/videos/")
    page.set_input_files("#upload-input", clip)
    film = page.locator(".card", has_text=clip.stem)
    film.locator("img").wait_for()
    page.goto(f"{visitor.url}/videos/{film.get_attribute('data-video')}/edit/")
    page.locator("[data-add=overlay-image]").click()
    choices = page.locator("[data-field=imageId] option")
    expect(choices).to_have_text(["Choose…", "logo"])
    page.get_by_label("Image", exact=True).select_option("logo")
    expect(page.locator("#price")).to_contain_text("1 credit")
    visitor.expect_refusals()


def test_forms_say_choices_in_words_and_leave_defaults_alone(visitor: Visitor, clip: Path) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}/videos/{visitor.upload(clip)}/edit/")
    page.locator("[data-add=resize]").click()
    fits = page.locator("[data-field=fit] option")
    expect(fits.first).to_have_text("As large as fits into the size")
    page.get_by_label("Width", exact=False).first.fill("100")
    page.locator("[data-add=adjust]").click()
    expect(page.locator("[data-field=gamma] output")).to_have_text("1.00")
    page.locator("[data-add=burn-captions]").click()
    page.get_by_label("Add one to Cues").click()
    page.locator("[data-field=cues] [data-field=text] textarea").fill("Hello")
    page.locator("[data-field=cues] [data-field=start] input").fill("0")
    page.locator("[data-field=cues] [data-field=end] input").fill("2")
    expect(page.locator("#price")).to_contain_text("1 credit")
    visitor.expect_refusals()
