"""The account's pages: a picture that is cut by keyboard, and a key that is seen once."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from config.tests.browser.conftest import Visitor, until

LEFT, RIGHT = (200, 30, 30), (30, 30, 200)


def two_halves(path: Path) -> Path:
    picture = Image.new("RGB", (800, 400), LEFT)
    picture.paste(RIGHT, (400, 0, 800, 400))
    picture.save(path)
    return path


def test_a_picture_is_cut_by_keyboard_and_a_key_is_made_shown_and_revoked(
    visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}/account/profile/")
    page.get_by_label("A picture of you").set_input_files(two_halves(tmp_path / "me.png"))
    stage = page.locator("#portrait-stage")
    expect(stage).to_be_visible()
    stage.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    chosen = [int(page.locator(f"#id_{name}").input_value()) for name in ("x", "y", "size")]
    assert chosen[0] >= 400
    assert chosen[2] < 400
    page.get_by_role("button", name="Save the picture").click()
    expect(page.get_by_alt_text("Your picture")).to_be_visible()
    until(page, "() => document.querySelector('.avatar img').naturalWidth === 200")

    page.goto(f"{visitor.url}/account/keys/")
    page.locator("#id_name").fill("Backups")
    page.get_by_label("See and download").check()
    page.get_by_role("button", name="Make the key").click()
    key = page.get_by_label("The key", exact=True).input_value()
    listing = f"{visitor.url}/api/videos"
    headers = {"Authorization": f"Api-Key {key}"}
    assert page.request.get(listing, headers=headers).status == 200
    page.get_by_role("button", name="Revoke Backups").click()
    page.locator("#confirm-yes").click()
    expect(page.get_by_text("You have none.")).to_be_visible()
    assert page.request.get(listing, headers=headers).status == 401
