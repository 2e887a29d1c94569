"""One shape for every error: `{"type": ..., "errors": [{"code", "detail", "attr"}]}`.

Services know nothing of HTTP: they raise Django's ValidationError or an exception of their own app. The one
table below says which answer each of them is.
"""

import json
import logging
from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from djangorestframework_camel_case.render import CamelCaseJSONRenderer
from djangorestframework_camel_case.util import camelize_re, underscore_to_camel
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.handler import exception_handler as standard_handler
from drf_standardized_errors.types import ErrorResponse, ExceptionHandlerContext
from rest_framework import exceptions, status
from rest_framework.response import Response

from accounts import services as accounts
from accounts import throttling
from accounts.services import avatars, scopes
from accounts.services.rates import CountsUnavailable, TooMany
from ai.services import catalogue, short
from ai.services.chatting.applying import PlanChanged
from ai.services.transcripts import revising
from credits import budgets, limits, plans
from credits import services as credits
from credits.payments.buying import KeyUsedBefore
from credits.payments.provider import PaymentRefused
from jobs import fetching
from jobs import services as jobs
from projects.services import keeping, members, roles, timelines
from projects.services.film import keeping as films
from projects.services.film import ordering as making
from projects.services.reuse import listing
from videos import pictures, signing
from videos.media import sandbox
from videos.media.derived.source import LacksTrack
from videos.services import importing, library, scanning, uploading
from videos.uploads.direct import NotConfigured, StorageUnavailable
from videos.uploads.protocol import Refused
from youtube_integration.client import refusals
from youtube_integration.client.errors import GoogleError
from youtube_integration.services import access, bucket

log = logging.getLogger(__name__)

ANSWERS: dict[type[Exception], tuple[int, str]] = {
    CountsUnavailable: (status.HTTP_503_SERVICE_UNAVAILABLE, "counts_unavailable"),
    TooMany: (status.HTTP_429_TOO_MANY_REQUESTS, "throttled"),
    accounts.AccountInactive: (status.HTTP_403_FORBIDDEN, "account_inactive"),
    accounts.WrongCredentials: (status.HTTP_401_UNAUTHORIZED, "wrong_credentials"),
    accounts.EmailUnverified: (status.HTTP_403_FORBIDDEN, "email_unverified"),
    accounts.SecondFactorRequired: (status.HTTP_401_UNAUTHORIZED, "second_factor_required"),
    accounts.WrongCode: (status.HTTP_401_UNAUTHORIZED, "wrong_code"),
    accounts.BadLink: (status.HTTP_400_BAD_REQUEST, "bad_link"),
    accounts.GoogleOff: (status.HTTP_501_NOT_IMPLEMENTED, "google_not_configured"),
    accounts.GoogleUnavailable: (status.HTTP_503_SERVICE_UNAVAILABLE, "google_unavailable"),
    accounts.WrongToken: (status.HTTP_401_UNAUTHORIZED, "wrong_token"),
    accounts.AddressUnverified: (status.HTTP_409_CONFLICT, "address_unverified"),
    short.NotMade: (status.HTTP_422_UNPROCESSABLE_ENTITY, "not_made"),
    catalogue.NoModel: (status.HTTP_503_SERVICE_UNAVAILABLE, "no_model"),
    revising.StaleRevision: (status.HTTP_409_CONFLICT, "stale_revision"),
    avatars.PictureTooLarge: (status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, "too_large"),
    scopes.Refused: (status.HTTP_403_FORBIDDEN, "key_not_allowed"),
    accounts.SessionEnded: (status.HTTP_401_UNAUTHORIZED, "session_ended"),
    credits.InsufficientCredits: (status.HTTP_402_PAYMENT_REQUIRED, "insufficient_credits"),
    budgets.BudgetReached: (status.HTTP_402_PAYMENT_REQUIRED, "budget_reached"),
    limits.LimitReached: (status.HTTP_403_FORBIDDEN, "limit_reached"),
    plans.NothingToEnd: (status.HTTP_409_CONFLICT, "nothing_to_end"),
    PaymentRefused: (status.HTTP_409_CONFLICT, "payment_refused"),
    KeyUsedBefore: (status.HTTP_409_CONFLICT, "idempotency_conflict"),
    jobs.IdempotencyConflict: (status.HTTP_409_CONFLICT, "idempotency_conflict"),
    PlanChanged: (status.HTTP_409_CONFLICT, "plan_changed"),
    jobs.WrongState: (status.HTTP_409_CONFLICT, "wrong_state"),
    LacksTrack: (status.HTTP_404_NOT_FOUND, "lacks_track"),
    signing.LinkExpired: (status.HTTP_403_FORBIDDEN, "link_expired"),
    library.NotYours: (status.HTTP_403_FORBIDDEN, "not_yours"),
    roles.RoleMissing: (status.HTTP_403_FORBIDDEN, "role_missing"),
    films.FilmBusy: (status.HTTP_409_CONFLICT, "film_busy"),
    making.NothingToMake: (status.HTTP_409_CONFLICT, "nothing_to_make"),
    timelines.TimelineConflict: (status.HTTP_409_CONFLICT, "timeline_conflict"),
    timelines.StaleTimeline: (status.HTTP_412_PRECONDITION_FAILED, "stale_timeline"),
    timelines.NothingToUndo: (status.HTTP_409_CONFLICT, "nothing_to_undo"),
    timelines.NothingToRedo: (status.HTTP_409_CONFLICT, "nothing_to_redo"),
    keeping.StaleProject: (status.HTTP_412_PRECONDITION_FAILED, "stale_project"),
    listing.VideoInUse: (status.HTTP_409_CONFLICT, "video_in_use"),
    members.NothingOffered: (status.HTTP_409_CONFLICT, "nothing_offered"),
    pictures.NoPicture: (status.HTTP_409_CONFLICT, "no_picture"),
    sandbox.TooWeak: (status.HTTP_503_SERVICE_UNAVAILABLE, "sandbox_too_weak"),
    fetching.AddressRefused: (status.HTTP_422_UNPROCESSABLE_ENTITY, "address_refused"),
    importing.YoutubeLink: (status.HTTP_422_UNPROCESSABLE_ENTITY, "youtube_link"),
    scanning.Infected: (status.HTTP_422_UNPROCESSABLE_ENTITY, "infected"),
    scanning.ScanUnavailable: (status.HTTP_503_SERVICE_UNAVAILABLE, "scan_unavailable"),
    uploading.UploadTooLarge: (status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, "too_large"),
    uploading.UnsupportedContainer: (status.HTTP_415_UNSUPPORTED_MEDIA_TYPE, "unsupported_container"),
    Refused: (status.HTTP_400_BAD_REQUEST, "invalid"),
    NotConfigured: (status.HTTP_501_NOT_IMPLEMENTED, "not_configured"),
    StorageUnavailable: (status.HTTP_503_SERVICE_UNAVAILABLE, "storage_unavailable"),
    access.YoutubeOff: (status.HTTP_503_SERVICE_UNAVAILABLE, "not_configured"),
    access.ChannelUnusable: (status.HTTP_409_CONFLICT, "needs_reconnect"),
    bucket.BucketEmpty: (status.HTTP_409_CONFLICT, "youtube_daily_limit"),
    refusals.Refused: (status.HTTP_422_UNPROCESSABLE_ENTITY, "youtube_refused"),
    GoogleError: (status.HTTP_422_UNPROCESSABLE_ENTITY, "youtube_refused"),
}

# PostgreSQL stores neither NUL nor half a surrogate pair, and JSON can carry both into any text.
UNSTORABLE = (DataError, UnicodeEncodeError)
REFUSED = (exceptions.NotAuthenticated, exceptions.AuthenticationFailed)
UNSTORABLE_DETAIL = "This holds a character or a number that cannot be stored."


class PlatformExceptionHandler(ExceptionHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, DjangoValidationError):
            return as_drf_validation_error(exc)
        if isinstance(exc, ObjectDoesNotExist):
            return exceptions.NotFound()
        if isinstance(exc, RecursionError):
            return exceptions.ParseError("This JSON is nested too deeply.")
        if isinstance(exc, UNSTORABLE):
            log.warning("A value cannot be stored: %s", exc)
            return exceptions.ValidationError(detail=UNSTORABLE_DETAIL, code="invalid")
        for kind, (code, name) in ANSWERS.items():
            if isinstance(exc, kind):
                # Some know more exactly what they are: no_audio, no_film.
                answer = exceptions.APIException(detail=str(exc), code=getattr(exc, "code", name))
                answer.status_code = getattr(exc, "http_status", code)
                answer.facts = getattr(exc, "facts", {})  # type: ignore[attr-defined]
                answer.wait = getattr(exc, "wait", None)  # type: ignore[attr-defined]
                if code == status.HTTP_401_UNAUTHORIZED:
                    answer.auth_header = "Bearer"  # type: ignore[attr-defined]
                return answer
        return super().convert_known_exceptions(exc)


class PlatformExceptionFormatter(ExceptionFormatter):
    """Writes field names as the client wrote them (`endTime`), and adds an error's own facts beside it."""

    def format_error_response(self, error_response: ErrorResponse) -> dict[str, Any]:
        answer: dict[str, Any] = super().format_error_response(error_response)
        for error in answer["errors"]:
            # Below options are the names of a model's own parameters, below values a template's own fields.
            if error["attr"] and not error["attr"].startswith(("options.", "values.")):
                error["attr"] = camelize_re.sub(underscore_to_camel, error["attr"])
        return {**answer, **getattr(self.exc, "facts", {})}


def exception_handler(exc: Exception, context: ExceptionHandlerContext) -> Response | None:
    request = context["request"]
    if isinstance(exc, REFUSED) and request is not None:
        exc = throttling.counted_refusal(request, exc)
    return standard_handler(exc, context)


def as_drf_validation_error(error: DjangoValidationError) -> exceptions.ValidationError:
    if not hasattr(error, "error_dict"):
        return exceptions.ValidationError(_details(error.error_list))
    fields = {
        "non_field_errors" if field == NON_FIELD_ERRORS else field: _details(errors)
        for field, errors in error.error_dict.items()
    }
    return exceptions.ValidationError(fields)


def _details(errors: list[DjangoValidationError]) -> list[exceptions.ErrorDetail]:
    return [
        exceptions.ErrorDetail(message, code=error.code or "invalid")
        for error in errors
        for message in error.messages
    ]


def as_answer(error: Exception) -> tuple[int, dict[str, Any]]:
    """Status and body of an error where no view is left to answer; an unknown one shows nothing."""
    handler = PlatformExceptionHandler(error, cast(ExceptionHandlerContext, {}))
    known = handler.convert_known_exceptions(error)
    if not isinstance(known, exceptions.APIException):
        log.error("Work without a view broke", exc_info=error)
        known = exceptions.APIException(detail="Something went wrong on our side.")
    return known.status_code, _as_json(handler.format_exception(known))


def as_frame(error: Exception) -> dict[str, Any]:
    """What went wrong, as the socket's `error` says it; an unknown error is logged and shows nothing."""
    handler = PlatformExceptionHandler(error, cast(ExceptionHandlerContext, {}))
    known = handler.convert_known_exceptions(error)
    if not isinstance(known, exceptions.APIException):
        log.error("A message over the socket broke", exc_info=error)
        return {"code": "error", "message": "Something went wrong on our side."}
    name, first = _first_of(known.get_full_details())
    told = {"code": first["code"], "message": str(first["message"])}
    return {**told, "attr": camelize_re.sub(underscore_to_camel, name)} if name else told


def _as_json(body: dict[str, Any]) -> dict[str, Any]:
    """The body in plain types, its keys in camelCase, as the renderer would write it."""
    written = CamelCaseJSONRenderer().render(body)
    return cast(dict[str, Any], json.loads(written))


def _first_of(details: Any, name: str = "") -> tuple[str, dict[str, str]]:
    """The first error of DRF's nested details, and the field that it is about."""
    if isinstance(details, list):
        return _first_of(details[0], name)
    if isinstance(details.get("code"), str) and "message" in details:
        return name, details
    inner, rest = next(iter(details.items()))
    return _first_of(rest, name or ("" if inner == "non_field_errors" else str(inner)))


def plain_error(*, code: int, kind: str, name: str, detail: str) -> JsonResponse:
    """The same shape for what never reaches a DRF view."""
    body = {"type": kind, "errors": [{"code": name, "detail": detail, "attr": None}]}
    return JsonResponse(body, status=code)


@csrf_exempt
def not_built(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
    """Answers for the parts of the contract that this version does not have yet."""
    return plain_error(
        code=501,
        kind="server_error",
        name="not_built",
        detail="This version of Framewright does not have this part of the API yet.",
    )
