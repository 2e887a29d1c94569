"""The API: its conventions, tokens, document, rates and sockets."""

from datetime import timedelta
from urllib.parse import urlsplit

from corsheaders.defaults import default_headers

from config import environment as env
from config.settings.base import SECRET_KEY, VERSION
from videos.uploads import protocol

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.AccessTokenAuthentication",
        "accounts.key_authentication.ApiKeyAuthentication",
        "accounts.authentication.DashboardSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["djangorestframework_camel_case.render.CamelCaseJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "djangorestframework_camel_case.parser.CamelCaseJSONParser",
        "djangorestframework_camel_case.parser.CamelCaseFormParser",
        "djangorestframework_camel_case.parser.CamelCaseMultiPartParser",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.throttling.ViewRate"],
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_PAGINATION_CLASS": "config.api.pagination.PageLimitPagination",
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.PlatformSchema",
    "EXCEPTION_HANDLER": "config.api.errors.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    # Keys inside free JSON belong to the client and pass through untouched.
    "JSON_UNDERSCOREIZE": {
        "ignore_fields": ("metadata", "settings", "timeline", "options", "params_schema", "values", "slots"),
        "no_underscore_before_number": True,
    },
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "config.api.errors.PlatformExceptionHandler",
    "EXCEPTION_FORMATTER_CLASS": "config.api.errors.PlatformExceptionFormatter",
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
    "ALLOWED_ERROR_STATUS_CODES": ["400", "401", "403", "404", "429"],
}
SIMPLE_JWT = {
    "ALGORITHM": "HS256",
    "SIGNING_KEY": SECRET_KEY,
    "AUDIENCE": "framewright",
    "ISSUER": "framewright",
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
    "USER_ID_CLAIM": "sub",
    "UPDATE_LAST_LOGIN": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Framewright",
    "DESCRIPTION": "Upload, edit, understand, generate and publish video with the help of AI.",
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "CAMELIZE_NAMES": False,
    "POSTPROCESSING_HOOKS": [
        "drf_standardized_errors.openapi_hooks.postprocess_schema_enums",
        "drf_spectacular.contrib.djangorestframework_camel_case.camelize_serializer_fields",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ValidationErrorEnum": "drf_standardized_errors.openapi_serializers.ValidationErrorEnum.choices",
        "ClientErrorEnum": "drf_standardized_errors.openapi_serializers.ClientErrorEnum.choices",
        "ServerErrorEnum": "drf_standardized_errors.openapi_serializers.ServerErrorEnum.choices",
        "JobState": "jobs.models.Job.Status",
        "VideoState": "videos.models.Video.Status",
        "ProjectState": "projects.models.Project.Status",
        "ProjectRole": "projects.models.Role",
        "MemberRole": "projects.models.SHARED_ROLES",
        "FilmState": "projects.models.Film.State",
        "FilmGate": "projects.models.Film.Gate",
        "ShotPart": "projects.serializers.films.SHOT_PARTS",
        "FilmAspect": "projects.services.film.wishes.ASPECTS",
        "Quality": "videos.media.operations.export.QUALITY_LABELS",
        "ShotSource": "projects.models.Shot.Source",
        "VideoSource": "videos.models.Video.Source",
        "UploadState": "videos.models.ResumableUpload.Status",
        "ChannelState": "youtube_integration.models.Channel.State",
        "PublicationState": "youtube_integration.models.Publication.State",
        "CredentialsState": "videos.services.crediting.STATES",
    },
}
# How often one person may ask, else one address; RATELIMIT_ENABLE=0 turns all of them off.
RATELIMIT_ENABLE = env.flag("RATELIMIT_ENABLE", default=True)
RATES = {
    "general": env.rate("RATE_GENERAL", "60/m"),
    "dashboard": env.rate("RATE_DASHBOARD", "600/m"),
    "sign_in": env.rate("RATE_SIGN_IN", "5/15m"),
    "codes": env.rate("RATE_CODES", "5/5m"),
    "letters": env.rate("RATE_LETTERS", "5/h"),
    "ai": env.rate("RATE_AI", "10/m"),
    "chat": env.rate("RATE_CHAT", "30/m"),
    "uploads": env.rate("RATE_UPLOADS", "5/m"),
    "dashboard_uploads": env.rate("RATE_DASHBOARD_UPLOADS", "60/m"),
    "summaries": env.rate("RATE_SUMMARIES", "5/h"),
    "invitations": env.rate("RATE_INVITATIONS", "30/h"),
    "review_passwords": env.rate("RATE_REVIEW_PASSWORDS", "5/15m"),
    "review_guesses": env.rate("RATE_REVIEW_GUESSES", "100/h"),
    "review_comments": env.rate("RATE_REVIEW_COMMENTS", "20/h"),
    "media": env.rate("RATE_MEDIA", "100/m"),
    "pieces": env.rate("RATE_PIECES", "1200/m"),
    "reports": env.rate("RATE_REPORTS", "30/m"),
}
_origins = env.words("CORS_ORIGIN")
# Programs of other sites bring a token; the dashboard's cookie is for its own pages only.
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_ALL_ORIGINS = _origins == ["*"]
CORS_ALLOWED_ORIGINS = [] if CORS_ALLOW_ALL_ORIGINS else _origins
for _origin in CORS_ALLOWED_ORIGINS:
    _parts = urlsplit(_origin)
    if f"{_parts.scheme}://{_parts.netloc}" != _origin or _parts.scheme not in {"http", "https"}:
        raise env.WrongSetting(f"CORS_ORIGIN takes origins like https://example.com, not {_origin!r}.")
CORS_URLS_REGEX = r"^/(api|media)/"
CORS_ALLOW_HEADERS = [
    *default_headers,
    "idempotency-key",
    "if-match",
    "if-none-match",
    "range",
    "x-request-id",
    "if-range",
    *(name.lower() for name in protocol.ALLOWED),
]
CORS_EXPOSE_HEADERS = [
    "Accept-Ranges",
    "Content-Range",
    "Location",
    "X-Request-Id",
    "ETag",
    "Content-Disposition",
    "X-Preview-Note",
    "Retry-After",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    *protocol.EXPOSED,
]
# What clients may say over the socket, and which rooms there are: functions of the apps above jobs.
SOCKET_FRAMES = {
    "chat_message": "ai.api.sockets.chat_message",
    "video_process": "ai.api.sockets.video_process",
}
SOCKET_ROOMS = {"video": "ai.api.sockets.enter_video", "project": "projects.sockets.enter_project"}
SOCKET_REFUSAL = "config.api.errors.as_frame"
# The same for a resumable upload, whose file may turn out to be none when no view is left to say so.
UPLOAD_REFUSAL = "config.api.errors.as_answer"
