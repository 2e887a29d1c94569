"""What `make run` says about its port, its secrets and its home."""

import socket
from pathlib import Path

import pytest

from config.local.home import Home
from config.local.ports import Address, NoSuchPort
from config.local.secrets import kept_secrets, known_encryption_key


def test_a_taken_port_is_named_together_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(NoSuchPort, match=rf"port {port} .*make run PORT={port + 1}"):
            Address("127.0.0.1", port).must_be_free()
    Address("127.0.0.1", port).must_be_free()


@pytest.mark.parametrize("given", ["eighty", "0", "65536", "-1", "80 81"])
def test_a_port_that_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("PORT", given)
    with pytest.raises(NoSuchPort, match="1 to 65535"):
        Address.from_environment()


def test_the_default_address_is_reachable_from_this_machine_only() -> None:
    address = Address.from_environment()
    assert (address.url, address.is_private) == ("http://127.0.0.1:8000", True)
    assert not Address("0.0.0.0", 8000).is_private  # noqa: S104 - not bound


def test_secrets_are_made_once_for_each_home_and_are_its_owners_alone(tmp_path: Path) -> None:
    one, other = Home(tmp_path / "one"), Home(tmp_path / "other")
    for home in (one, other):
        home.create()
    made = kept_secrets(one.secrets)
    assert kept_secrets(one.secrets) == made
    assert kept_secrets(other.secrets) != made
    assert one.secrets.stat().st_mode & 0o777 == 0o600
    assert len(made.secret_key) >= 50
    assert known_encryption_key(one.secrets) == [made.encryption_key]


def test_a_home_of_an_older_release_gets_a_key_for_secrets_and_keeps_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    file.write_text('{"secret_key": "kept", "admin_password": "kept too"}')
    assert known_encryption_key(file) == []
    made = kept_secrets(file)
    assert (made.secret_key, made.admin_password) == ("kept", "kept too")
    assert kept_secrets(file) == made
    assert known_encryption_key(file) == [made.encryption_key]
