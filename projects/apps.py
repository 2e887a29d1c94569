from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from projects import receivers  # noqa: F401, PLC0415 - connects signals
