"""The pages of the profile and of API keys, as a browser without script uses them."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import ApiKey, User
from accounts.services import keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


@pytest.mark.parametrize("path", ["profile/", "profile/picture/", "profile/picture/remove/", "keys/"])
def test_nobody_sees_them_without_signing_in(db: None, path: str) -> None:
    for answer in (Client().get(f"/account/{path}"), Client().post(f"/account/{path}")):
        assert answer.status_code in {302, 405}


def test_the_profile_is_changed_and_what_cannot_be_is_said(browser: Client, alice: User) -> None:
    saved = browser.post("/account/profile/", {"name": "Alice <b>", "locale": "vi", "auto_transcribe": "on"})
    assert saved.status_code == 302
    page = browser.get("/account/profile/").content.decode()
    assert "Alice &lt;b&gt;" in page
    assert "<b>" not in page
    alice.refresh_from_db()
    assert (alice.locale, alice.auto_transcribe) == ("vi", True)
    assert browser.post("/account/profile/", {"name": "x" * 151, "locale": "en"}).status_code == 422
    assert browser.post("/account/profile/", {"name": "x", "locale": "xx"}).status_code == 422


def test_a_picture_is_set_and_removed_without_script(browser: Client, alice: User) -> None:
    output = io.BytesIO()
    Image.new("RGB", (50, 80), "red").save(output, "PNG")
    sent = {"file": SimpleUploadedFile("a.png", output.getvalue())}
    assert browser.post("/account/profile/picture/", sent).status_code == 302
    alice.refresh_from_db()
    assert f'src="{alice.avatar_url}"' in browser.get("/account/profile/").content.decode()
    refused = browser.post("/account/profile/picture/", {"file": SimpleUploadedFile("a.png", b"<svg/>")})
    assert refused.status_code == 422
    assert "This is no PNG" in refused.content.decode()
    assert browser.post("/account/profile/picture/", {}).status_code == 422
    assert browser.post("/account/profile/picture/remove/").status_code == 302
    alice.refresh_from_db()
    assert alice.avatar_url is None


def test_a_key_is_shown_on_one_answer_only(browser: Client, alice: User, bob: User) -> None:
    asked = {
        "name": "Night <i>job</i>",
        "scopes": ["videos:read", "jobs:read"],
        "lasts": "30",
        "budget": "12.5",
    }
    answer = browser.post("/account/keys/", asked)
    page = answer.content.decode()
    (secret,) = re.findall(r'value="(fw_[a-z0-9]+_[a-z0-9]+)"', page)
    assert keys.key_for(key=secret).user == alice
    assert "no-store" in answer.headers["Cache-Control"]
    again = browser.get("/account/keys/").content.decode()
    assert secret not in again
    assert "Night &lt;i&gt;job&lt;/i&gt;" in again
    assert "12.5 of 12.5 left" in again
    row = ApiKey.objects.get()
    stranger = Client()
    stranger.force_login(bob)
    stranger.post(f"/account/keys/{row.pk}/revoke/")
    assert keys.key_for(key=secret).pk == row.pk
    assert browser.post(f"/account/keys/{row.pk}/revoke/").status_code == 302
    with pytest.raises(keys.KeyRefused):
        keys.key_for(key=secret)


@pytest.mark.parametrize(
    "change", [{"name": " "}, {"scopes": []}, {"scopes": ["x"]}, {"lasts": "7"}, {"budget": "-1"}]
)
def test_a_key_that_cannot_be_is_refused_on_the_page(browser: Client, change: dict[str, object]) -> None:
    asked = {"name": "CI", "scopes": ["jobs:read"], "lasts": "", "budget": ""} | change
    assert browser.post("/account/keys/", asked).status_code == 422
    assert not ApiKey.objects.exists()
