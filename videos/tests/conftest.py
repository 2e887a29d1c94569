from collections.abc import Iterator

import pytest
from pytest_django import Settings

from videos.bucket import Bucket
from videos.tests.buckets import S3Server, serving, use_bucket
from videos.uploads import locks


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[S3Server]:
    yield from serving(tmp_path_factory.mktemp("s3"))
    # Before the test's database is dropped, which nobody may be connected to then.
    locks.close()


@pytest.fixture
def in_bucket(settings: Settings, s3_server: S3Server) -> Bucket:
    """The media lie in a bucket."""
    return use_bucket(settings, s3_server)


@pytest.fixture(params=["local", "s3"])
def storage(request: pytest.FixtureRequest) -> str:
    """The same test for each place where media may lie."""
    if request.param == "s3":
        request.getfixturevalue("in_bucket")
    return str(request.param)
