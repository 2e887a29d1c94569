from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts import noting, receivers, schema  # noqa: F401, PLC0415 - signals, the OpenAPI security schemes
