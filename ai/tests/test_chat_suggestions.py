"""What the chat suggests: in the person's language, and understood when it is said."""

from pathlib import Path

import pytest
from django.utils.translation import override

from accounts.models import User
from ai.capabilities import Call, ChatInput, Message
from ai.providers.local.chat import LocalChat
from ai.services.chatting import suggesting, tools
from ai.services.chatting.context import Situation, facts
from videos.tests.films import a_video

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "vi"])
def test_each_suggestion_is_understood_by_our_own_planner(alice: User, tmp_path: Path, language: str) -> None:
    situation = Situation(video=a_video(alice))
    with override(language):
        about = list(suggesting._sensible(situation.video, situation))  # type: ignore[arg-type]
        alone = suggesting.suggestions(situation=Situation())
    assert ("black and white" in dict(about)["apply-filter"]) == (language == "en")
    offered = tools.offered(has_film=True)
    for operation, words in [*about, *zip(("generate-video", "generate-music"), alone, strict=False)]:
        talk = [Message("system", facts(situation)), Message("user", words)]
        call = Call(model="planner", key="said", folder=tmp_path)
        answer = LocalChat().chat(ChatInput(talk, tools=offered), call)
        called = [each.name.replace("_", "-") for each in answer.tool_calls]
        assert called == [operation], (words, answer.text)
    assert alone[2] == {"en": "What can you do?", "vi": "Bạn làm được gì?"}[language]
