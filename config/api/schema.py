from drf_standardized_errors.openapi import AutoSchema


class PlatformSchema(AutoSchema):
    """Tags an operation with the app's name for people, and documents the one error shape."""

    def get_tags(self) -> list[str]:
        return getattr(self.view, "schema_tags", None) or super().get_tags()
