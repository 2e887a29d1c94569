"""People."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normalise_email(username or ""))


def normalise_email(email: str) -> str:
    """Addresses are one person's whatever their case: they are stored and looked up in lower case."""
    return email.strip().lower()


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by their e-mail address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=150, blank=True)
    locale = models.CharField(max_length=10, default="en")
    auto_transcribe = models.BooleanField(
        default=False, help_text="Write down what is said in each new upload, at the usual price."
    )
    avatar = models.CharField(max_length=200, blank=True, help_text="The key of the picture in the storage.")
    is_active = models.BooleanField(default=True)
    erase_after = models.DateTimeField(
        null=True, blank=True, help_text="When the account is erased, as its owner has asked for."
    )
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("-date_joined",)
        indexes = (
            models.Index(
                fields=("erase_after",),
                name="accounts_users_to_erase",
                condition=models.Q(erase_after__isnull=False),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="accounts_user_email_lower_case"
            ),
        )

    def __str__(self) -> str:
        return self.email

    @property
    def avatar_url(self) -> str | None:
        """Where the picture can be had; None without one."""
        picture_id = self.avatar.rpartition("/")[2].removesuffix(".webp")
        return f"/api/user/avatar/{self.pk}/{picture_id}" if picture_id else None

    def get_short_name(self) -> str:
        return self.name or self.email.partition("@")[0]
