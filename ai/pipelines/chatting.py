"""Answers a message: asks the model round by round, lets it look, and makes a plan of what it wants done."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.capabilities import (
    Call,
    Capability,
    ChatInput,
    ChatResult,
    Message,
    RecognitionInput,
    ToolCall,
    Transcription,
    Usage,
    VisionInput,
    VisionResult,
)
from ai.models import ChatMessage, Conversation, ModelSpec
from ai.pipelines.consulting import Consulting
from ai.serializers.chat import AnswerSerializer
from ai.services.chatting import (
    citing,
    context,
    conversations,
    leaving,
    looking,
    plans,
    proposing,
    sending,
    suggesting,
    tools,
)
from ai.services.chatting.context import Situation
from ai.services.chatting.proposing import Wanted
from ai.services.chatting.tools import CallRefused
from ai.services.insights import counting
from jobs import events
from jobs.models import Job
from jobs.work import JobFailed, Outcome, Run, Work
from videos import files
from videos.models import Video

MOST_ROUNDS = 4
MOST_TOKENS = 2000
GATHERED = 0.08  # seconds of a stream that are told in one event
NOTED = "Noted as a step of the plan. The person decides whether it is done."
NOTHING = gettext_lazy("I have no answer to that.")
LEFT_OFF = gettext_lazy("You left before the answer was complete.")
K = ChatMessage.Kind


@dataclass
class Heard:
    """What the rounds have given so far. `pending` are refusals that only the model was told of."""

    text: str = ""
    wanted: list[Wanted] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    usage: dict[str, int] = field(default_factory=lambda: {"input": 0, "output": 0})
    spec: ModelSpec | None = None
    is_draft: bool = False
    has_left: bool = False
    pending: list[str] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    mended: int = 0  # steps that came after the model was told


def converse(run: Run) -> Outcome:
    return Turn(run).answered()


class Turn:
    """One message and its answer."""

    def __init__(self, run: Run) -> None:
        self.run, self.params = run, run.job.params
        self.talk = self._talk()
        self.asked = self.talk.messages.get(pk=self.params["messageId"])
        self.consulting = Consulting(run)
        self.situation = Situation(
            video=self._video(),
            current_time=self.params["currentTime"],
            emotion=self.params["emotion"],
            before=tuple(self.params["before"]),
        )
        self.heard = Heard()

    # -- the course of it ------------------------------------------------------------------------------

    def answered(self) -> Outcome:
        with self._typing():
            sensed = self._sensed()
            self._rounds(self._messages(sensed))
        return self._outcome(sensed)

    def _talk(self) -> Conversation:
        found = Conversation.objects.for_user(self.run.job.user).filter(pk=self.params["conversationId"])
        talk = found.first()
        if talk is None:
            raise JobFailed("conversation_gone", _("This conversation was deleted. Nothing was charged."))
        return talk

    def _video(self) -> Video | None:
        if not self.params["videoId"]:
            return None
        video = Video.objects.for_user(self.run.job.user).filter(pk=self.params["videoId"]).first()
        if video is None:
            raise JobFailed("film_gone", _("This film was deleted. Nothing was charged."))
        return video

    def _messages(self, sensed: str) -> list[Message]:
        said = self.asked.text or sensed
        return context.messages(
            situation=self.situation,
            conversation=self.talk,
            until=self.asked.number,
            said=said,
            heard=sensed if self.asked.kind == K.IMAGE else "",
        )

    @contextmanager
    def _typing(self) -> Iterator[None]:
        self._send("chat_typing", is_typing=True)
        try:
            yield
        finally:
            self._send("chat_typing", is_typing=False)

    def _send(self, kind: str, **payload: Any) -> None:
        told = {"conversation_id": str(self.talk.pk), "job_id": str(self.run.job.pk), **payload}
        events.send(user_id=self.run.job.user_id, kind=kind, payload=told)

    # -- what came along -------------------------------------------------------------------------------

    def _sensed(self) -> str:
        """What is said in the sound, or seen in the picture, that came with the message."""
        kind = K(self.asked.kind)
        if kind not in sending.SENSES:
            return ""
        capability = sending.SENSES[kind]
        path = files.fetch(key=self.params["file"], folder=self.consulting.folder("sent"))
        ask: Callable[[Any, Call], Transcription | VisionResult] = (
            partial(_written_down, path) if kind == K.AUDIO else partial(_looked_at, path, self.asked.text)
        )
        found = self.consulting.ask(capability, ask, share=(0, 20))
        if kind == K.AUDIO and not found.value.text.strip():
            raise JobFailed(
                "nothing_said", _("Nothing could be understood in this sound. Nothing was charged.")
            )
        return found.value.text.strip()

    # -- the rounds ------------------------------------------------------------------------------------

    def _rounds(self, talk: list[Message]) -> None:
        has_film = self.situation.video is not None
        for number in range(MOST_ROUNDS):
            wish = ChatInput(talk, tools=tools.offered(has_film=has_film), max_tokens=MOST_TOKENS)
            result = self._asked(wish, number)
            self.heard.text = result.text.strip() or self.heard.text
            if self.heard.has_left or not result.tool_calls:
                return
            answers, is_over = self._obeyed(result)
            if is_over:
                return
            talk = [*talk, Message("assistant", result.text, tool_calls=result.tool_calls), *answers]

    def _asked(self, wish: ChatInput, number: int) -> ChatResult:
        heard = self.heard
        spec = heard.spec
        # The model that has begun goes on: another one would not know what it meant.
        model = f"{spec.provider}/{spec.model_id}" if spec else self.params["model"]
        found = self.consulting.ask(
            Capability.CHAT,
            partial(self._streamed, wish),
            share=(20 + 15 * number, 35 + 15 * number),
            model=model,
            is_maker=True,
            name=f"round{number}",
        )
        heard.spec, heard.is_draft = found.spec, found.value.is_draft
        for name in heard.usage:
            heard.usage[name] += int(found.value.usage.amounts.get(f"{name}_token", 0))
        return found.value

    def _streamed(self, wish: ChatInput, provider: Any, call: Call) -> ChatResult:
        """The model's whole answer, told piece by piece; what there is of it when nobody waits any more."""
        self._send("chat_delta", text="", is_anew=True)
        pieces, waiting, since = list[str](), "", time.monotonic()
        stream: Any = provider.stream_chat(wish, call)
        with closing(stream):
            for piece in stream:
                if isinstance(piece, ChatResult):
                    self._delta(waiting)
                    return piece
                pieces.append(piece)
                waiting += piece
                if time.monotonic() - since >= GATHERED:
                    self._delta(waiting)
                    waiting, since = "", time.monotonic()
                    if leaving.has_left(job_id=self.run.job.pk):
                        break
        self.heard.has_left = True
        return ChatResult("".join(pieces), Usage({"call": 1}))

    def _delta(self, text: str) -> None:
        if text:
            self._send("chat_delta", text=text, is_anew=False)

    # -- what the model asks for -----------------------------------------------------------------------

    def _obeyed(self, result: ChatResult) -> tuple[list[Message], bool]:
        """The answers to the model's calls, and whether there is nothing more to ask it."""
        known, refused, answers = len(self.heard.calls), list[str](), list[Message]()
        for call in result.tool_calls:
            try:
                answer = self._answer_to(call, known)
            except CallRefused as no:
                refused.append(str(no))
                answer = f"error: {no}"
            answers.append(Message("tool", answer, tool_call_id=call.id))
        has_looked = any(looking.is_look(call.name) for call in result.tool_calls)
        is_news = len(self.heard.calls) > known
        if refused and is_news and not self.heard.pending and not result.is_draft:
            self.heard.pending = refused
            return answers, False
        self.heard.refused += refused
        # The local planner has said everything with its calls; who only repeats itself has nothing to add.
        return answers, bool(refused) or not is_news or (result.is_draft and not has_looked)

    def _answer_to(self, call: ToolCall, known: int) -> str:
        """`known` calls were made in earlier rounds; one of those that comes again is not a second step."""
        user, video, heard = self.run.job.user, self.situation.video, self.heard
        made = (call.name, json.dumps(dict(call.arguments), sort_keys=True, default=str))
        if made in heard.calls[:known]:
            return NOTED
        heard.calls.append(made)
        if looking.is_look(call.name):
            looked = looking.look(user=user, video=video, call=call)
            heard.sources += looked.sources
            return looked.text
        heard.wanted = proposing.with_call(
            user=user, video=video, wanted=heard.wanted, name=call.name, arguments=call.arguments
        )
        heard.mended += bool(heard.pending)
        return NOTED

    # -- the answer ------------------------------------------------------------------------------------

    def _outcome(self, sensed: str) -> Outcome:
        steps = self._steps()
        message_id = uuid.uuid4()
        result = {"conversationId": str(self.talk.pk), "messageId": str(message_id)}
        publish = partial(self._publish, message_id, sensed, steps)
        return Outcome(publish=publish, result=result)

    def _steps(self) -> list[proposing.Step]:
        if not self.heard.wanted:
            return []
        return proposing.checked(user=self.run.job.user, video=self.situation.video, wanted=self.heard.wanted)

    def _publish(self, message_id: uuid.UUID, sensed: str, steps: list[proposing.Step], job: Job) -> None:
        if sensed:
            ChatMessage.objects.filter(pk=self.asked.pk).update(heard=sensed)
        message = self._written(message_id, steps, job)
        if steps:
            video = self.situation.video
            is_about = video is not None and any(tools.TOOLS[step.operation].needs_film for step in steps)
            plans.write(
                user=job.user,
                conversation=self.talk,
                message=message,
                video=video if is_about else None,
                steps=steps,
            )
        _forget_file(job)
        self._send("chat_message", **AnswerSerializer(conversations.answer_of(job_id=job.pk)).data)

    def _written(self, message_id: uuid.UUID, steps: list[proposing.Step], job: Job) -> ChatMessage:
        heard, spec = self.heard, self.heard.spec
        done = frozenset(step.operation for step in steps)
        return conversations.write(
            conversation=self.talk,
            video=self.situation.video,
            id=message_id,
            role=ChatMessage.Role.ASSISTANT,
            text=self._words(steps),
            provider=spec.provider if spec else "",
            model=spec.model_id if spec else "",
            is_draft=heard.is_draft,
            tokens=heard.usage,
            sources=self._sources(),
            notes=[*self.consulting.notes, *([str(LEFT_OFF)] if heard.has_left else [])],
            suggestions=suggesting.suggestions(situation=self.situation, done=done),
            video_suggestions=suggesting.related(user=job.user, video=self.situation.video),
            job_id=job.pk,
        )

    def _sources(self) -> list[dict[str, Any]]:
        """What was looked at, and what the answer names, each once."""
        named = citing.cited(video=self.situation.video, text=self.heard.text)
        once = {(each["videoId"], each["startTime"]): each for each in [*self.heard.sources, *named]}
        return list(once.values())[:20]

    def _words(self, steps: list[proposing.Step]) -> str:
        """What the model said; what it could not propose is told, whether it says so or not."""
        parts = [self.heard.text]
        if steps and not self.heard.text:
            parts = [_("I propose:"), *(f"{at}. {step.title}" for at, step in enumerate(steps, start=1))]
        refused = list(self.heard.refused)
        if self.heard.mended < len(self.heard.pending):
            refused += self.heard.pending
        parts += [_("Not possible: %(why)s") % {"why": why} for why in dict.fromkeys(refused)]
        return "\n".join(part for part in parts if part) or str(NOTHING)


def _written_down(path: Any, provider: Any, call: Call) -> Transcription:
    found: Transcription = provider.speech_to_text(RecognitionInput(source=path), call)
    return found


def _looked_at(path: Any, prompt: str, provider: Any, call: Call) -> VisionResult:
    found: VisionResult = provider.vision(VisionInput(images=[path], prompt=prompt), call)
    return found


def _forget_file(job: Job) -> None:
    if key := job.params["file"]:
        transaction.on_commit(lambda: files.delete_folder(str(key).rpartition("/")[0]))


def _abandoned(job: Job) -> None:
    _forget_file(job)
    counting.give_back(job)


CONVERSE = Work(run=converse, reorder=sending.reorder, abandoned=_abandoned)
