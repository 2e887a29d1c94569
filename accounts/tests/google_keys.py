"""A server of keys as Google's, on this machine, and tokens that it signs."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytest_django import Settings

CLIENT_ID = "framewright.apps.example"


@dataclass
class Google:
    """What it says: the keys by their ids, and how often it was asked for them."""

    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)
    asked: int = 0
    says: dict[str, Any] = field(default_factory=dict)  # of whoever comes back from its page
    status: int = 200

    def new_key(self, kid: str) -> rsa.RSAPrivateKey:
        self.keys[kid] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return self.keys[kid]

    def public_pem(self, kid: str) -> bytes:
        return self.keys[kid].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def document(self) -> bytes:
        keys = [
            {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "alg": "RS256"}
            for kid, key in self.keys.items()
        ]
        return json.dumps({"keys": keys}).encode()

    def token(self, *, kid: str = "one", **claims: Any) -> str:
        """A good token, but for the claims that are given; one that is None is left out."""
        return jwt.encode(self.claims(**claims), self.keys[kid], algorithm="RS256", headers={"kid": kid})

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        good = {
            "iss": "https://accounts.google.com",
            "aud": CLIENT_ID,
            "sub": "1001",
            "email": "Gina@Example.com",
            "email_verified": True,
            "name": "Gina",
            "iat": now,
            "exp": now + 3600,
        }
        return {name: value for name, value in (good | changes).items() if value is not None}


@pytest.fixture(scope="session")
def key_server() -> Iterator[tuple[Google, str]]:
    google = Google()
    google.new_key("one")

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            google.asked += 1
            self.send_response(google.status)
            self.send_header("Cache-Control", "public, max-age=19000, must-revalidate")
            self.end_headers()
            self.wfile.write(google.document())

        def do_POST(self) -> None:
            body = json.dumps(
                {"access_token": "x", "token_type": "Bearer", "id_token": google.token(**google.says)}
            )
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield google, f"http://127.0.0.1:{server.server_port}/certs"
    server.shutdown()
    server.server_close()


@pytest.fixture
def google(key_server: tuple[Google, str], settings: Settings) -> Google:
    server, settings.GOOGLE_KEYS_URL = key_server
    settings.GOOGLE_CLIENT_ID = CLIENT_ID
    server.asked, server.status, server.says = 0, 200, {}
    for kid in set(server.keys) - {"one"}:
        del server.keys[kid]
    return server
