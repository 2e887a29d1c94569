from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from jobs.fetching import policy, words


def policy_of_settings() -> policy.Policy:
    """What the operator lets the fetcher reach; the fetcher itself is free of Django."""
    return policy.Policy(
        networks=tuple(settings.FETCH_NETWORKS),
        hosts=frozenset(settings.FETCH_HOSTS),
        ports=frozenset(settings.FETCH_PORTS),
        resolve=import_string(settings.FETCH_RESOLVER),
    )


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        from jobs import auditing, receivers  # noqa: F401, PLC0415 - connects signals

        auditing.register_checks()
        policy.use(policy_of_settings)
        words.use(gettext)
