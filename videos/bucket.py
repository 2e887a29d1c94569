"""The bucket in which the media lie when MEDIA_STORAGE=s3: what Django's storage interface has no words for.

Keys are those of the storage; S3_PREFIX is put before them here. Everything blocks, and raises what boto3
raises, but FileNotFoundError for an object that is not there.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.storage import storages
from storages.backends.s3 import S3Storage

MEGABYTE, GIGABYTE = 1024**2, 1024**3
MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
AT_ONCE = 1000  # keys that one request lists or deletes
# One file by several connections; each waits for 5 seconds, not for ever.
TRANSFER = TransferConfig(multipart_threshold=64 * MEGABYTE, multipart_chunksize=64 * MEGABYTE)
# The server copies up to 5 GB in one request; above that in parts, which boto3 does by itself.
COPYING = TransferConfig(multipart_threshold=4 * GIGABYTE, multipart_chunksize=512 * MEGABYTE)


class BucketStorage(S3Storage):
    """Django's interface to the bucket, with connections of the same kind as ours."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.client_config = client_config(options.get("addressing_style", "auto"))


@dataclass(frozen=True)
class Stored:
    """One file of the storage: bytes, and when it was written."""

    key: str
    size: int
    modified: datetime


@dataclass(frozen=True)
class Head:
    """What the server says of an object; `metadata` is what it was written with."""

    size: int
    etag: str
    metadata: dict[str, str]


class Bucket:
    """One bucket, by one set of keys."""

    def __init__(self, storage: BucketStorage) -> None:
        self.name: str = storage.bucket_name
        self.prefix = f"{storage.location}/" if storage.location else ""
        self.endpoint: str | None = storage.endpoint_url
        self._access = _access(storage)
        self.client = _client(*self._access, self.endpoint)

    def full(self, key: str) -> str:
        return f"{self.prefix}{key}"

    def at(self, key: str) -> dict[str, str]:
        """An object as boto3's methods name it."""
        return {"Bucket": self.name, "Key": self.full(key)}

    def put(self, *, path: Path, key: str, content_type: str) -> None:
        told = {"ContentType": content_type}
        self.client.upload_file(str(path), self.name, self.full(key), ExtraArgs=told, Config=TRANSFER)

    def get(self, *, key: str, path: Path) -> None:
        """Copies an object to a file of this machine."""
        with _missing_is_told(key):
            self.client.download_file(self.name, self.full(key), str(path), Config=TRANSFER)

    def write(self, *, key: str, content: bytes, metadata: dict[str, str] | None = None) -> None:
        self.client.put_object(**self.at(key), Body=content, Metadata=metadata or {})

    def read(self, *, key: str) -> bytes:
        """A small object as a whole."""
        return b"".join(self.pieces(key=key))

    def pieces(self, *, key: str) -> Iterator[bytes]:
        """An object, a megabyte at a time."""
        with _missing_is_told(key):
            content = self.client.get_object(**self.at(key))["Body"]
        with closing(content):
            yield from content.iter_chunks(MEGABYTE)

    def head(self, *, key: str) -> Head | None:
        """What the server says of an object; None when there is none."""
        try:
            answer = self.client.head_object(**self.at(key))
        except ClientError as error:
            if code_of(error) in MISSING:
                return None
            raise
        return Head(answer["ContentLength"], answer["ETag"].strip('"'), answer.get("Metadata", {}))

    def copy(self, *, key: str, to: str) -> None:
        """Copies inside of the bucket; not a byte comes here."""
        with _missing_is_told(key):
            self.client.copy(self.at(key), self.name, self.full(to), Config=COPYING)

    def delete(self, *, keys: Sequence[str]) -> None:
        """Removes objects, a thousand a request; nothing happens for those that are not there."""
        for first in range(0, len(keys), AT_ONCE):
            named = [{"Key": self.full(key)} for key in keys[first : first + AT_ONCE]]
            told = {"Objects": named, "Quiet": True}
            answer = self.client.delete_objects(Bucket=self.name, Delete=told)
            if answer.get("Errors"):
                raise OSError(f"The bucket kept what was to be deleted: {answer['Errors'][:3]}")

    def pages(self, method: str, **told: object) -> Iterator[dict[str, Any]]:
        """The answers of a method that lists, until it has told everything."""
        yield from self.client.get_paginator(method).paginate(**told, PaginationConfig={"PageSize": AT_ONCE})

    def listing(self, *, prefix: str) -> Iterator[Stored]:
        """Every object whose key begins with `prefix`, in the order of their keys."""
        for page in self.pages("list_objects_v2", Bucket=self.name, Prefix=self.full(prefix)):
            for each in page.get("Contents", ()):
                yield Stored(each["Key"].removeprefix(self.prefix), each["Size"], each["LastModified"])

    def folders(self, *, folder: str) -> list[str]:
        """The names of what looks like folders directly below one."""
        place = self.full(f"{folder}/")
        pages = self.pages("list_objects_v2", Bucket=self.name, Prefix=place, Delimiter="/")
        found = [each["Prefix"] for page in pages for each in page.get("CommonPrefixes", ())]
        return [each.removeprefix(place).rstrip("/") for each in found]

    def is_alive(self) -> bool:
        """Whether the bucket answers, at once, and is ours to use."""
        client = _client(*self._access, self.endpoint, patient=False)
        try:
            client.list_objects_v2(Bucket=self.name, Prefix=self.full("users/"), MaxKeys=1)
        except (BotoCoreError, ClientError):
            return False
        return True

    def address(self, method: str, *, key: str, **told: object) -> str:
        """An address by which a browser may do one thing (`get_object`, `upload_part`) for a while."""
        client = _client(*self._access, settings.S3_PUBLIC_ENDPOINT_URL or None)
        params = {**self.at(key), **told}
        url: str = client.generate_presigned_url(method, Params=params, ExpiresIn=settings.S3_PRESIGN_SECONDS)
        return url


def bucket() -> Bucket | None:
    """The bucket of the media; None when they lie on this machine."""
    storage = storages["default"]
    return Bucket(storage) if isinstance(storage, BucketStorage) else None


def code_of(error: ClientError) -> str:
    """The server's word for what went wrong."""
    return str(error.response.get("Error", {}).get("Code", ""))


def client_config(addressing: str, *, patient: bool = True) -> Config:
    """Signed as every S3 server understands; checksums only where a request needs one: not all have them."""
    return Config(
        s3={"addressing_style": addressing},
        signature_version="s3v4",
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        retries={"max_attempts": 5 if patient else 1, "mode": "standard"},
        connect_timeout=5 if patient else 2,
        read_timeout=60 if patient else 3,
        max_pool_connections=32,
    )


Access = tuple[str, str, str, str, str]


def _access(storage: BucketStorage) -> Access:
    return (
        storage.access_key or "",
        storage.secret_key or "",
        storage.security_token or "",
        storage.region_name or "",
        storage.addressing_style or "auto",
    )


@cache
def _client(
    access: str,
    secret: str,
    token: str,
    region: str,
    addressing: str,
    endpoint: str | None,
    *,
    patient: bool = True,
) -> Any:
    """One client a process: they are slow to make, and many threads may use one."""
    session = boto3.session.Session(
        aws_access_key_id=access or None,
        aws_secret_access_key=secret or None,
        aws_session_token=token or None,
        region_name=region or None,
    )
    return session.client("s3", endpoint_url=endpoint, config=client_config(addressing, patient=patient))


@contextmanager
def _missing_is_told(key: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if code_of(error) in MISSING:
            raise FileNotFoundError(key) from error
        raise
