from typing import Any

from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response


class PageLimitPagination(PageNumberPagination):
    """`?page=1&limit=20`, at most 100 a page; the answer tells how many there are."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "limit"

    def get_paginated_response(self, data: Any) -> Response:
        if self.page is None:
            raise RuntimeError("Nothing has been paginated yet.")
        return Response(
            {
                "results": data,
                "pagination": {
                    "page": self.page.number,
                    "limit": self.page.paginator.per_page,
                    "total": self.page.paginator.count,
                    "total_pages": self.page.paginator.num_pages,
                },
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        whole = {"type": "integer"}
        return {
            "type": "object",
            "required": ["results", "pagination"],
            "properties": {
                "results": schema,
                "pagination": {
                    "type": "object",
                    "required": ["page", "limit", "total", "totalPages"],
                    "properties": {"page": whole, "limit": whole, "total": whole, "totalPages": whole},
                },
            },
        }
