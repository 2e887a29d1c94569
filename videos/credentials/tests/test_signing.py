"""Real files of every kind, signed in the sandbox and read back by C2PA's own reader."""

import shutil
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import av
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from videos.credentials import certificates, signing
from videos.credentials.certificates import Identity, WrongCertificate
from videos.credentials.manifest import (
    CREATED,
    MADE_BY_AI,
    OPENED,
    PLACED,
    SYNTHETIC,
    Ingredient,
    Step,
    manifest,
)
from videos.credentials.signing import NotSigned
from videos.media.generate import clip
from videos.media.lineage import Span

SPANS = (Span(0.5, 1.5, ("voice",), ("some/voice",)),)
STEPS = (
    Step(OPENED, ingredients=(Ingredient("file-1", "Uploaded file"),)),
    Step(
        PLACED,
        "Music and voice",
        "some/voice",
        is_ai=True,
        ingredients=(Ingredient("file-2", "File made here"),),
    ),
    Step("c2pa.trimmed", "Trim"),
)


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return certificates.self_made(folder=tmp_path_factory.mktemp("identity") / "credentials")


def note(extension: str) -> dict[str, Any]:
    return manifest(steps=STEPS, spans=SPANS, media_type=signing.media_type(extension), version="1.2.3")


def file_of(kind: str, folder: Path) -> Path:
    path = folder / f"plain.{kind}"
    if kind in {"jpg", "png", "webp"}:
        Image.new("RGB", (64, 48), "teal").save(path)
        return path
    return clip(path, seconds=1.0, width=160, height=90)


def content(path: Path) -> object:
    """What is seen and heard: pixels of a picture, packets of a film."""
    if path.suffix in {".jpg", ".png", ".webp"}:
        with Image.open(path) as picture:
            return picture.tobytes()
    with av.open(str(path)) as film:
        return [(each.stream_index, each.pts, bytes(each)) for each in film.demux() if each.size]


def active(found: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = found["manifests"][found["active_manifest"]]
    return told


@pytest.mark.parametrize("kind", ["mp4", "mov", "jpg", "png", "webp"])
def test_a_signed_file_tells_every_step_and_is_otherwise_the_same(
    kind: str, identity: Identity, tmp_path: Path
) -> None:
    plain, signed = file_of(kind, tmp_path), tmp_path / f"signed.{kind}"
    signing.sign(path=plain, output=signed, note=note(kind), identity=identity)
    found = signing.read(path=signed, extension=kind)
    assert found["validation_state"] == "Valid"
    told = {each["label"]: each["data"] for each in active(found)["assertions"]}
    actions = told["c2pa.actions.v2"]["actions"]
    assert [each["action"] for each in actions] == [OPENED, PLACED, "c2pa.trimmed"]
    assert [each.get("digitalSourceType") for each in actions] == [None, MADE_BY_AI, None]
    assert actions[1]["softwareAgent"]["name"] == "some/voice"
    assert told[SYNTHETIC]["spans"] == [span.to_json() for span in SPANS]
    assert content(signed) == content(plain)


def test_a_changed_byte_is_seen(identity: Identity, tmp_path: Path) -> None:
    plain, signed = file_of("mp4", tmp_path), tmp_path / "signed.mp4"
    signing.sign(path=plain, output=signed, note=note("mp4"), identity=identity)
    changed = bytearray(signed.read_bytes())
    changed[changed.index(b"mdat") + 200] ^= 1
    signed.write_bytes(changed)
    assert signing.read(path=signed, extension="mp4")["validation_state"] == "Invalid"


def test_a_file_without_a_note_has_none(tmp_path: Path) -> None:
    assert signing.read(path=file_of("mp4", tmp_path), extension="mp4") == {}


def test_what_cannot_be_signed_is_said_and_leaves_nothing_behind(identity: Identity, tmp_path: Path) -> None:
    with pytest.raises(NotSigned, match="WEBM cannot carry") as refusal:
        signing.media_type("webm")
    assert refusal.value.code == "unsupported"
    broken, output = tmp_path / "broken.mp4", tmp_path / "signed.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\xff" * 500)
    with pytest.raises(NotSigned) as refusal:
        signing.sign(path=broken, output=output, note=note("mp4"), identity=identity)
    assert refusal.value.code == "signer_refused"
    assert not output.exists()


def test_the_signer_writes_into_its_folder_only(identity: Identity, tmp_path: Path) -> None:
    plain = file_of("jpg", tmp_path)
    inside = tmp_path / "inside"
    inside.mkdir()
    shutil.copy(plain, inside / "film.jpg")
    before = plain.read_bytes()
    made = note("jpg") | {"assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [
        {"action": CREATED, "digitalSourceType": MADE_BY_AI}]}}], "ingredients": []}  # fmt: skip
    signing.sign(path=inside / "film.jpg", output=inside / "signed.jpg", note=made, identity=identity)
    assert sorted(each.name for each in inside.iterdir()) == ["film.jpg", "signed.jpg"]
    assert plain.read_bytes() == before


def test_a_home_makes_one_identity_however_many_ask(tmp_path: Path) -> None:
    folder, found = tmp_path / "home" / "credentials", list[str]()

    def ask() -> None:
        found.append(certificates.self_made(folder=folder).fingerprint)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert stat.S_IMODE((folder / certificates.KEY).stat().st_mode) == 0o600
    assert [each.name for each in folder.parent.iterdir()] == ["credentials"]


def test_an_operators_certificate_must_fit_its_key_and_be_in_time(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    mine = certificates.self_made(folder=kept)
    fine = certificates.operators(certificate=kept / certificates.CHAIN, key=kept / certificates.KEY)
    assert (fine.algorithm, fine.is_self_made, fine.fingerprint) == ("es256", False, mine.fingerprint)
    other = tmp_path / "other"
    certificates.self_made(folder=other)
    with pytest.raises(WrongCertificate, match="does not belong"):
        certificates.operators(certificate=kept / certificates.CHAIN, key=other / certificates.KEY)
    with pytest.raises(WrongCertificate, match="unusable"):
        certificates.operators(certificate=kept / certificates.KEY, key=kept / certificates.KEY)
    with pytest.raises(WrongCertificate, match="ended on"):
        certificates.operators(certificate=ended(tmp_path), key=tmp_path / "old.key")


def ended(folder: Path) -> Path:
    """A certificate that ended yesterday, with its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Old")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=9)).not_valid_after(now - timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    (folder / "old.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "old.pem").write_bytes(made.public_bytes(pem))
    return folder / "old.pem"


@pytest.mark.chaos
def test_a_film_too_large_for_the_signers_memory_is_put_aside_in_its_folder(
    identity: Identity, tmp_path: Path
) -> None:
    folder, more = tmp_path / "folder", 600 * 1024**2
    folder.mkdir()
    plain, signed = file_of("mp4", folder), folder / "signed.mp4"
    with plain.open("ab") as film:
        film.write(more.to_bytes(4, "big") + b"free")
        film.truncate(film.tell() - 8 + more)
    signing.sign(path=plain, output=signed, note=note("mp4"), identity=identity)
    assert signing.read(path=signed, extension="mp4")["validation_state"] == "Valid"
    assert sorted(each.name for each in folder.iterdir()) == ["plain.mp4", "signed.mp4"]
