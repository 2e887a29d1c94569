"""One object of a bucket that arrives in parts. What S3 does wrong now and then is put right here."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from botocore.exceptions import BotoCoreError, ClientError

from videos.bucket import MEGABYTE, Bucket, code_of

MOST_PARTS = 10_000
LEAST_PART = 8 * MEGABYTE  # S3 takes 5 MB, but for the last
MD5 = re.compile(r"[0-9a-f]{32}")
GONE = frozenset({"NoSuchUpload", "404", "NoSuchKey"})


class Gone(Exception):
    """There is no such multipart upload any more: completed, aborted, or never begun."""


class Damaged(Exception):
    """What the bucket made of the parts is not the parts."""


@dataclass(frozen=True)
class Part:
    number: int
    etag: str
    size: int


@dataclass(frozen=True)
class Multipart:
    """An object on its way; `id` is the server's."""

    remote: Bucket
    key: str
    id: str

    @property
    def _at(self) -> dict[str, str]:
        return {**self.remote.at(self.key), "UploadId": self.id}

    def parts(self) -> list[Part]:
        """What is there, by number; raises Gone."""
        try:
            pages = self.remote.pages("list_parts", **self._at)
            found = [each for page in pages for each in page.get("Parts", ())]
        except ClientError as error:
            if code_of(error) in GONE:
                raise Gone from error
            raise
        return [Part(each["PartNumber"], each["ETag"].strip('"'), each["Size"]) for each in found]

    def send(self, *, number: int, content: IO[bytes] | bytes, size: int) -> Part:
        answer = self.remote.client.upload_part(**self._at, PartNumber=number, Body=content)
        return Part(number, answer["ETag"].strip('"'), size)

    def address(self, *, number: int, size: int) -> str:
        """Where a browser sends one part, by PUT; the length is signed, so that no other can be sent."""
        told = {"UploadId": self.id, "PartNumber": number, "ContentLength": size}
        return self.remote.address("upload_part", key=self.key, **told)

    def complete(self, parts: Sequence[Part]) -> None:
        """Makes the object, and looks at what was made; raises Damaged, or what boto3 raises.

        An answer may be lost, or say that it failed when it did not: what counts is what is there.
        """
        told = [{"PartNumber": part.number, "ETag": part.etag} for part in parts]
        failure: Exception | None = None
        try:
            self.remote.client.complete_multipart_upload(**self._at, MultipartUpload={"Parts": told})
        except (BotoCoreError, ClientError) as error:
            failure = error
        self._must_be(parts, failure)

    def _must_be(self, parts: Sequence[Part], failure: Exception | None) -> None:
        made = self.remote.head(key=self.key)
        size = sum(part.size for part in parts)
        if made is None:
            raise failure or Damaged(f"{self.key} is not there after its completion.")
        if made.size != size or not _is_of(made.etag, parts):
            if failure:
                raise failure
            raise Damaged(f"{self.key} has {made.size} bytes and tag {made.etag}; {size} bytes were sent.")

    def abort(self) -> None:
        """Forgets the parts; nothing happens when there are none."""
        try:
            self.remote.client.abort_multipart_upload(**self._at)
        except ClientError as error:
            if code_of(error) not in GONE:
                raise


@dataclass(frozen=True)
class UnderWay:
    multipart: Multipart
    begun: datetime


def begin(remote: Bucket, *, key: str) -> Multipart:
    answer = remote.client.create_multipart_upload(**remote.at(key), ContentType="application/octet-stream")
    return Multipart(remote, key, answer["UploadId"])


def under_way(remote: Bucket, *, prefix: str) -> Iterator[UnderWay]:
    """Every multipart upload whose key begins so. MinIO tells only those of one whole key."""
    told = {"Bucket": remote.name, "Prefix": remote.full(prefix)}
    for page in remote.pages("list_multipart_uploads", **told):
        for each in page.get("Uploads", ()):
            key = each["Key"].removeprefix(remote.prefix)
            yield UnderWay(Multipart(remote, key, each["UploadId"]), each["Initiated"])


def part_size(length: int) -> int:
    """Bytes of each part but the last, so that a file of this length has ten thousand at most; whole MB."""
    megabytes = -(-length // (MOST_PARTS * MEGABYTE))
    return max(LEAST_PART, megabytes * MEGABYTE)


def _is_of(etag: str, parts: Sequence[Part]) -> bool:
    """Whether the tag can be that of these parts. One that is no hash of theirs (KMS) says nothing."""
    digest, _, count = etag.partition("-")
    if not MD5.fullmatch(digest) or not count:
        return True
    if not all(MD5.fullmatch(part.etag) for part in parts):
        return True
    whole = hashlib.md5(b"".join(bytes.fromhex(part.etag) for part in parts), usedforsecurity=False)
    return (digest, count) == (whole.hexdigest(), str(len(parts)))
