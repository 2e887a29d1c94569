"""The picture of a person: cut and made anew from what they send, never that file itself.

It lies at `users/<user>/avatar/<picture>.webp`, and its address holds both ids: whoever was told the address
may see it, and nobody can guess one.
"""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User

MOST_BYTES = 5 * 1024 * 1024


class PictureTooLarge(Exception):
    """The file has more than MOST_BYTES."""

    code = "too_large"

    def __init__(self) -> None:
        super().__init__(
            _("A picture of you may have %(most)s MB at most.") % {"most": MOST_BYTES // 1024**2}
        )


def set_avatar(*, user: User, path: Path, crop: tuple[int, int, int] | None = None) -> User:
    """Makes a square of an image the picture: `crop` (left, top, side; upright pixels) or its middle.

    Raises PictureTooLarge, or ValidationError by field (`file`, `crop`).
    """
    if path.stat().st_size > MOST_BYTES:
        raise PictureTooLarge
    cut = cast(Callable[..., bytes], import_string(settings.AVATAR_CUT_BY))
    key = default_storage.save(
        f"{folder_of(user)}/{uuid.uuid4()}.webp", ContentFile(cut(path=path, crop=crop))
    )
    return _point_to(user, key)


def remove_avatar(*, user: User) -> User:
    return _point_to(user, "")


def picture_of(*, user_id: uuid.UUID, picture_id: uuid.UUID) -> bytes:
    """The content of a picture, WebP; User.DoesNotExist when it is nobody's any more."""
    key = f"users/{user_id}/avatar/{picture_id}.webp"
    found = User.objects.get(pk=user_id, avatar=key, is_active=True)
    with default_storage.open(found.avatar, "rb") as content:
        return bytes(content.read())


def folder_of(user: User) -> str:
    return f"users/{user.pk}/avatar"


@transaction.atomic
def _point_to(user: User, key: str) -> User:
    before = User.objects.select_for_update().get(pk=user.pk).avatar
    User.objects.filter(pk=user.pk).update(avatar=key)
    if before:
        transaction.on_commit(lambda: default_storage.delete(before))
    user.avatar = key
    return user
