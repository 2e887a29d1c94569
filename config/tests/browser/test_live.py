"""The live connection: lost in every way, said, mended, and caught up with; ended with the session."""

from pathlib import Path

from playwright.sync_api import Page, WebSocketRoute, expect

from config.tests.browser.conftest import Visitor, until


class Line:
    """The page's socket in our hands: it can be cut, and it can die without a word."""

    def __init__(self, page: Page) -> None:
        self.is_cut = self.is_dead = False
        self.sockets: list[WebSocketRoute] = []
        page.route_web_socket("**/ws", self._carry)

    def cut(self) -> None:
        self.is_cut = True
        self.sockets[-1].close()

    def _carry(self, socket: WebSocketRoute) -> None:
        if self.is_cut:
            socket.close()
            return
        server = socket.connect_to_server()
        socket.on_message(lambda words: None if self.is_dead else server.send(words))
        server.on_message(lambda words: None if self.is_dead else socket.send(words))
        self.sockets.append(socket)


def test_what_was_missed_is_caught_up_with_and_signing_out_elsewhere_ends_it(
    visitor: Visitor, clip: Path
) -> None:
    page, line = visitor.page, Line(visitor.page)
    bar = page.locator("#offline")
    page.clock.install()
    page.goto(f"{visitor.url}/jobs/")
    until(page, "() => document.readyState === 'complete'")
    expect(page.get_by_role("heading", name="No jobs yet")).to_be_visible()
    # Silence: nobody says that the line is gone, so the page must ask.
    line.is_dead = True
    page.clock.run_for(15_000)
    expect(bar).to_contain_text("Connection lost. Reconnecting…")
    line.is_dead = False
    page.clock.run_for(20_000)
    expect(bar).to_be_hidden()
    # Cut: what happens meanwhile is told by another tab's work.
    line.cut()
    page.clock.run_for(3_000)
    expect(bar).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{visitor.url}/videos/")
    other.set_input_files("#upload-input", clip)
    other.wait_for_selector(".card img")
    line.is_cut = False
    bar.get_by_role("button", name="Try now").press("Enter")
    expect(bar).to_be_hidden()
    page.clock.run_for(1_000)
    expect(page.locator(".job .chip")).to_have_text("Completed")
    expect(page.locator(".pill [data-credits-available]")).to_have_text("95")
    # Signed out in the other tab: this one ends, says so, and asks no more.
    other.locator("#account-menu summary").click()
    other.get_by_role("button", name="Sign out").click()
    expect(bar).to_contain_text("You are signed out.")
    expect(bar.get_by_role("link", name="Sign in")).to_have_attribute("href", "/sign-in/?next=%2Fjobs%2F")
