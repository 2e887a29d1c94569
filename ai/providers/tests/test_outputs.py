"""Where a vendor says its result is: fetched from the public internet, or from the operator's own server."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai.capabilities import Call, ProviderError, Stopped
from ai.providers import outputs
from jobs.tests.canary import FILM, drip, listening, send, serving

Calls = Callable[..., Call]


def test_a_vendor_cannot_send_us_into_our_own_network(call: Calls, tmp_path: Path) -> None:
    with listening() as canary, serving(lambda asked: send(asked, b"", 302, Location=inwards[0])) as own:
        inwards = [
            f"http://127.0.0.1:{canary.port}/result.mp4",
            f"https://localhost:{canary.port}/result.mp4",
            f"https://[::1]:{canary.port}/",
            "http://169.254.169.254/latest/meta-data/",
            "https://10.0.0.1/",
            "file:///etc/passwd",
        ]
        for url in [*inwards, own.url("/to")]:
            with pytest.raises(ProviderError) as refused:
                outputs.download(
                    vendor="Trial", url=url, path=tmp_path / "out", call=call("m"), base_url=own.url("/v1")
                )
            assert (url, refused.value.code, refused.value.permanent) == (url, "output_refused", True)
        assert canary.visits == 0
    assert list(tmp_path.glob("out")) == []


def test_a_server_of_the_operators_own_may_stand_anywhere(call: Calls, tmp_path: Path) -> None:
    with serving(send) as own:
        path = tmp_path / "out"
        outputs.download(
            vendor="Trial",
            url=own.url("/result.mp4"),
            path=path,
            call=call("m"),
            base_url=own.url("/v1/"),
            headers={"Authorization": "Bearer key"},
        )
        assert path.read_bytes() == FILM
        assert own.requests[0][1]["Authorization"] == "Bearer key"


def test_a_download_ends_when_the_job_is_to_stop_or_takes_too_long(call: Calls, tmp_path: Path) -> None:
    with serving(lambda asked: drip(asked, b"x")) as own:
        where: dict[str, Any] = {"vendor": "Trial", "url": own.url("/"), "base_url": own.url("/")}
        where["path"] = tmp_path / "out"
        with pytest.raises(Stopped):
            outputs.download(**where, call=call("m", should_stop=lambda: True))
        with pytest.raises(ProviderError) as slow:
            outputs.download(**where, call=call("m", deadline=0.2))
        assert (slow.value.code, slow.value.permanent) == ("too_slow", False)
