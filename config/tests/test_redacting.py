"""Addresses that open something are in no log."""

import logging
from typing import Any, cast

from django.conf import settings

from config.redacting import WithoutSecrets


def test_no_line_of_a_log_opens_anything() -> None:
    secret, signed = "A" * 43, f"1763769600.g{'0' * 32}.{'b' * 43}"
    for line, args in (
        ("Forbidden (%s): /review/%s/", ("CSRF", secret)),
        (f"Internal Server Error: /media/{signed}/x/file.mp4", ()),
    ):
        record = logging.LogRecord("django", logging.WARNING, __file__, 1, line, args, None)
        assert WithoutSecrets().filter(record)
        assert not {secret, signed} & set(record.getMessage().split("/"))
        assert "…" in record.getMessage()
    calm = logging.LogRecord("x", logging.INFO, __file__, 1, "%s went well", ("All",), None)
    WithoutSecrets().filter(calm)
    assert calm.args == ("All",)
    assert all(
        "secrets" in each["filters"] for each in cast(dict[str, Any], settings.LOGGING)["handlers"].values()
    )
