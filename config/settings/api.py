"""The API: its conventions, tokens, document, rates and sockets."""

from datetime import timedelta

from config import environment as env
from config.settings.base import SECRET_KEY, VERSION

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.AccessTokenAuthentication",
        "accounts.authentication.DashboardSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["djangorestframework_camel_case.render.CamelCaseJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "djangorestframework_camel_case.parser.CamelCaseJSONParser",
        "djangorestframework_camel_case.parser.CamelCaseFormParser",
        "djangorestframework_camel_case.parser.CamelCaseMultiPartParser",
    ],
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_PAGINATION_CLASS": "config.api.pagination.PageLimitPagination",
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.PlatformSchema",
    "EXCEPTION_HANDLER": "config.api.errors.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    # Keys inside free JSON belong to the client and pass through untouched.
    "JSON_UNDERSCOREIZE": {
        "ignore_fields": ("metadata", "settings", "options", "params_schema"),
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
    },
}
# How often one person may ask, as django-ratelimit writes it; RATELIMIT_ENABLE=0 turns all of them off.
RATELIMIT_ENABLE = env.flag("RATELIMIT_ENABLE", default=True)
RATES = {"chat": env.text("RATE_CHAT", "30/m")}
CORS_ALLOWED_ORIGINS = env.words("CORS_ORIGIN")
CORS_EXPOSE_HEADERS = ["Location", "X-Request-Id", "ETag", "Content-Disposition", "X-Preview-Note"]
# What clients may say over the socket, and which rooms there are: functions of the apps above jobs.
SOCKET_FRAMES = {
    "chat_message": "ai.api.sockets.chat_message",
    "video_process": "ai.api.sockets.video_process",
}
SOCKET_ROOMS = {"video": "ai.api.sockets.enter_video"}
SOCKET_REFUSAL = "config.api.errors.as_frame"
