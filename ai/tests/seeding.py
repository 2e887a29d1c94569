"""Puts the catalogue of models back after tests with real commits, which empty every table."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate

from ai.models import ModelSpec


def _restore(**_: Any) -> None:
    if not ModelSpec.objects.exists():
        import_module("ai.migrations.0002_models").add(apps, None)
        import_module("ai.migrations.0008_moments").tell(apps, None)
        import_module("ai.migrations.0010_vendor_care").tell_formats(apps, None)


@pytest.fixture(autouse=True, scope="session")
def kept_catalogue(django_db_setup: None) -> None:
    post_migrate.connect(_restore, sender=apps.get_app_config("ai"), dispatch_uid="models-of-tests")
