"""A passkey in a real Chromium: made, and used to sign in with nothing else."""

import pytest
from playwright.sync_api import expect

from config.tests.browser.conftest import PASSWORD, Visitor

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_and_signs_in_alone(visitor: Visitor) -> None:
    page = visitor.page
    # Browsers give passkeys to names, not to numbers.
    home = visitor.url.replace("127.0.0.1", "localhost")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto(f"{home}/sign-in/?next=/account/passkeys/add/")
    page.get_by_label("E-mail address").fill(visitor.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/account/confirm/**")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/account/factors/codes/**")
    page.goto(f"{home}/account/security/")
    expect(page.get_by_text("My laptop").first).to_be_visible()

    page.locator("#account-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.context.clear_cookies(name="language")
    page.goto(f"{home}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/videos/")
    # As every way in, it brings the account's own language to this browser.
    assert "language" in [cookie["name"] for cookie in page.context.cookies()]
    page.goto(f"{home}/account/security/")
    expect(page.get_by_text("last used on")).to_be_visible()
