"""Where the media lie: a folder of this machine, or a bucket that speaks S3 (docs/storage.md)."""

from urllib.parse import urlsplit

from config import environment as env

MEDIA_STORAGE = env.text("MEDIA_STORAGE") or "local"
if MEDIA_STORAGE not in {"local", "s3"}:
    raise env.WrongSetting(f"MEDIA_STORAGE must be local or s3, not {MEDIA_STORAGE!r}.")
# For so long an address of the bucket lets whoever has it read one file, or send one part.
S3_PRESIGN_SECONDS = env.number("S3_PRESIGN_SECONDS", 3600, least=60)
if S3_PRESIGN_SECONDS > 7 * 24 * 3600:
    raise env.WrongSetting("S3_PRESIGN_SECONDS must be a week (604800) or less.")
S3_ADDRESSING = env.text("S3_ADDRESSING") or "auto"
if S3_ADDRESSING not in {"auto", "path", "virtual"}:
    raise env.WrongSetting(f"S3_ADDRESSING must be auto, path or virtual, not {S3_ADDRESSING!r}.")
# The address by which browsers reach the bucket, where it is another than the platform's own way to it.
S3_PUBLIC_ENDPOINT_URL = env.text("S3_PUBLIC_ENDPOINT_URL") or env.text("S3_ENDPOINT_URL")


def in_bucket() -> dict[str, object]:
    """The entry of STORAGES for the bucket. Without keys, boto3 looks for a role of the machine's."""
    if not env.text("S3_BUCKET"):
        raise env.WrongSetting("MEDIA_STORAGE=s3 needs S3_BUCKET.")
    for name in ("S3_ENDPOINT_URL", "S3_PUBLIC_ENDPOINT_URL"):
        if env.text(name) and urlsplit(env.text(name)).scheme not in {"http", "https"}:
            raise env.WrongSetting(f"{name} must begin with https:// or http://.")
    options: dict[str, object] = {
        "bucket_name": env.text("S3_BUCKET"),
        "endpoint_url": env.text("S3_ENDPOINT_URL") or None,
        "region_name": env.text("S3_REGION") or "us-east-1",
        "access_key": env.text("S3_ACCESS_KEY_ID") or None,
        "secret_key": env.text("S3_SECRET_ACCESS_KEY") or None,
        "location": env.text("S3_PREFIX").strip("/"),
        "addressing_style": S3_ADDRESSING,
        "querystring_expire": S3_PRESIGN_SECONDS,
        # What is read through Django's interface goes to the disk above this, not to memory.
        "max_memory_size": 8 * 1024 * 1024,
    }
    return {"BACKEND": "videos.bucket.BucketStorage", "OPTIONS": options}


def origins() -> list[str]:
    """Where browsers find the bucket, by path and by its own host: pages may read and send there."""
    if MEDIA_STORAGE != "s3":
        return []
    region = env.text("S3_REGION") or "us-east-1"
    place = urlsplit(S3_PUBLIC_ENDPOINT_URL or f"https://s3.{region}.amazonaws.com")
    hosts = [place.netloc, f"{env.text('S3_BUCKET')}.{place.netloc}"]
    if not S3_PUBLIC_ENDPOINT_URL:
        hosts.append(f"{env.text('S3_BUCKET')}.s3.amazonaws.com")
    return [f"{place.scheme}://{host}" for host in hosts]


BUCKET_ORIGINS = origins()
STORAGES = {
    "default": in_bucket()
    if MEDIA_STORAGE == "s3"
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Films of the bucket that a machine keeps a copy of, beside what its jobs work on; in bytes.
S3_COPIES_BYTES = env.number("S3_COPIES_MB", 8192) * 1024 * 1024
# Files that no row names, and multipart uploads that nobody goes on with, are removed when they are so old.
SWEEP_STORAGE_HOURS = env.number("SWEEP_STORAGE_HOURS", 24, least=1)
