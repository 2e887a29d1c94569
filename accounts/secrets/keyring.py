"""Encrypts what must never lie in the clear, by the keys of FRAMEWRIGHT_ENCRYPTION_KEYS.

The first key encrypts, every key decrypts: a new key is put before the old one, `reencrypt_secrets` is run,
and the old one is dropped. Tokens are Fernet's (https://github.com/fernet/spec): AES-128-CBC with
HMAC-SHA256, so a changed token is refused and never read as something else.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Another purpose or another form of token gets another text, and so never the same key.
PURPOSE = b"framewright secrets at rest, 1"
KEY_BYTES = 32


class CannotDecrypt(Exception):
    """No key of the ring opens the token: its key was dropped, or the token was changed."""

    def __init__(self) -> None:
        super().__init__("A stored secret cannot be read with the keys in FRAMEWRIGHT_ENCRYPTION_KEYS.")


def encrypt(text: str) -> str:
    """The text as a token for storage, made with the newest key."""
    return _ring().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text of a token that any key of the ring made; else raises CannotDecrypt."""
    return _open(_ring(), token)


def is_newest(token: str) -> bool:
    """Whether the newest key made the token."""
    try:
        _open(MultiFernet([_fernet(settings.ENCRYPTION_KEYS[0])]), token)
    except CannotDecrypt:
        return False
    return True


def _open(ring: MultiFernet, token: str) -> str:
    try:
        return ring.decrypt(token.encode()).decode()
    except InvalidToken:
        raise CannotDecrypt from None


def _ring() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in settings.ENCRYPTION_KEYS])


@lru_cache(maxsize=16)
def _fernet(key: str) -> Fernet:
    """HKDF and not a slow hash: the settings ask for 32 random characters, not for a password."""
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
