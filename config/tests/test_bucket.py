"""What the platform says of its bucket, and of settings by which there can be none."""

import pytest
from pytest_django import Settings

from config import health
from config.environment import WrongSetting
from config.settings import storage as storage_settings
from videos.bucket import Bucket
from videos.tests.conftest import in_bucket, s3_server

__all__ = ["in_bucket", "s3_server"]


def test_health_knows_whether_the_bucket_answers(in_bucket: Bucket, settings: Settings) -> None:
    assert health.CHECKS["storage"]() == "ok"
    gone = {**settings.STORAGES["default"]["OPTIONS"], "bucket_name": "another"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": gone}}
    assert health.CHECKS["storage"]() == "failed"


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"S3_BUCKET": ""}, "needs S3_BUCKET"),
        ({"S3_BUCKET": "films", "S3_ENDPOINT_URL": "minio:9000"}, "S3_ENDPOINT_URL must begin with"),
    ],
)
def test_a_bucket_that_cannot_be_used_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, env: dict[str, str], sentence: str
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WrongSetting, match=sentence):
        storage_settings.in_bucket()
