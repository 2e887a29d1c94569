"""What people write is shown as text: on pages, in the administration, in letters, headers and captions."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts import mailing
from accounts.models import User
from ai.models import ChatMessage, Conversation, SavedRecipe
from config.local.home import PROJECT
from conftest import client_of
from jobs.models import Job
from projects.models import Comment, Project
from videos.media.captions import Cue, clean, parse_captions, to_srt, to_vtt
from videos.models import Video

pytestmark = pytest.mark.django_db

PAYLOADS = [
    "<script>pwned()</script>",
    "</script><script>pwned()</script>",
    "<img src=x onerror=pwned()>",
    '"><img src=pwned onerror=pwned()>',
    "'><svg/onload=pwned()>",
    "<svg><script href=pwned></script></svg>",
    "<iframe srcdoc='<script>pwned()</script>'>",
    "<iframe src=javascript:pwned()>",
    "<a href='javascript:pwned()'>click</a>",
    "javascript:pwned()",
    "data:text/html,<script>pwned()</script>",
    "<body onload=pwned()>",
    "<details open ontoggle=pwned()>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=pwned()>",
    "<style>@import 'pwned';</style>",
    "<link rel=stylesheet href=//pwned>",
    "<meta http-equiv=refresh content='0;url=//pwned'>",
    "<base href=//pwned/>",
    "<form action=//pwned><input name=password>",
    "<object data=pwned>",
    "<embed src=pwned>",
    "<x-pwned hx-get=/pwned hx-trigger=load>",
    '" onmouseover="pwned()',
    "' autofocus onfocus='pwned()",
    "`onclick=pwned()`",
    "</title><script>pwned()</script>",
    "</textarea><script>pwned()</script>",
    "<!--><script>pwned()</script>",
    "]]><script>pwned()</script>",
    "&lt;script&gt;pwned()&lt;/script&gt;",
    "&#60;script&#62;pwned()&#60;/script&#62;",
    "{{ 191|add:70007000 }}{{ settings.SECRET_KEY }}",
    "{% debug %}{% include 'base.html' %}",
    "{% verbatim %}${70007000+191}#{70007000+191}<%= 70007000+191 %>",
    "%s%(pwned)s%n{0.__class__}",
    "a\r\nX-Pwned: 1\r\n\r\n<script>pwned()</script>",
    "a\nBcc: pwned@example.com",
    "invoice\u202e4pm.exe",
    "\u2066\u202epwned\u2069\u200b\ufeff",
    '=HYPERLINK("//pwned")\\\';DROP TABLE pwned--',
]
TITLE = 200
# Where a browser would run or fetch what stands there.
LIVE = {"src", "href", "action", "formaction", "srcdoc", "style", "data", "content", "xlink:href", "poster"}


class Page(HTMLParser):
    """A page as a browser reads it: its text, and whatever of ours has become more than text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.alive: list[str] = []
        self.texts: list[str] = []
        self.inside = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = "script" if tag == "script" and ("type", "application/json") not in attrs else ""
        for name, value in attrs:
            self.texts.append(value or "")
            live = name in LIVE or (name.startswith(("on", "hx-", "x-on", "@")) and name != "hx-confirm")
            fetched = "pwned" in name or (live and "pwned" in (value or "") and tag != "meta")
            if fetched or (live and (value or "").strip().startswith("javascript:")):
                self.alive.append(self.get_starttag_text() or tag)
        if "pwned" in tag:
            self.alive.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside and "pwned" in data:
            self.alive.append(data)
        self.texts.append(data)

    @property
    def text(self) -> str:
        return words("\n".join(self.texts))


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def films(alice: User) -> list[Video]:
    """A film, a talk, a recipe, a project and a job for each payload, named by it and full of it."""
    talks = [Conversation(user=alice, title=text[:120]) for text in PAYLOADS]
    Conversation.objects.bulk_create(talks)
    ChatMessage.objects.bulk_create(
        ChatMessage(conversation=talk, number=number, role=role, text=text)
        for talk, text in zip(talks, PAYLOADS, strict=True)
        for number, role in enumerate(ChatMessage.Role.values[:2], start=1)
    )
    SavedRecipe.objects.bulk_create(
        SavedRecipe(user=alice, name=text[:120], operations=[{"operation": "add-text", "text": text}])
        for text in PAYLOADS
    )
    Project.objects.bulk_create(Project(owner=alice, name=text[:100], description=text) for text in PAYLOADS)
    Comment.objects.bulk_create(
        Comment(project=Project.objects.all()[0], guest_name=text[:80], text=text) for text in PAYLOADS
    )
    Job.objects.bulk_create(failed_job(alice, text) for text in PAYLOADS)
    return Video.objects.bulk_create(
        Video(
            owner=alice,
            title=text[:TITLE],
            description=text,
            source="upload",
            status="ready",
            file=f"x/{number}.mp4",
            original_name=f"{text[:100]}.mp4",
            size=1,
            duration=1.0,
            width=320,
            height=180,
        )
        for number, text in enumerate(PAYLOADS)
    )


def failed_job(user: User, text: str) -> Job:
    return Job(
        user=user,
        kind="ai.image",
        category="ai",
        work="ai.generate",
        queue="ai",
        title=text[:TITLE],
        status=Job.Status.FAILED,
        params={"prompt": text},
        error_code="failed",
        error_message=text,
    )


@pytest.fixture
def browser(alice: User) -> Client:
    User.objects.filter(pk=alice.pk).update(name=PAYLOADS[3], is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(User.objects.get(pk=alice.pk))
    return client


def read(client: Client, address: str) -> Page:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    markup = answer.content.decode()
    page = Page(markup)
    assert (address, page.alive) == (address, [])
    assert "70007191" not in page.text
    return page


def missing(pages: list[Page]) -> list[str]:
    """The payloads that stand in none of the pages as they were written."""
    shown = " ".join(page.text for page in pages)
    return [text for text in PAYLOADS if words(text)[:90] not in shown]


LISTS = ["/videos/", "/jobs/", "/recipes/", "/projects/"]
ADMIN = ["videos/video", "jobs/job", "projects/project", "projects/comment", "accounts/user"]


@pytest.mark.parametrize("address", LISTS)
def test_lists_show_names_as_they_were_written(browser: Client, films: list[Video], address: str) -> None:
    pages = [read(browser, address)]
    number = 2
    while (more := browser.get(address, {"page": number})).status_code == 200 and number < 6:
        pages.append(Page(more.content.decode()))
        assert pages[-1].alive == []
        number += 1
    assert missing(pages) == []


def test_a_films_page_shows_what_it_is_called(browser: Client, films: list[Video]) -> None:
    for film, text in list(zip(films, PAYLOADS, strict=True))[::4]:
        page = read(browser, f"/videos/{film.pk}/")
        assert words(text)[:90] in page.text


def test_talks_show_what_was_said(browser: Client, films: list[Video]) -> None:
    read(browser, "/chat/")
    api = client_of(User.objects.get())
    for talk in Conversation.objects.all()[::6]:
        answer = api.get(f"/api/ai/conversations/{talk.pk}")
        assert answer.headers["Content-Type"].startswith("application/json")
        assert {each["message"] for each in answer.json()["messages"]} == {talk.messages.all()[0].text}


WRITES_MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment"
)


def test_no_script_of_ours_makes_markup_of_text() -> None:
    scripts = sorted((PROJECT / "static" / "js").rglob("*.js"))
    assert len(scripts) > 30
    for script in scripts:
        assert WRITES_MARKUP.findall(script.read_text(encoding="utf-8")) == [], script.name


@pytest.mark.parametrize("model", ADMIN)
def test_the_administration_shows_it_as_text(browser: Client, films: list[Video], model: str) -> None:
    page = read(browser, f"/admin/{model}/")
    if model == "videos/video":
        assert missing([page]) == []


def test_the_profile_and_every_header_show_the_name(browser: Client) -> None:
    assert PAYLOADS[3] in read(browser, "/account/profile/").text


def test_a_download_is_named_without_a_new_header(browser: Client, films: list[Video]) -> None:
    for film in films:
        answer = browser.get(f"/api/videos/{film.pk}/download")
        assert "X-Pwned" not in answer.headers
        disposition = answer.headers["Content-Disposition"]
        assert re.fullmatch(r"[\x20-\x7e]+", disposition), disposition
        # One quoted name at most, and nothing after it but the encoded one.
        assert re.fullmatch(
            r"(attachment|inline)(; filename=\"(?:[^\"\\]|\\.)*\")?"
            r"(; filename\*=utf-8''[\w.!~*%+&$#^`|/-]*)?",
            disposition,
        ), disposition


def letters(user: User) -> Iterator[Any]:
    for text in PAYLOADS:
        User.objects.filter(pk=user.pk).update(name=text[:150])
        mail.outbox.clear()
        mailing.write(letter="reset", email=user.email)
        yield from mail.outbox


def test_letters_go_to_one_address_and_are_plain(alice: User) -> None:
    sent = list(letters(alice))
    assert len(sent) == len(PAYLOADS)
    for letter in sent:
        assert (letter.to, letter.cc, letter.bcc) == ([alice.email], [], [])
        raw = letter.message()
        assert raw.get_content_type() == "text/plain"
        assert not {"Bcc", "X-Pwned"} & set(raw.keys())
        assert "\n" not in letter.subject


FORGED = [
    "one\n\n00:00:50.000 --> 00:00:59.000\nforged",
    "two\n\nSTYLE\n::cue{background:url(//pwned)}",
    "-->",
]


def test_captions_stay_as_many_cues_as_were_written() -> None:
    cues = [Cue(float(n), n + 0.9, text) for n, text in enumerate([*FORGED, *PAYLOADS])]
    as_vtt = parse_captions(to_vtt(cues))
    assert [(cue.start, cue.text) for cue in as_vtt] == [(cue.start, clean(cue.text)) for cue in cues]
    assert "<" not in to_vtt(cues)
    # SRT knows no escaping: whoever reads it takes tags out, and may be left with no words.
    as_srt = [cue.start for cue in parse_captions(to_srt(cues))]
    assert set(as_srt) <= {cue.start for cue in cues}
    assert len(as_srt) > len(PAYLOADS) / 2
