"""One code brought many times at once lets in once."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.db import connection

from accounts import services
from accounts.models import AuditEvent, User
from accounts.secrets import keyring

AT_ONCE = 6


def let_in(user: User, code: str) -> int:
    """How many of so many at once are let in by the code."""
    together = Barrier(AT_ONCE)

    def bring(_: int) -> bool:
        together.wait(30)
        try:
            services.use_code(user=user, code=code)
        except services.WrongCode:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(bring, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_a_code_lets_in_once_however_many_bring_it(alice: User) -> None:
    secret = generate_totp_secret()
    data = {"secret": keyring.encrypt(secret)}
    Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data=data)
    seed = {"seed": keyring.encrypt(RecoveryCodes.generate_seed()), "used_mask": 0}
    row = Authenticator.objects.create(user=alice, type=Authenticator.Type.RECOVERY_CODES, data=seed)
    of_the_app = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    first, second = RecoveryCodes(row).get_unused_codes()[:2]
    assert [let_in(alice, code) for code in (of_the_app, first, second)] == [1, 1, 1]
    assert AuditEvent.objects.filter(action="code_used").count() == 2
