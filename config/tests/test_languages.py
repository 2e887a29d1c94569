"""The tools that find, keep and check the words of the pages, and what people see of them."""

import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from django.test import Client, RequestFactory
from django.utils import translation

from accounts.models import User
from config.languages import __main__ as command
from config.languages import catalogs, checking, extracting, places
from config.local.check import STEPS
from config.pages import server_error

TEMPLATE = """{% extends "base.html" %}
{% block page_class %}page-wide{% endblock %}
{% comment %}Nobody sees this.{% endcomment %}
<p title="{% translate "100 % sure" %}">{% translate 'It\\'s "here"' context "place" %}</p>
{% blocktranslate trimmed count n=films|length with who=user.name %}
  {{ who }} has
  {{ n }} film, 50% seen
{% plural %}
  {{ who }} has {{ n }} films
{% endblocktranslate %}
<script>const silent = "words of a program";</script>
"""
PROGRAM = """
_("Plain"); ngettext("one", "{n} many", n); pgettext("menu", "File"); print("not marked")
"""
SCRIPT = """
// gettext("not in a comment")
const words = gettext("Delete {title}?", { title }) + ngettext("{count} video", "{count} videos", count);
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project: a page, a module and a script of the app `videos`."""
    for path, text in (
        ("templates/videos/page.html", TEMPLATE),
        ("videos/views.py", PROGRAM),
        ("videos/tests/test_it.py", '_("only a test says this")'),
        ("static/js/videos/main.js", SCRIPT),
        ("static/js/words/vi.js", 'gettext("made, not written")'),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.setattr(places, "ROOT", tmp_path)
    monkeypatch.setattr(places, "SCRIPTS", tmp_path / "static/js")
    monkeypatch.setattr(places, "WORDS", tmp_path / "static/js/words")
    monkeypatch.setattr(places, "APPS", ("videos",))
    return tmp_path


def fill() -> None:
    """Translates everything by putting a mark before it."""
    catalog = catalogs.read("videos", "vi")
    for entry in catalogs.entries(catalog):
        if isinstance(entry.id, tuple):
            entry.string = (f"VI {entry.id[1]}",)
        else:
            entry.string = f"VI {entry.id}"
    catalogs.write(catalog, "videos", "vi")


def translate(words: dict[str, str]) -> None:
    catalog = catalogs.read("videos", "vi")
    for entry in catalogs.entries(catalog):
        if isinstance(entry.id, str) and entry.id in words:
            entry.string = words[entry.id]
    catalogs.write(catalog, "videos", "vi")


def test_words_are_found_as_they_will_be_looked_up(project: Path) -> None:
    found = {(message.id, message.context) for message in extracting.messages("videos")}
    assert found == {
        ("100 %% sure", None),
        ('It\'s "here"', "place"),
        (("%(who)s has %(n)s film, 50%% seen", "%(who)s has %(n)s films"), None),
        ("Plain", None),
        (("one", "{n} many"), None),
        ("File", "menu"),
        ("Delete {title}?", None),
        (("{count} video", "{count} videos"), None),
    }


@pytest.mark.parametrize(
    "wrong", ["{% translate title %}", "{% blocktranslate %}a {% if x %}b{% endif %}{% endblocktranslate %}"]
)
def test_words_that_could_not_be_found_again_are_refused(project: Path, wrong: str) -> None:
    page = project / "templates/videos/wrong.html"
    page.write_text(wrong)
    with pytest.raises(extracting.CannotRead, match=r"wrong\.html"):
        list(extracting.of_template(page))


def test_what_is_extracted_keeps_its_translations_and_loses_what_nobody_asks_for(project: Path) -> None:
    command.extract()
    fill()
    (project / "videos/views.py").write_text('_("Plain"); _("New")')
    command.extract()
    kept = {entry.id: entry.string for entry in catalogs.entries(catalogs.read("videos", "vi"))}
    assert (kept["Plain"], kept["New"]) == ("VI Plain", "")
    assert "File" not in kept
    text = places.catalog_file("videos", "vi").read_text()
    assert "Plural-Forms: nplurals=1" in text
    command.extract()
    assert places.catalog_file("videos", "vi").read_text() == text


def faults() -> list[str]:
    return list(checking.faults())


def test_each_fault_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["languages", "check"])
    command.extract()
    fill()
    assert faults() == []
    assert command.check() == 0
    page = project / "templates/videos/page.html"
    page.write_text(f'{TEMPLATE}<p>Bare words</p><img alt="A picture"><kbd>Enter</kbd><b>YouTube 4</b>')
    assert faults() == [
        "templates/videos/page.html: not marked for translation: “Bare words”.",
        "templates/videos/page.html: not marked for translation: “A picture”.",
    ]
    page.write_text(TEMPLATE.replace("100 % sure", "Quite sure"))
    assert [fault.partition("; ")[0] for fault in faults()] == [
        "vi: videos lacks “Quite sure”",
        "vi: videos keeps “100 %% sure”",
    ]
    command.extract()
    assert faults() == ["vi: videos has no translation of “Quite sure”."]
    translate({"Quite sure": "Chắc chắn", "Delete {title}?": "Xóa?"})
    assert faults() == ["vi: the translation of “Delete {title}?” in videos has other placeholders."]
    assert command.check() == 1
    assert "other placeholders" in capsys.readouterr().out


def test_words_are_compiled_for_pages_and_for_scripts_once(project: Path) -> None:
    command.extract()
    fill()
    made = [path.name for path in catalogs.compiled()]
    assert made == ["django.mo", "vi.js"]
    script = (project / "static/js/words/vi.js").read_text()
    assert '"Delete {title}?": "VI Delete {title}?"' in script
    assert '"{count} video": ["VI {count} videos"]' in script
    assert "Plain" not in script
    assert catalogs.compiled() == []


def test_one_word_has_one_translation_in_all_apps(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "APPS", ("videos", "jobs"))
    for app, string in (("videos", "Lưu"), ("jobs", "Giữ")):
        catalog = Catalog(locale="vi")
        catalog.add("Save", string)
        catalogs.write(catalog, app, "vi")
    assert "vi: “Save” is translated otherwise in jobs than before." in faults()


def test_the_check_of_words_is_a_step_of_make_check() -> None:
    assert "python -m config.languages check" in [step.command for step in STEPS]


@pytest.mark.django_db
def test_the_header_and_the_footer_have_no_english_left(alice: User) -> None:
    browser = Client(headers={"Accept-Language": "vi"})
    browser.force_login(alice)
    page = browser.get("/account/profile/").content.decode()
    frame = page[page.index("<header") : page.index("</header>")] + page[page.index("<footer") :]
    words = checking.Visible()
    words.feed(frame)
    english = {"Library", "Projects", "Publish", "Chat", "Jobs", "Account", "Recipes", "Sign out", "credits"}
    said = {" ".join(each.split()) for each in words.words}
    assert {"Thư viện", "Dự án", "Đăng", "Trò chuyện", "Tác vụ", "Tài khoản", "Đăng xuất"} <= said
    assert not english & said


@pytest.mark.django_db
def test_numbers_in_attributes_are_written_for_machines_in_every_language(alice: User) -> None:
    browser = Client(headers={"Accept-Language": "vi"})
    browser.force_login(alice)
    page = browser.get("/account/profile/").content.decode()
    assert not re.search(r'(?:value|max|min|step|width|height|style)="[^"]*\d,\d', page)


def test_a_page_for_what_broke_needs_no_request() -> None:
    """It is drawn without context processors, in the language that was spoken."""
    with translation.override("vi"):
        answer = server_error(RequestFactory().get("/videos/"))
    assert (answer.status_code, "Đã có lỗi từ phía chúng tôi" in answer.content.decode()) == (500, True)
