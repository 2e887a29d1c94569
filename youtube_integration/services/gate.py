"""What stands between a film and its publication: what of it is AI's, and what is missing of rights.

It blocks nothing. What it finds must be confirmed by the person who publishes, and their answers stay with
the publication.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from videos.media.lineage import VOICE, Span
from videos.models import Rights, Video
from videos.services import provenance
from videos.services.provenance import Provenance
from youtube_integration.models import Import


@dataclass(frozen=True)
class Finding:
    """One thing to know before a film is published. `code` names it for programs."""

    code: str
    message: str
    must_confirm: bool = True

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "mustConfirm": self.must_confirm}


@dataclass(frozen=True)
class GateReport:
    """What was found of one film. `spans` is what AI has made of it, in seconds of the film."""

    duration: float
    spans: tuple[Span, ...]
    ai_seconds: float
    findings: tuple[Finding, ...]

    @property
    def is_synthetic(self) -> bool:
        return bool(self.spans)

    @property
    def to_confirm(self) -> tuple[str, ...]:
        """The codes of what a person must have confirmed."""
        return tuple(each.code for each in self.findings if each.must_confirm)

    def to_json(self) -> dict[str, Any]:
        """As it is kept with a publication, and as clients read it."""
        return {
            "synthetic": self.is_synthetic,
            "duration": self.duration,
            "aiSeconds": self.ai_seconds,
            "spans": [span.to_json() for span in self.spans],
            "findings": [each.to_json() for each in self.findings],
        }


def is_synthetic(*, video: Video) -> bool:
    """Whether AI has made picture or sound of any second of the film: what YouTube is to be told."""
    return bool(provenance.spans_of(video=video))


def findings(*, video: Video) -> GateReport:
    """Looks at a film before it is published."""
    known = provenance.of(video=video)
    return GateReport(
        duration=video.duration,
        spans=known.spans,
        ai_seconds=known.ai_seconds,
        findings=tuple(_findings(known)),
    )


def answers(*, report: GateReport, confirmed: Iterable[str]) -> dict[str, Any]:
    """What a publication keeps of the gate; ValidationError on `confirmed` names what was not confirmed."""
    given = set(confirmed)
    missing = [each for each in report.findings if each.must_confirm and each.code not in given]
    if missing:
        words = " ".join(each.message for each in missing)
        raise ValidationError(
            {
                "confirmed": ValidationError(
                    _("Confirm first: %(words)s") % {"words": words}, code="not_confirmed"
                )
            }
        )
    return {**report.to_json(), "confirmed": sorted(given & set(report.to_confirm))}


def _findings(known: Provenance) -> Iterable[Finding]:
    if known.is_synthetic:
        message = _("AI made %(length)s of this film. YouTube will be told so.") % {
            "length": _seconds(known.ai_seconds)
        }
        yield Finding("ai_made", message, must_confirm=False)
    if not known.is_sure:
        yield Finding(
            "lineage_unknown",
            _("A file that this film was made of is gone, so not all that AI made of it may be known."),
        )
    without = [each for each in known.origins if not (_has(each, "basis") or _was_confirmed(each))]
    if without:
        yield Finding(
            "licence_missing",
            _("Nothing says that you may publish %(titles)s.") % {"titles": _titles(without)},
        )
    open_licence = [each for each in known.origins if _must_name(each)]
    if open_licence:
        message = _("The licence of %(titles)s asks you to name its maker, and nobody is noted.") % {
            "titles": _titles(open_licence)
        }
        yield Finding("attribution_missing", message)
    people = [each for each in known.origins if not _has(each, "consent")]
    if people:
        yield Finding(
            "consent_missing",
            _("Nothing says that the people in %(titles)s agreed.") % {"titles": _titles(people)},
        )
    if any(VOICE in span.kinds for span in known.spans):
        yield Finding("voice_made", _("A voice in it was made by AI. It must not pass for a real person's."))


def _has(video: Video, column: str) -> bool:
    rights = provenance.rights_of(video)
    return bool(rights and getattr(rights, column))


def _was_confirmed(video: Video) -> bool:
    """Whether its owner said so when it was imported from YouTube."""
    is_from_youtube = video.source == Video.Source.YOUTUBE
    return is_from_youtube and Import.objects.filter(video_id=video.pk, user=video.owner_id).exists()


def _must_name(video: Video) -> bool:
    rights = provenance.rights_of(video)
    return bool(rights and rights.basis == Rights.Basis.OPEN_LICENCE and not rights.attribution)


def _titles(films: list[Video]) -> str:
    named = ", ".join(f"“{each.title}”" for each in films[:3])
    if len(films) <= 3:
        return named
    return _("%(titles)s and %(count)d more") % {"titles": named, "count": len(films) - 3}


def _seconds(seconds: float) -> str:
    count = max(round(seconds), 1)
    return ngettext("%(count)d second", "%(count)d seconds", count) % {"count": count}


def wire(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What a publication kept of the gate, complete even when it was published before there was one."""
    empty: dict[str, Any] = {
        "synthetic": False,
        "duration": 0.0,
        "aiSeconds": 0.0,
        "spans": [],
        "findings": [],
    }
    return {**empty, "confirmed": [], **kept}
