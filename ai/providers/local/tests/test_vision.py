"""What is seen on pictures that are drawn here, so that the truth is known."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter

from ai.capabilities import ProviderError, Stopped, Unsupported, VisionInput
from ai.providers.local import LocalProvider
from ai.providers.local.colours import name_of
from ai.providers.local.tests.conftest import Calling
from ai.providers.local.vision import NO_READER, reading_engine


def drawn_face(folder: Path) -> Path:
    """Draw what a Haar cascade takes for a face, in the left half."""
    picture = Image.new("RGB", (960, 540), (60, 90, 60))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((160, 90, 440, 470), fill=(222, 184, 160))
    draw.pieslice((150, 60, 450, 320), 180, 360, fill=(60, 40, 30))
    draw.rectangle((170, 180, 430, 200), fill=(222, 184, 160))
    for x in (240, 360):
        draw.ellipse((x - 38, 222, x + 38, 262), fill=(120, 90, 75))
        draw.ellipse((x - 16, 228, x + 16, 258), fill=(25, 20, 20))
        draw.line((x - 45, 205, x + 45, 203), fill=(60, 40, 30), width=12)
    draw.polygon([(300, 250), (272, 335), (328, 335)], fill=(205, 160, 138))
    draw.line((272, 335, 328, 335), fill=(150, 105, 90), width=8)
    draw.ellipse((240, 370, 360, 405), fill=(150, 70, 70))
    picture.filter(ImageFilter.GaussianBlur(4)).save(folder / "face.png")
    return folder / "face.png"


def test_a_face_is_found_where_it_is(local: LocalProvider, calling: Calling, tmp_path: Path) -> None:
    found = local.vision(VisionInput([drawn_face(tmp_path)]), calling())
    assert len(found.objects) == 1
    face = found.objects[0]
    assert 0.15 < face.x + face.width / 2 < 0.45
    assert 0.35 < face.y + face.height / 2 < 0.7
    assert "people" in found.labels
    assert "one face" in found.text
    assert "on the left" in found.text
    assert found.is_draft


def test_colours_light_and_sharpness_are_told(local: LocalProvider, calling: Calling, tmp_path: Path) -> None:
    flag = Image.new("RGB", (600, 400), (215, 30, 35))
    flag.paste((255, 255, 255), (0, 0, 200, 400))
    flag.save(tmp_path / "flag.webp", lossless=True)
    slide = Image.new("RGB", (1280, 720), "white")
    ImageDraw.Draw(slide).text((200, 300), "SUBSCRIBE NOW", fill="black", font_size=90)
    slide.save(tmp_path / "slide.png")
    slide.filter(ImageFilter.GaussianBlur(9)).save(tmp_path / "blurred.jpg")
    Image.new("RGB", (200, 300), (5, 5, 8)).save(tmp_path / "night.png")
    paths = [tmp_path / name for name in ("flag.webp", "slide.png", "blurred.jpg", "night.png")]
    found = local.vision(VisionInput(paths), calling())
    flag_seen, slide_seen, blurred, night = found.details["pictures"]
    assert [(each["name"], round(each["share"], 1)) for each in flag_seen["colours"][:2]] == [
        ("red", 0.7),
        ("white", 0.3),
    ]
    assert slide_seen["sharpness"] > 20 * max(blurred["sharpness"], 0.1)
    assert slide_seen["brightness"] > 0.8
    assert night["brightness"] < 0.1
    assert (night["width"], night["height"]) == (200, 300)
    assert found.objects == ()
    assert "Picture 4: A dark, soft upright picture, mostly black." in found.text
    assert found.usage.amounts == {"image": 4}
    if reading_engine():
        assert "SUBSCRIBE" in " ".join(slide_seen["words"])
    else:
        assert NO_READER in found.details["notes"]
        assert slide_seen["words"] is None


def test_what_is_no_picture_is_refused(local: LocalProvider, calling: Calling, tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"nonsense")
    with pytest.raises(ProviderError) as failure:
        local.vision(VisionInput([tmp_path / "bad.png"]), calling())
    assert failure.value.code == "unreadable_image"
    with pytest.raises(Unsupported):
        local.vision(VisionInput([]), calling())
    with pytest.raises(Stopped):
        local.vision(VisionInput([drawn_face(tmp_path)]), calling(should_stop=lambda: True))


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ((255, 0, 0), "red"),
        ((0, 0, 128), "dark blue"),
        ((128, 128, 128), "grey"),
        ((135, 206, 235), "sky blue"),
        ((34, 139, 34), "green"),
        ((255, 165, 0), "orange"),
    ],
)
def test_colours_have_the_names_that_people_give_them(colour: tuple[int, int, int], name: str) -> None:
    assert name_of(colour) == name
