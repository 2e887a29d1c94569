from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        from jobs import auditing, receivers  # noqa: F401, PLC0415 - connects signals

        auditing.register_checks()
