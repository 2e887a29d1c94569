"""Production refuses to start with what is unsafe, and says in one sentence what to do."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.local.home import PROJECT

SAFE = {
    "FRAMEWRIGHT_MODE": "production",
    "FRAMEWRIGHT_SECRET_KEY": "7f3k9q2m5x8z1v4b6n0c3l7j2h5g8f1d4s6a9p0o3w6e1r4t7y0u",
    "FRAMEWRIGHT_ENCRYPTION_KEYS": "q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8",
    "PUBLIC_URL": "https://films.example.com",
    "TRUSTED_PROXIES": "1",
    "EMAIL_HOST": "mail.example.com",
}
# What is changed, and what the refusal says; an empty sentence means that it starts.
CASES: list[tuple[dict[str, str], str]] = [
    ({}, ""),
    ({"FRAMEWRIGHT_SECRET_KEY": ""}, "Set FRAMEWRIGHT_SECRET_KEY"),
    ({"FRAMEWRIGHT_SECRET_KEY": "short"}, "Set FRAMEWRIGHT_SECRET_KEY"),
    ({"FRAMEWRIGHT_SECRET_KEY": "x" * 60}, "Set FRAMEWRIGHT_SECRET_KEY"),
    ({"FRAMEWRIGHT_ENCRYPTION_KEYS": ""}, "Set FRAMEWRIGHT_ENCRYPTION_KEYS"),
    ({"FRAMEWRIGHT_ENCRYPTION_KEYS": "short"}, "FRAMEWRIGHT_ENCRYPTION_KEYS"),
    ({"DEBUG": "1"}, "DEBUG must be 0"),
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name your hosts"),
    ({"ALLOWED_HOSTS": "films.example.com,*"}, "ALLOWED_HOSTS must name your hosts"),
    ({"PUBLIC_URL": "http://films.example.com"}, "PUBLIC_URL must begin with https://"),
    ({"PUBLIC_URL": "http://films.example.com", "ALLOW_HTTP": "1"}, ""),
    ({"PUBLIC_URL": "http://localhost:8000"}, ""),
    ({"TRUSTED_PROXIES": "0"}, "set TRUSTED_PROXIES"),
    ({"DEMO_EMAIL": "demo@example.com"}, "DEMO_EMAIL and DEMO_PASSWORD must be empty"),
    ({"DEMO_PASSWORD": "framewright-demo"}, "DEMO_EMAIL and DEMO_PASSWORD must be empty"),
    ({"PAYMENTS": "test"}, "PAYMENTS=test gives credits for nothing"),
    ({"RATELIMIT_ENABLE": "0"}, "RATELIMIT_ENABLE must be 1"),
    ({"YOUTUBE_SITE_URL": "http://127.0.0.1:1"}, "YOUTUBE_SITE_URL must be empty"),
    ({"AI_FAKE": "1"}, "AI_FAKE must be 0"),
    ({"FRAMEWRIGHT_MODE": "prod"}, "FRAMEWRIGHT_MODE must be development or production"),
    ({"RATE_AI": "ten a minute"}, "RATE_AI must look like 60/m or 5/15m"),
    ({"RATE_AI": "10/0m"}, "RATE_AI must look like 60/m or 5/15m"),
    ({"HSTS_PRELOAD": "1"}, "HSTS_PRELOAD=1 needs HSTS_SUBDOMAINS=1"),
    ({"CORS_ORIGIN": "https://a.example.com/path"}, "CORS_ORIGIN takes origins"),
    ({"CORS_ORIGIN": "a.example.com"}, "CORS_ORIGIN takes origins"),
    ({"CORS_ORIGIN": "https://a.example.com,*"}, "CORS_ORIGIN takes origins"),
    ({"EMAIL_VERIFICATION": "perhaps"}, "EMAIL_VERIFICATION must be mandatory, optional or none"),
    ({"EMAIL_VERIFICATION": "mandatory", "EMAIL_HOST": ""}, "EMAIL_VERIFICATION=mandatory needs EMAIL_HOST"),
    ({"GOOGLE_CLIENT_ID": "x"}, "GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET are needed together"),
    (
        {"GOOGLE_CLIENT_ID": "x", "GOOGLE_CLIENT_SECRET": "y", "EMAIL_HOST": ""},
        "GOOGLE_CLIENT_ID needs EMAIL_HOST",
    ),
    # A developer's machine may have all of that.
    ({"FRAMEWRIGHT_MODE": "development", "DEBUG": "1", "RATELIMIT_ENABLE": "0", "PUBLIC_URL": ""}, ""),
]
SHOWN = (
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_NAME",
    "SECURE_HSTS_SECONDS",
    "SECURE_SSL_REDIRECT",
    "CORS_ALLOW_CREDENTIALS",
    "EMAIL_BACKEND",
    "CACHES",
    "DEMO",
)
# One process that forks: each case reads the settings anew, as a start does.
TRIAL = """
import json, os, sys, traceback
import config.environment, dj_database_url, django_stubs_ext, csp.constants, corsheaders.defaults
import django.templatetags.static, celery.schedules
cases, shown = json.load(sys.stdin)
for case in cases:
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.environ.update(case)
        try:
            import config.settings as found
            told = ["", {name: getattr(found, name, None) for name in shown}]
        except config.environment.WrongSetting as refusal:
            told = [str(refusal), {}]
        except BaseException:
            told = [traceback.format_exc(), {}]
        os.write(writer, json.dumps(told, default=str).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        print(said.read(), flush=True)
"""


def production_environment() -> dict[str, str]:
    """This process's environment without whatever would change the settings, and what production needs."""
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "DATABASE_URL", "REDIS_URL") if name in os.environ
    }
    return {**kept, **SAFE, "FRAMEWRIGHT_ENV_FILE": os.devnull, "PYTHONWARNINGS": "ignore"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, dict[str, object]]]:
    env = {**production_environment(), "FRAMEWRIGHT_HOME": str(tmp_path_factory.mktemp("home"))}
    done = subprocess.run(
        [sys.executable, "-c", TRIAL],
        input=json.dumps([[case for case, _ in CASES], SHOWN]),
        env=env,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: str(CASES[number][0]))
def test_what_is_unsafe_is_refused_in_one_sentence(
    told: list[tuple[str, dict[str, object]]], number: int
) -> None:
    expected, sentence = CASES[number][1], told[number][0]
    assert expected in sentence
    assert bool(sentence) is bool(expected)
    assert "\n" not in sentence


def test_production_is_strict_without_being_told(told: list[tuple[str, dict[str, object]]]) -> None:
    production = told[0][1]
    assert production["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert production["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert production["SESSION_COOKIE_SECURE"] is production["SECURE_SSL_REDIRECT"] is True
    assert production["SECURE_HSTS_SECONDS"] == 31536000
    assert production["CORS_ALLOW_CREDENTIALS"] is False
    assert (production["EMAIL_BACKEND"], production["DEMO"]) == (
        "django.core.mail.backends.smtp.EmailBackend",
        {},
    )
    # Counts must be shared by all processes: no setting makes the cache one of this process alone.
    assert "RedisCache" in str(production["CACHES"])


def test_the_deployment_check_has_nothing_to_say(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "DEBUG"],
        env={**production_environment(), "FRAMEWRIGHT_HOME": str(tmp_path)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
