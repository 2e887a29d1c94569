from django.apps import AppConfig


class AiConfig(AppConfig):
    name = "ai"
    verbose_name = "AI"

    def ready(self) -> None:
        from ai import receivers  # noqa: F401, PLC0415 - connects signals
