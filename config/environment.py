"""Reads settings from the environment, strictly: a wrong value stops the start with one sentence."""

import os
import re
from pathlib import Path
from typing import Literal

from dotenv import load_dotenv

from config.local.home import PROJECT, Home, running

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
RATE = re.compile(r"[0-9]{1,9}/([1-9][0-9]{0,3})?[smhd]")


# The process environment wins over the file. Tests name another file, so that a developer's does not matter.
load_dotenv(os.environ.get("FRAMEWRIGHT_ENV_FILE") or PROJECT / ".env")


class WrongSetting(Exception):
    """A setting in the environment cannot be used as it is."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise WrongSetting(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int, *, least: int = 0) -> int:
    value = os.environ.get(name, str(default))
    try:
        parsed = int(value)
    except ValueError:
        raise WrongSetting(f"{name} must be a whole number, not {value!r}.") from None
    if parsed < least:
        raise WrongSetting(f"{name} must be {least} or more, not {parsed}.")
    return parsed


def rate(name: str, default: str) -> str:
    """How often in how long, as django-ratelimit writes it: `60/m`, `5/15m`."""
    value = os.environ.get(name, default)
    if not RATE.fullmatch(value):
        raise WrongSetting(f"{name} must look like 60/m or 5/15m (s, m, h or d), not {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def service_url(name: str, key: Literal["database_url", "redis_url"]) -> str:
    """The address of a database or broker: the environment's, else that of the platform running in this home.

    Without either, an address nobody listens at: commands that need no service (`check`, `makemigrations
    --check`, `spectacular`) still work, and the others say what to do.
    """
    if os.environ.get(name):
        return os.environ[name]
    instance = running(Home.from_environment())
    return str(instance[key]) if instance else ""


def celery_broker_url(redis_url: str) -> str:
    """kombu writes a unix socket as `redis+socket://PATH?virtual_host=N`, redis-py as `unix://PATH?db=N`."""
    if not redis_url.startswith("unix://"):
        return redis_url
    path, _, query = redis_url.removeprefix("unix://").partition("?")
    database = dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair).get("db", "0")
    return f"redis+socket://{path}?virtual_host={database}"


def home_folder() -> Path:
    return Path(Home.from_environment().root)
