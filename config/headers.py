"""The headers that tell browsers what our answers may do."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class PageHeaders(CSPMiddleware):
    """The content policy of every answer, wider only below the paths of CONTENT_POLICY_EXCEPTIONS."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 - its signature
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        for path, wider in settings.CONTENT_POLICY_EXCEPTIONS.items():
            if request.path_info == path or (path.endswith("/") and request.path_info.startswith(path)):
                parts.replace = wider
        return parts

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        # Static files are answered before Django's own middleware of this header is reached.
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return super().process_response(request, response)
