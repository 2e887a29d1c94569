"""What is answered in words or numbers: speech written down, pictures looked at, texts laid out."""

import uuid
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from ai import registry
from ai.capabilities import (
    Call,
    Capability,
    Embeddings,
    ProviderError,
    RecognitionInput,
    Stopped,
    Transcription,
    Usage,
    VisionInput,
    VisionResult,
)
from ai.models import EmbeddedText, ModelSpec
from ai.services import answering, embedding
from ai.services.asking import Answer, T, first_answer
from ai.services.catalogue import NoModel
from credits import services as credits
from credits.pricing import Line
from jobs.models import Job
from jobs.work import Cancelled, JobFailed, Outcome, Run, TryLater, Work
from videos import files

BUSY_SECONDS = 5.0
DEADLINE = 900.0  # seconds


def answer(run: Run) -> Outcome:
    """Answers a question about a file that was sent along; the file is not kept."""
    params = run.job.params
    capability = Capability(params["capability"])
    run.progress(0, "Fetching")
    path = files.fetch(key=params["file"], folder=run.folder)
    found = _asked(run, capability, partial(_put, capability, path, params["input"]))
    result = RESULTS[capability](found.value)
    return Outcome(
        publish=_forget_file,
        result={**result, **_facts(found, is_draft=found.value.is_draft)},
        charge=_charge(found.spec, found.value.usage),
    )


def embed(run: Run) -> Outcome:
    """Lays a text, or its pieces, out by meaning, and keeps them."""
    params = run.job.params
    pieces = embedding.chunks(params["text"]) if params["autoChunk"] else []
    pieces = pieces or [params["text"]]
    found = _asked(run, Capability.EMBEDDINGS, partial(_laid_out, pieces))
    space = embedding.space_of(found.spec, found.value)
    rows = [
        EmbeddedText(
            user=run.job.user,
            document_id=uuid.UUID(params["documentId"]),
            number=number,
            text=piece,
            letters=len(piece),
            metadata=params["metadata"],
            spec=found.spec,
            space=space,
            dimensions=len(vector),
            vector=list(vector),
        )
        for number, (piece, vector) in enumerate(zip(pieces, found.value.vectors, strict=True))
    ]
    result = {"documentId": params["documentId"], "ids": [str(row.pk) for row in rows], "space": space}
    return Outcome(
        publish=lambda _: _keep(rows),
        result={
            **result,
            "dimensions": found.value.dimensions,
            **_facts(found, is_draft=found.value.is_draft),
        },
        charge=_charge(found.spec, found.value.usage),
    )


def _asked(run: Run, capability: Capability, ask: Callable[[Any, Call], T]) -> Answer[T]:
    try:
        found = first_answer(
            capability=capability,
            ask=ask,
            key=str(run.job.pk),
            folder=run.folder,
            model=run.job.params.get("model", ""),
            deadline=DEADLINE,
            progress=lambda percent, stage: run.progress(percent * 0.95, stage[:60]),
            should_stop=run.should_stop,
            attempt=run.job.attempt,
        )
    except Stopped:
        run.progress(0)  # says whether the user or a lost lease stopped it
        raise Cancelled from None
    except NoModel as error:
        raise JobFailed("no_model", f"{error} Nothing was charged.") from None
    except ProviderError as error:
        if not error.permanent and run.job.attempt < run.job.max_attempts:
            raise TryLater(error.code, seconds=error.retry_after or BUSY_SECONDS) from None
        raise JobFailed(error.code, f"{error.message} Nothing was charged.") from None
    run.remember({}, provider=found.spec.provider, model=found.spec.model_id)
    return found


def _put(
    capability: Capability, path: Path, fields: dict[str, Any], provider: Any, call: Call
) -> Transcription | VisionResult:
    wish = (
        RecognitionInput(source=path, **fields)
        if capability is Capability.SPEECH_TO_TEXT
        else VisionInput(images=[path], **fields)
    )
    result: Transcription | VisionResult = getattr(provider, registry.method_of(capability))(wish, call)
    return result


def _laid_out(pieces: list[str], provider: Any, call: Call) -> Embeddings:
    found: Embeddings = provider.embeddings(pieces, call)
    return found


def _written(found: Any) -> dict[str, Any]:
    return {
        "text": found.text,
        "language": found.language,
        "duration": found.duration,
        "segments": [asdict(each) for each in found.segments],
        "words": [asdict(each) for each in found.words],
        "notes": list(found.notes),
    }


def _seen(found: Any) -> dict[str, Any]:
    return {
        "text": found.text,
        "labels": list(found.labels),
        "objects": [asdict(each) for each in found.objects],
        "details": dict(found.details),
    }


RESULTS: dict[Capability, Callable[[Any], dict[str, Any]]] = {
    Capability.SPEECH_TO_TEXT: _written,
    Capability.VISION: _seen,
}


def _facts(found: Answer[Any], *, is_draft: bool) -> dict[str, Any]:
    made_by = {"provider": found.spec.provider, "model": found.spec.model_id, "isDraft": is_draft}
    return {**made_by, "choiceNotes": list(found.notes)}


def _charge(spec: ModelSpec, usage: Usage) -> int | None:
    """By what was used; all that was quoted where nobody says."""
    amount = usage.amounts.get(spec.price_unit)
    if amount is None:
        return None
    return credits.quote_for(lines=[Line(spec.price_code, Decimal(str(round(amount, 3))))]).micro


def _keep(rows: list[EmbeddedText]) -> None:
    EmbeddedText.objects.bulk_create(rows)


def _forget_file(job: Job) -> None:
    folder = str(job.params["file"]).rpartition("/")[0]
    transaction.on_commit(lambda: files.delete_folder(folder))


ANSWER = Work(run=answer, reorder=answering.reorder, abandoned=_forget_file)
EMBED = Work(run=embed, reorder=embedding.reorder)
