"""The staff's style page shows what is really there."""

import pytest
from django.test import Client

from accounts.models import User
from config.styleguide.parts import PARTS
from config.styleguide.tokens import groups, icons

pytestmark = pytest.mark.django_db


def test_tokens_and_icons_are_read_from_their_files() -> None:
    colours = groups()[0]
    assert (colours.kind, colours.tokens[0].name) == ("colour", "ground")
    assert all(token.light.startswith("#") or "rgb" in token.light for token in colours.tokens)
    assert all(token.dark for token in colours.tokens)
    assert {group.kind for group in groups()} == {"colour", "distance", "type", "shape", "plain"}
    assert {"mark", "upload", "play"} <= set(icons())


def test_every_part_is_drawn_and_shown_as_it_is_written() -> None:
    for part in PARTS:
        assert part.drawn().strip(), part
        assert "include" in part.source or "<" in part.source, part
    fields = next(part for part in PARTS if part.name == "fields").drawn()
    assert "This field is required." in fields
    assert "Enter a valid URL." in fields


def test_only_staff_learn_of_the_page(alice: User) -> None:
    browser = Client()
    assert browser.get("/styleguide/").status_code == 302
    browser.force_login(alice)
    assert browser.get("/styleguide/").status_code == 404
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    page = browser.get("/styleguide/")
    assert page.status_code == 200
    assert page.content.count(b"data-token=") == sum(len(group.tokens) for group in groups())
