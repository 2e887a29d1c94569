"""Every store of unfinished uploads, by the name that a row has for it."""

from videos.bucket import bucket
from videos.uploads.s3 import DirectStore, S3Store
from videos.uploads.store import DiskStore, Store

DISK, S3, DIRECT = "disk", "s3", "direct"
STORES: dict[str, Store] = {DISK: DiskStore(), S3: S3Store(), DIRECT: DirectStore()}


def store_of(stored_in: str) -> Store:
    """The store that a row names; raises KeyError for one that this version does not have."""
    return STORES[stored_in]


def usual() -> str:
    """Where the bytes go that come through the platform: to where the media lie."""
    return S3 if bucket() else DISK
