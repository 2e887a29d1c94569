"""Has a wish made by the first model that can: follows it, falls over to the next, checks what comes.

The vendor's part is remembered before and after each step (`Memory`), so that a worker that dies between any
two of them costs nobody anything: what was submitted is found again, and nothing is submitted twice.
"""

import time
import uuid
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai import registry
from ai.capabilities import Call, Capability, Media, ProviderError, Refused, Started, Stopped
from ai.models import ModelSpec
from ai.pipelines.checking import Promise, checked
from ai.pipelines.memory import Memory
from ai.services import catalogue, circuit, errands, generation, moderating, origins, prompting
from ai.services.kinds import KINDS, quantity, seconds_promised
from ai.services.suiting import misfit
from credits import services as credits
from credits.pricing import Line
from jobs.failpoints import failpoint
from jobs.models import Job
from jobs.work import Cancelled, JobFailed, Outcome, Run, Waiting, Work
from videos import files
from videos.media.probe import MediaInfo
from videos.models import Video
from videos.pipelines import adding

MOST_FAILURES = 3  # of one model, of the kind that may pass
SLOWEST = 4  # times the first wait between two looks
LONGEST_WAIT = 120.0  # seconds that we wait for a busy model before another one does it
NOTHING_LEFT = gettext_lazy(
    "Nothing here can do this at the moment. Nothing was charged; please try again later."
)
# What ends the vendor's work, so that the next submit is a new one.
ENDED = frozenset({"too_slow", "vendor_cancelled"})
HAS_SIZE = frozenset({Capability.TEXT_TO_VIDEO, Capability.TEXT_TO_IMAGE})


def generate(run: Run) -> Outcome | Waiting:
    return Generation(run).carry_on()


class Generation:
    """One attempt at a wish, or one look after it."""

    def __init__(self, run: Run) -> None:
        self.run, self.memory = run, Memory.of(run.job)
        self.wish = generation.wish_of(run.job.params)
        self.sources = self._sources()
        self.last: ProviderError | None = None

    # -- the course of it ------------------------------------------------------------------------------

    def carry_on(self) -> Outcome | Waiting:
        self._stop_if_cancelled()
        self._write_out()
        while True:
            spec = self._current() or self._next()
            try:
                result = self._followed(spec) if self.memory.remote else self._submitted(spec)
                if not isinstance(result, Media):
                    return self._parked()
                info = checked(result.path, self._promise(result))
            except (Stopped, Cancelled):
                self._stop_if_cancelled()
                self.run.progress(0)  # says who owns the job now
                raise Cancelled from None
            except ProviderError as error:
                waiting = self._failed(spec, error)
                if waiting:
                    return waiting
                continue
            circuit.succeeded(spec)
            return self._outcome(spec, result, info)

    def _current(self) -> ModelSpec | None:
        found = ModelSpec.objects.filter(pk=self.memory.spec).first() if self.memory.spec else None
        is_here = found is not None and found.provider in registry.available()
        if self.memory.spec and not is_here:
            self.memory.give_up()
        return found if is_here else None

    def _next(self) -> ModelSpec:
        """The next model that can do it; raises JobFailed when there is none."""
        for spec in self._candidates():
            if spec.pk in self.memory.tried or misfit(
                spec, self.wish.fields, self.sources, self.wish.options
            ):
                continue
            if not circuit.admit(spec):
                self.memory.notes.append(f"{spec.name} has trouble at the moment, so another model did it.")
                self.memory.tried.append(spec.pk)
                continue
            self.memory.begin(spec.pk)
            self._remember(spec)
            return spec
        raise self._nothing_left()

    def _candidates(self) -> tuple[ModelSpec, ...]:
        try:
            choice = catalogue.choose(capability=self.wish.capability, wish=self.wish.model)
        except catalogue.UnknownModel:  # staff took it out meanwhile
            choice = catalogue.choose(capability=self.wish.capability)
        except catalogue.NoModel:
            return ()
        self.memory.notes += [note for note in choice.notes if note not in self.memory.notes]
        return choice.candidates

    def _nothing_left(self) -> JobFailed:
        evidence = {"fellOver": self.memory.fell_over, "notes": self.memory.notes}
        if self.last is None:
            return JobFailed("no_model", str(NOTHING_LEFT), evidence=evidence)
        message = _("%(message)s Nothing was charged.") % {"message": self.last.message}
        return JobFailed(self.last.code, message, evidence=evidence)

    # -- at the vendor ---------------------------------------------------------------------------------

    def _submitted(self, spec: ModelSpec) -> Media | Started:
        again, self.memory.is_submitted = self.memory.is_submitted, True
        self._remember(spec)
        failpoint("before-submit")
        call = self._call(spec, attempt=2 if again else 1)
        method = getattr(registry.provider(spec.provider), registry.method_of(self.wish.capability))
        result: Media | Started = method(self._input(), call)
        failpoint("submitted")
        if isinstance(result, Started):
            self.memory.taken(result.remote_id)
            self.memory.wait = min(result.poll_after, settings.AI_POLL_SECONDS)
            self._remember(spec)
            failpoint("remembered")
        return result

    def _followed(self, spec: ModelSpec) -> Media | None:
        vendor = registry.provider(spec.provider)
        if time.time() - self.memory.since > settings.AI_REMOTE_DEADLINE_SECONDS:
            _stop_at_vendor(self.run.job, self.memory)
            raise ProviderError("too_slow", _("%(model)s took too long.") % {"model": spec.name})
        call = replace(self._call(spec, attempt=1), should_stop=self._is_cancelled)
        made: Media | None = vendor.follow(self.memory.remote, call)
        self.memory.wait = min(self.memory.wait * 1.5, settings.AI_POLL_SECONDS * SLOWEST)
        return made

    def _parked(self) -> Waiting:
        self._remember(None)
        return Waiting(seconds=self.memory.wait, stage=_("At the vendor"))

    def _failed(self, spec: ModelSpec, error: ProviderError) -> Waiting | None:
        """What follows: another try later, or (None) another model at once. Raises what ends the job."""
        circuit.failed(spec, error)
        self.last = error
        if error.model_gone:
            catalogue.mark_gone(spec=spec)
        if isinstance(error, Refused):
            self.memory.forget_submit(anew=False)  # it has ended there: nothing is to be stopped
            self._remember(None)
        if isinstance(error, Refused) or error.code == "submit_unclear":
            raise JobFailed(
                error.code,
                _("%(message)s Nothing was charged.") % {"message": error.message},
                evidence=self._evidence(spec),
            )
        if error.code == "unsupported_option" and self._is_wished(spec):
            evidence = {**self._evidence(spec), "field": getattr(error, "option", "")}
            raise JobFailed(
                error.code,
                _("%(message)s Nothing was charged.") % {"message": error.message},
                evidence=evidence,
            )
        self.memory.failures += 1
        wait = max(error.retry_after or 0.0, 2.0**self.memory.failures)
        if not error.permanent and self.memory.failures < MOST_FAILURES and wait <= LONGEST_WAIT:
            if error.code in ENDED:
                self.memory.forget_submit(anew=True)
            self._remember(spec)
            return Waiting(seconds=wait, stage=_("Trying again"))
        self._give_up(spec, error)
        return None

    def _give_up(self, spec: ModelSpec, error: ProviderError) -> None:
        self.memory.fell_over.append({"model": f"{spec.provider}/{spec.model_id}", "code": error.code})
        self.memory.notes.append(
            _("%(model)s could not do it: %(message)s") % {"model": spec.name, "message": error.message}
        )
        self.memory.give_up()
        self._remember(None)

    def _call(self, spec: ModelSpec, *, attempt: int) -> Call:
        key = self.memory.key(self.run.job)
        return Call(
            model=spec.model_id,
            key=key,
            folder=self.run.folder,
            options=self.wish.options,
            deadline=float(settings.AI_REMOTE_DEADLINE_SECONDS),
            progress=lambda percent, stage: self.run.progress(percent * 0.95, stage[:60]),
            should_stop=self.run.should_stop,
            webhook=_webhook(spec.provider, self.run.job, key),
            schema=spec.params_schema,
            attempt=attempt,
        )

    # -- stopping --------------------------------------------------------------------------------------

    def _stop_if_cancelled(self) -> None:
        if self._is_cancelled():
            raise Cancelled

    def _is_cancelled(self) -> bool:
        """By a person: a lost lease leaves the vendor's work to the next worker."""
        if self.run.job.cancel_requested_at:
            return True
        asked = Job.objects.filter(pk=self.run.job.pk, cancel_requested_at__isnull=False)
        return self.run.should_stop() and asked.exists()

    # -- the wish --------------------------------------------------------------------------------------

    def _sources(self) -> dict[str, Video]:
        try:
            return generation.sources_of(user=self.run.job.user, wish=self.wish)
        except Video.DoesNotExist:
            raise JobFailed("video_gone", _("What this was to be made of was deleted.")) from None

    def _input(self) -> Any:
        paths: dict[str, Path] = {
            name: files.fetch(key=item.file, folder=self.run.folder, name=f"{name}.{item.extension}")
            for name, item in self.sources.items()
        }
        return KINDS[self.wish.capability].input(**self._fields(), **paths)

    def _fields(self) -> Mapping[str, Any]:
        words = KINDS[self.wish.capability].words
        return {**self.wish.fields, words: self.memory.prompt} if self.memory.prompt else self.wish.fields

    def _write_out(self) -> None:
        words = KINDS[self.wish.capability].words
        said = str(self.wish.fields.get(words) or "") if words else ""
        if not self.wish.is_enhanced or self.memory.prompt or not said:
            return
        self.run.progress(0, _("Writing the prompt out"))
        key = f"{self.run.job.pk}.prompt"
        written, spec = prompting.enhanced(
            prompt=said, capability=self.wish.capability, key=key, folder=self.run.folder
        )
        try:
            moderating.must_be_allowed(words={words: written})
        except ValidationError:
            written, spec = said, None
        self.memory.prompt, self.memory.prompt_spec = written, spec.pk if spec else None
        self._remember(None)

    def _promise(self, made: Media) -> Promise:
        kind, fields = KINDS[self.wish.capability], self.wish.fields
        has_size = self.wish.capability in HAS_SIZE
        return Promise(
            makes=kind.makes or Video.MediaType(self.sources["source"].media_type),
            seconds=seconds_promised(self.wish.capability, fields, self.sources),
            size=(fields["width"], fields["height"]) if has_size and "width" in fields else None,
            is_audible=kind.is_audible,
            prompt=str(self._fields().get(kind.words, "")),
            # Dubbing without a model says itself that it moves none.
            moves_lips=self.wish.capability is Capability.LIP_SYNC and not made.is_draft,
        )

    def _is_wished(self, spec: ModelSpec) -> bool:
        return self.wish.model in {spec.model_id, f"{spec.provider}/{spec.model_id}"}

    # -- the result ------------------------------------------------------------------------------------

    def _outcome(self, spec: ModelSpec, made: Media, info: MediaInfo) -> Outcome:
        self.run.progress(96, _("Storing"))
        self.memory.keeps(made.remote_id or self.memory.remote)
        self._remember(spec)
        notes = list(dict.fromkeys([*self.memory.notes, *made.notes]))
        facts = self._facts(spec, made)
        item = self._added(spec, made, info, facts)
        measured = {"duration": item.duration, "width": item.width, "height": item.height}
        result = {"videoId": str(item.pk), **facts, **measured, "notes": notes}
        return Outcome(
            publish=partial(_publish, item),
            outputs=[adding.output_of(item)],
            result={**result, "fellOver": self.memory.fell_over},
            charge=self._charge(spec, made),
        )

    def _facts(self, spec: ModelSpec, made: Media) -> dict[str, Any]:
        """How it was made, as its job and its video tell."""
        return {
            "provider": spec.provider,
            "model": spec.model_id,
            "modelName": spec.name,
            "seed": made.seed,
            "prompt": str(self._fields().get(KINDS[self.wish.capability].words, "")),
            "isDraft": made.is_draft,
        }

    def _added(self, spec: ModelSpec, made: Media, info: MediaInfo, facts: dict[str, Any]) -> Video:
        """The new item of the library, stored; its row comes with the settling."""
        words = [{"text": each.text, "start": each.start, "end": each.end} for each in made.words]
        synthetic = origins.spans_made(
            capability=self.wish.capability,
            sources=self.sources,
            info=info,
            model=f"{spec.provider}/{spec.model_id}",
        )
        addition = adding.Addition(
            path=made.path,
            info=info,
            title=generation.title_of(self.wish),
            source=Video.Source.GENERATED,
            parent=self.sources.get("source") or self.sources.get("image"),
            ai_generated=True,
            in_library=self.wish.in_library,
            metadata={**facts, **({"words": words} if words else {})},
            synthetic=synthetic,
        )
        return adding.add(self.run, uuid.UUID(self.run.job.params["outputVideoId"]), addition)

    def _charge(self, spec: ModelSpec, made: Media) -> int:
        """By what was used, at the price of the model that did it; what was quoted is the most."""
        amount = made.usage.amounts.get(spec.price_unit)
        if amount is None:
            amount = quantity(spec.price_unit, self.wish.capability, self.wish.fields, self.sources)
        lines = [Line(spec.price_code, Decimal(str(round(amount, 3))))]
        writer = ModelSpec.objects.filter(pk=self.memory.prompt_spec or 0).first()
        if writer:
            lines.append(Line(writer.price_code, Decimal(1)))
        return credits.quote_for(lines=lines).micro

    def _remember(self, spec: ModelSpec | None) -> None:
        names = {"provider": spec.provider, "model": spec.model_id} if spec else {}
        self.run.remember(self.memory.to_json(), **names)

    def _evidence(self, spec: ModelSpec) -> dict[str, Any]:
        return {"provider": spec.provider, "model": spec.model_id, "fellOver": self.memory.fell_over}


def _webhook(provider: str, job: Job, key: str) -> str:
    """Where the vendor may call back; empty where the platform cannot be reached from outside."""
    if not settings.AI_WEBHOOKS or provider not in registry.CALLS_BACK:
        return ""
    return f"{settings.PUBLIC_URL}/webhooks/{provider}/{job.pk}?key={key}"


def _publish(item: Video, job: Job) -> None:
    adding.publish(made=item)


def _stop_at_vendor(job: Job, memory: Memory) -> None:
    spec = ModelSpec.objects.filter(pk=memory.spec or 0).first() if memory.is_submitted else None
    if spec:
        errands.cancel(
            job_id=job.pk,
            provider=spec.provider,
            model=spec.model_id,
            remote=memory.remote,
            key=memory.key(job),
            since=memory.since,
        )


def _abandon(job: Job) -> None:
    """However it ended: what the vendor still works on is stopped there, and what was stored is removed."""
    memory = Memory.of(job)
    _stop_at_vendor(job, memory)
    errands.forget(job_id=job.pk, provider=job.provider, remote=memory.made, made_at=memory.made_at)
    adding.abandon(job=job, video_id=uuid.UUID(job.params["outputVideoId"]))


GENERATE = Work(run=generate, reorder=generation.reorder, abandoned=_abandon)
